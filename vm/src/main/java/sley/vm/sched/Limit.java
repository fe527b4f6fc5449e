package sley.vm.sched;

import sley.vm.thread.Fault;

/// A time limit: an open `within`.
public final class Limit extends SpinLock {
    final Limit outer;
    final long deadline;
    final Fault fault = new Fault("timeout", "the time limit has passed");
    /// It has been raised, or the block has ended. Guarded by the lock; only the thread itself may look without it.
    boolean closed;
    /// Its timer has fired. Written before a look at the thread's state; the thread arms first and looks at this then, so one sees the other.
    volatile boolean passed;
    Timer timer;

    /// Whether it may still end a wait of its thread; and those around it.
    public boolean open() {
        for (Limit limit = this; limit != null; limit = limit.outer) {
            if (!limit.closed) {
                return true;
            }
        }
        return false;
    }

    Limit(Limit outer, long deadline) {
        this.outer = outer;
        this.deadline = deadline;
    }
}
