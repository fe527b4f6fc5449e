package sley.vm.sched;

import sley.vm.chan.Channel;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;
import sley.vm.thread.Seldom;

/// How a running thread begins a wait and is taken out of it, over the state machine of [Parking].
///
/// Each operation that waits follows one pattern: arm; put the thread where its wakers look; look for an interrupt (so that one that came before is not missed,
/// while one that comes later finds the thread armed); return PARKED.
final class Waits {
    private final BaseScheduler scheduler;

    Waits(BaseScheduler scheduler) {
        this.scheduler = scheduler;
    }

    long arm(GreenThread thread, String reason, Object on) {
        thread.waitReason = reason;
        thread.waitsOn = on;
        thread.waitsSince = scheduler.clock.ticks();
        thread.wakeAt = Long.MAX_VALUE;
        thread.waiterCount = 0;
        return Parking.arm(thread);
    }

    /// Makes the places that the thread will need, before it arms: there may be no memory for them.
    static void makePlaces(GreenThread thread, int count) {
        if (thread.waiter == null) {
            thread.waiter = new Waiter(thread);
        }
        Waiter last = thread.waiter;
        for (int made = 1; made < count; made++) {
            if (last.sibling == null) {
                last.sibling = new Waiter(thread);
            }
            last = last.sibling;
        }
    }

    /// A place for the wait that was just armed.
    static Waiter place(GreenThread thread, long ticket) {
        assert thread.waiterCount == 0 : "one place, except in a select";
        thread.waiterCount = 1;
        Waiter waiter = thread.waiter;
        waiter.ticket = ticket;
        waiter.number = -1;
        return waiter;
    }

    /// The last step of an operation that waits. Once PARKED is returned, the thread belongs to whoever wakes it.
    int park(GreenThread thread, long ticket) {
        if (Interrupts.due(thread) && Parking.disarm(thread, ticket)) {
            resumed(thread);
            scheduler.interrupts.raiseDue(thread);
            throw new IllegalStateException("nobody else may take an interrupt of a running thread");
        }
        return Outcome.PARKED;
    }

    void resumed(GreenThread thread) {
        Waiter waiter = thread.waiter;
        for (int i = 0; i < thread.waiterCount; i++, waiter = waiter.sibling) {
            if (waiter.queued()) {
                unqueue(waiter, thread.waitsOn);
            }
            waiter.r = null;
        }
        if (thread.waitsOn instanceof Descriptor) {
            scheduler.unwatch();
        }
        thread.waiterCount = 0;
        thread.waitReason = null;
        thread.waitsOn = null;
    }

    private static void unqueue(Waiter waiter, Object on) {
        SpinLock owner = switch (on) {
            case Channel[] channels -> channels[waiter.number];
            case SpinLock one -> one;
            default -> throw new IllegalStateException("queued on " + on);
        };
        owner.lock();
        if (waiter.queue != null) {
            waiter.queue.remove(waiter);
        }
        owner.unlock();
    }

    /// Claims all threads of the queue.
    ///
    /// @return the first place, the others linked by `next`, for which places have no use once their threads are claimed; or null
    static Waiter claimAll(WaitQueue queue) {
        Waiter first = queue.claimFirst();
        for (Waiter last = first; last != null; last = last.next) {
            last.next = queue.claimFirst();
        }
        return first;
    }

    /// Takes a place out of what [#claimAll] has made. @return the next one
    static Waiter unlink(Waiter waiter) {
        Waiter next = waiter.next;
        waiter.next = null;
        return next;
    }

    int await(GreenThread thread, External external, String reason) {
        long ticket;
        try {
            scheduler.interrupts.raiseDue(thread);
            makePlaces(thread, 1);
            ticket = arm(thread, reason, external);
            external.waiters.add(place(thread, ticket));
        } finally {
            external.unlock();
        }
        return park(thread, ticket);
    }

    void wakeAll(External external) {
        external.lock();
        Waiter first = claimAll(external.waiters);
        external.unlock();
        for (Waiter w = first; w != null; ) {
            Waiter next = unlink(w);
            scheduler.wake(w.thread);
            w = next;
        }
    }

    int takeTurn(GreenThread thread, BlockingCalls calls) {
        // Made here, because whoever gives it the turn must not fail.
        Seldom seldom = thread.seldom();
        if (seldom.hasTurn) {
            seldom.hasTurn = false;
            return Outcome.READY;
        }
        makePlaces(thread, 1);
        calls.lock();
        if (calls.take()) {
            calls.unlock();
            return Outcome.READY;
        }
        long ticket = arm(thread, "a turn for a blocking call", calls);
        calls.add(place(thread, ticket));
        calls.unlock();
        return park(thread, ticket);
    }
}
