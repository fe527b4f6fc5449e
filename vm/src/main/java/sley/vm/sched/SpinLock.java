package sley.vm.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A lock for a few instructions: holders never block. Waiters spin, then give up the CPU in turns, because a holder may have been descheduled by the kernel.
public class SpinLock {
    private static final int SPINS = 64;
    private static final VarHandle HELD;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(SpinLock.class, "held", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int held;

    public final void lock() {
        if (!HELD.compareAndSet(this, 0, 1)) {
            contended();
        }
    }

    private void contended() {
        int spins = 0;
        do {
            if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        } while ((int) HELD.getOpaque(this) != 0 || !HELD.compareAndSet(this, 0, 1));
    }

    public final void unlock() {
        HELD.setRelease(this, 0);
    }
}
