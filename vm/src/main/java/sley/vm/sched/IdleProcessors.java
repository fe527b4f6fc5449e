package sley.vm.sched;

/// The processors of a pool that nobody has.
final class IdleProcessors {
    private final SpinLock lock = new SpinLock();
    private Processor first;
    private volatile int count;

    int count() {
        return count;
    }

    void add(Processor p) {
        p.status.set(Processor.IDLE);
        lock.lock();
        p.nextIdle = first;
        first = p;
        count++;
        lock.unlock();
    }

    /// @return a processor that is the caller's now, or null
    Processor take() {
        if (count == 0) {
            return null;
        }
        lock.lock();
        Processor p = first;
        if (p != null) {
            first = p.nextIdle;
            p.nextIdle = null;
            count--;
            p.status.set(Processor.RUNNING);
        }
        lock.unlock();
        return p;
    }
}
