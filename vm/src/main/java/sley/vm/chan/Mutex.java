package sley.vm.chan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import sley.vm.sched.SpinLock;
import sley.vm.sched.WaitQueue;
import sley.vm.sched.Waiter;
import sley.vm.thread.GreenThread;

/// A value of type `mutex`.
///
/// A running thread may take a free mutex although others wait: if each release went to a waiter, every use of a contended mutex would cost a switch. The thread that
/// releases it wakes the first waiter, which tries again when it runs, and goes back to the front of the queue if it fails. At most one such waiter is on its way. One that
/// has waited for [#STARVED] gets the mutex handed over, so that nobody waits for ever.
///
/// **No wake-up is lost.** A thread that will wait writes [#wanted] and then tries once more; who releases the mutex frees it and then reads `wanted`. One of them sees the other.
/// The lock of this object guards the queue.
public final class Mutex extends SpinLock {
    /// Nanoseconds after which a waiter is not passed over any more; Go's figure.
    private static final int STARVED = 1_000;
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(Mutex.class, "owner", GreenThread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile GreenThread owner;
    /// There are waiters and none of them is on its way: a release must wake one. Written under the lock.
    private volatile boolean wanted;
    /// A waiter was woken and has not tried again yet. Under the lock.
    private boolean waking;
    private final WaitQueue waiters = new WaitQueue();

    /// Who holds it, or null.
    public GreenThread owner() {
        return owner;
    }

    /// Takes it if it is free.
    public boolean tryTake(GreenThread thread) {
        return owner == null && OWNER.compareAndSet(this, null, thread);
    }

    /// The last try of a thread that is about to wait. The lock is held until it has queued, with [#add].
    public boolean takeOrWant(GreenThread thread) {
        wanted = !waking;
        return tryTake(thread);
    }

    /// Under the lock.
    ///
    /// @param again it has waited before
    public void add(Waiter waiter, boolean again) {
        if (again) {
            waiters.addFirst(waiter);
        } else {
            waiters.add(waiter);
        }
    }

    /// A thread that was woken tries again.
    public boolean retry(GreenThread thread) {
        lock();
        waking = false;
        wanted = !waiters.isEmpty();
        unlock();
        return tryTake(thread);
    }

    /// The owner releases it.
    ///
    /// @return the waiter that the caller has claimed and must wake, or null
    public GreenThread release(GreenThread thread) {
        if (!wanted) {
            owner = null;
            if (!wanted) {
                return null;
            }
        }
        lock();
        Waiter next = waking ? null : waiters.claimFirst();
        GreenThread woken = null;
        if (next != null) {
            woken = next.thread;
            if (owner == thread && Integer.compareUnsigned(GreenThread.micros(woken.scheduler.clock()) - woken.lockSince, STARVED) > 0) {
                owner = woken;
                woken.hasLock = true;
            } else {
                waking = true;
            }
        }
        if (owner == thread) {
            owner = null;
        }
        wanted = !waking && !waiters.isEmpty();
        unlock();
        return woken;
    }
}
