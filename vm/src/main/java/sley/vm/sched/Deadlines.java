package sley.vm.sched;

import sley.vm.thread.GreenThread;

/// Waits that end at a time: `sleep`, `within`, and the `after` of a select.
final class Deadlines {
    private final BaseScheduler scheduler;

    Deadlines(BaseScheduler scheduler) {
        this.scheduler = scheduler;
    }

    int sleep(GreenThread thread, long nanos) {
        scheduler.interrupts.raiseDue(thread);
        if (nanos <= 0) {
            return scheduler.yield(thread);
        }
        long deadline = scheduler.clock.after(nanos);
        long ticket = scheduler.waits.arm(thread, "sleep", null);
        thread.wakeAt = deadline;
        arrange(thread, ticket, deadline);
        return scheduler.waits.park(thread, ticket);
    }

    /// Sets the timer of the wait that was just armed.
    void arrange(GreenThread thread, long ticket, long deadline) {
        try {
            scheduler.arrange(new Timer(deadline, thread, ticket, null));
        } catch (OutOfMemoryError e) {
            if (Parking.disarm(thread, ticket)) {
                scheduler.waits.resumed(thread);
                throw e;
            }
            // Somebody wakes it already.
        }
    }

    /// A timer is due.
    ///
    /// @return the thread that the caller must wake, or null
    GreenThread fire(Timer timer) {
        GreenThread thread = timer.thread;
        if (timer.limit != null) {
            pass(thread, timer.limit);
        } else if (Parking.claim(thread, timer.ticket)) {
            thread.selected = -1;
            return thread;
        }
        return null;
    }

    void enter(GreenThread thread, long nanos) {
        var limit = new Limit(thread.limit, scheduler.clock.after(nanos));
        limit.timer = new Timer(limit.deadline, thread, -1, limit);
        scheduler.arrange(limit.timer);
        thread.limit = limit;
    }

    void exit(GreenThread thread) {
        Limit limit = thread.limit;
        thread.limit = limit.outer;
        limit.timer.cancelled = true;
        limit.lock();
        limit.closed = true;
        limit.unlock();
    }

    /// The time of `limit` is over. The lock keeps the thread inside the block as long as it is decided whether it is raised.
    void pass(GreenThread thread, Limit limit) {
        limit.lock();
        boolean won = false;
        if (!limit.closed) {
            limit.passed = true;
            long ticket = Parking.waiting(thread);
            won = ticket >= 0 && Parking.claim(thread, ticket);
        }
        limit.unlock();
        if (won) {
            thread.pendingFault = Interrupts.timeoutOf(limit);
            scheduler.wake(thread);
        } else {
            Interrupts.endBlockingCall(thread);
        }
    }

    static long first(GreenThread thread) {
        long first = Long.MAX_VALUE;
        for (Limit limit = thread.limit; limit != null; limit = limit.outer) {
            if (!limit.closed) {
                first = Math.min(first, limit.deadline);
            }
        }
        return first;
    }
}
