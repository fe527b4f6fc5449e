package sley.vm.sched;

import sley.vm.thread.GreenThread;

/// A wake-up in the future: of a wait, or of a time limit.
final class Timer {
    final long deadline;
    final GreenThread thread;
    final long ticket;
    /// Null when the timer ends the wait with `ticket`.
    final Limit limit;
    /// How many timers the heap had seen when it came; wraps. With `next`, guarded by the heap's lock.
    int order;
    /// The next one that is due.
    Timer next;
    /// Written by the thread when it needs the timer no more.
    volatile boolean cancelled;

    Timer(long deadline, GreenThread thread, long ticket, Limit limit) {
        this.deadline = deadline;
        this.thread = thread;
        this.ticket = ticket;
        this.limit = limit;
    }
}
