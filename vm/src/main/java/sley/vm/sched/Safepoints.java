package sley.vm.sched;

import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// What a thread of a pool does at a safepoint when it finds its `poll` set: it fails, yields, sees to it that a thread it has woken does not wait for it, or goes on.
final class Safepoints {
    private final Pool pool;

    Safepoints(Pool pool) {
        this.pool = pool;
    }

    /// @return an [Outcome]: READY or YIELDED
    int poll(GreenThread thread, Carrier carrier) {
        Processor p = carrier.processor;
        if (p.patience > 1 && !thread.urgent && !p.crowded && !wantsToYield(p)) {
            // `poll` stays set, so whatever is wanted from now on is seen at the next safepoint.
            p.patience = p.queue.isEmpty() ? 1 : p.patience - 1;
            return Outcome.READY;
        }
        thread.poll = pool.restless;
        pool.interrupts.raiseUrgent(thread);
        if (p.crowded || pool.restless && p.random(Chance.YIELDS) == 0) {
            p.crowded = false;
            return Outcome.YIELDED;
        }
        if (p.patience > 0) {
            p.patience = 0;
            if (!p.queue.isEmpty()) {
                pool.wakeSomeone();
            }
        }
        boolean over = p.preempt;
        if (over) {
            // Before timers fire, whose threads are to run next.
            pool.endSlice(p);
        }
        boolean fired = p.timersDue && fireDue(p);
        return over || fired || wantsToYield(p) ? yieldIfWanted(carrier) : Outcome.READY;
    }

    /// Timers are due and no carrier is idle. Those of all processors: the carrier of the one that they belong to may be waiting for a CPU.
    ///
    /// @return false when there are none any more: another carrier was here before
    private boolean fireDue(Processor p) {
        p.timersDue = false;
        boolean fired = false;
        for (Processor owner : pool.processors) {
            fired |= pool.wakeups.fireDue(owner, p.counters);
        }
        return fired;
    }

    private boolean wantsToYield(Processor p) {
        return pool.stopping || p.preempt || p.timersDue || pool.world.wanted();
    }

    /// Yields unless nobody else could run here.
    int yieldIfWanted(Carrier carrier) {
        Processor p = carrier.processor;
        p.timersDue = false;
        pool.wakeups.fireDue(p, p.counters);
        if (pool.stopping || pool.world.wanted() || !pool.global.isEmpty() || !p.queue.isEmpty()) {
            return Outcome.YIELDED;
        }
        p.preempt = false;
        p.slices++;
        return Outcome.READY;
    }
}
