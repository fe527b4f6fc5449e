package sley.vm.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import sley.vm.thread.GreenThread;

/// The place of a waiting thread in one queue. Guarded by the lock of the queue's owner while it is queued; otherwise it belongs to its thread, which uses it again.
public final class Waiter {
    private static final VarHandle QUEUE;

    static {
        try {
            QUEUE = MethodHandles.lookup().findVarHandle(Waiter.class, "queue", WaitQueue.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

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
    /// The place of its thread for the next case of a select; set once, by the thread.
    public Waiter sibling;
    /// The queue it is in, or null.
    public WaitQueue queue;

    public Waiter(GreenThread thread) {
        this.thread = thread;
    }

    /// Whether it is in a queue, for its own thread, which need not hold the lock: false says that nobody else will touch it any more.
    boolean queued() {
        return QUEUE.getAcquire(this) != null;
    }

    void leave() {
        QUEUE.setRelease(this, null);
    }
}
