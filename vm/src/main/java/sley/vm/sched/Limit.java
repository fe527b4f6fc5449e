package sley.vm.sched;

import sley.vm.thread.Fault;

/// A time limit: an open `within`.
public final class Limit extends SpinLock {
    final Limit outer;
    final long deadline;
    final Fault fault = new Fault("timeout", "the time limit has passed");
    /// Guarded by the lock: no longer to be enforced.
    boolean closed;
    Timer timer;

    Limit(Limit outer, long deadline) {
        this.outer = outer;
        this.deadline = deadline;
    }
}
