package sley.vm.sched;

import sley.vm.chan.Mutex;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// Taking and releasing a [Mutex]; see there for its order.
final class MutexOperations {
    private final BaseScheduler scheduler;

    MutexOperations(BaseScheduler scheduler) {
        this.scheduler = scheduler;
    }

    int lock(GreenThread thread, Mutex mutex) {
        scheduler.interrupts.raiseDue(thread);
        if (mutex.tryTake(thread)) {
            return Outcome.READY;
        }
        if (mutex.owner() == thread) {
            throw new Fault("deadlock", "this thread holds the lock already");
        }
        thread.lockSince = GreenThread.micros(scheduler.clock.now());
        return await(thread, mutex, false);
    }

    int lockResume(GreenThread thread, Mutex mutex) {
        if (thread.hasLock || mutex.retry(thread)) {
            thread.hasLock = false;
            return Outcome.READY;
        }
        scheduler.interrupts.raiseDue(thread);
        return await(thread, mutex, true);
    }

    private int await(GreenThread thread, Mutex mutex, boolean again) {
        Waits.makePlaces(thread, 1);
        mutex.lock();
        if (mutex.takeOrWant(thread)) {
            mutex.unlock();
            return Outcome.READY;
        }
        long ticket = scheduler.waits.arm(thread, "lock", mutex);
        mutex.add(Waits.place(thread, ticket), again);
        mutex.unlock();
        return scheduler.waits.park(thread, ticket);
    }

    void unlock(GreenThread thread, Mutex mutex) {
        if (mutex.owner() != thread) {
            // Only code that our compiler did not make.
            throw new Fault("deadlock", "this thread does not hold the lock");
        }
        GreenThread woken = mutex.release(thread);
        if (woken != null) {
            scheduler.wake(woken);
        }
    }
}
