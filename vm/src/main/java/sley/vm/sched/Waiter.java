package sley.vm.sched;

import sley.vm.thread.GreenThread;

/// The place of a waiting thread in one queue. Guarded by the lock of the queue's owner while it is queued; otherwise it belongs to its thread, which uses it again.
public final class Waiter {
    public final GreenThread thread;
    /// The wait that this belongs to: a claim with another ticket fails, so a stale place wakes nobody.
    public long ticket;
    /// What a sender sends.
    public long p;
    public Object r;
    /// The number of the case in a select; -1 outside one.
    public int number;
    public Waiter previous;
    public Waiter next;
    /// The queue it is in, or null.
    public WaitQueue queue;

    public Waiter(GreenThread thread) {
        this.thread = thread;
    }
}
