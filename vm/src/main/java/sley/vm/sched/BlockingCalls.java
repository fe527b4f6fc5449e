package sley.vm.sched;

/// Bounds how many blocking calls of a [Pool] are under way at once, since each holds a kernel thread. Threads that come too many wait, first in first out; a call that ends hands
/// its turn to the first of them.
final class BlockingCalls extends SpinLock {
    /// Arbitrary: more than programs need that do not lose track of their calls, and few enough for any machine. (Go ends a program at 10,000 kernel threads.)
    static final int MOST = 1_000;

    private final int most;
    private int underWay;
    private int peak;
    private int waited;
    private final WaitQueue waiters = new WaitQueue();

    BlockingCalls(int most) {
        this.most = most;
    }

    /// Under the lock. @return false when all turns are taken
    boolean take() {
        if (underWay == most) {
            return false;
        }
        underWay++;
        peak = Math.max(peak, underWay);
        return true;
    }

    /// Under the lock.
    void add(Waiter waiter) {
        waited++;
        waiters.add(waiter);
    }

    /// A call has ended. @return the waiter that has its turn now, whom the caller must wake, or null
    Waiter release() {
        lock();
        Waiter next = waiters.claimFirst();
        if (next == null) {
            underWay--;
        }
        unlock();
        return next;
    }

    int peak() {
        return peak;
    }

    int waited() {
        return waited;
    }
}
