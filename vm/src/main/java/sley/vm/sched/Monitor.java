package sley.vm.sched;

import java.util.concurrent.locks.LockSupport;
import sley.vm.thread.GreenThread;

/// The kernel thread that watches the processors of a pool: it takes those back whose carriers are in long blocking calls, asks threads for preemption that have used up
/// their slice, and sees to timers that are due while all processors are busy.
///
/// It looks every 20 µs while something happens that it has to see to, then ever more seldom, at least every 10 ms.
final class Monitor {
    static final String NAME = "sley-monitor";
    private static final long SHORTEST = 20_000;
    private static final long LONGEST = 10_000_000;
    /// So many looks in vain before the pauses grow.
    private static final int PATIENCE = 50;

    /// After so many it sleeps when nothing runs; by then it has looked at the longest pauses for a while.
    private static final int DROWSY = PATIENCE + 20;

    private final Pool pool;
    private final PoolSettings settings;
    private final Thread thread;
    private boolean begun;
    private volatile long wakesAt;
    private volatile boolean asleep;
    private volatile long preemptions;
    private volatile long handOvers;

    Monitor(Pool pool, PoolSettings settings) {
        this.pool = pool;
        this.settings = settings;
        this.thread = new Thread(null, this::run, NAME);
        thread.setDaemon(true);
    }

    synchronized void begin() {
        if (!begun) {
            thread.start();
            begun = true;
        }
    }

    void end() {
        LockSupport.unpark(thread);
    }

    /// A timer was set; while all processors are busy, it is the monitor that must be up then.
    void expect(long deadline) {
        if (deadline < wakesAt && pool.idle.count() == 0) {
            LockSupport.unpark(thread);
        }
    }

    long preemptions() {
        return preemptions;
    }

    long handOvers() {
        return handOvers;
    }

    private void run() {
        long pause = SHORTEST;
        int vain = 0;
        while (!pool.stopping) {
            long now = Clock.host();
            wakesAt = now + pause;
            // After that was made known, so that a new timer is either seen here or by `expect`.
            long until = wakesAt;
            if (pool.idle.count() < pool.processors.length && !pool.clock.isVirtual()) {
                until = Math.max(now + SHORTEST, Math.min(until, pool.firstTimer()));
            }
            LockSupport.parkNanos(this, until - now);
            pool.clock.tick();
            if (look(Clock.host())) {
                pause = SHORTEST;
                vain = 0;
            } else if (++vain > PATIENCE) {
                pause = Math.min(LONGEST, 2 * pause);
            }
            if (vain > DROWSY && sleep()) {
                pause = SHORTEST;
                vain = 0;
            }
        }
    }

    /// Nothing runs: waits until something does. @return whether it did
    private boolean sleep() {
        // Said first, so that a carrier that takes a processor now is either seen here or sees that.
        asleep = true;
        boolean idle = pool.idle.count() == pool.processors.length && !pool.stopping;
        if (idle) {
            LockSupport.park(this);
        }
        asleep = false;
        return idle;
    }

    /// A processor was taken.
    void busy() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /// @return whether there was anything to do
    private boolean look(long now) {
        boolean any = false;
        boolean work = false;
        boolean due = pool.idle.count() == 0 && pool.firstTimer() <= pool.clock.now();
        for (Processor p : pool.processors) {
            int status = p.status.get();
            if (status == Processor.BLOCKED) {
                any |= blocked(p, now);
            } else if (status == Processor.RUNNING) {
                running(p, now, due);
                work |= !p.queue.isEmpty();
            }
        }
        // A carrier for the only processor looks after these itself.
        if (pool.poller.late(now)) {
            pool.wakeups.pollNetwork();
        }
        if (pool.processors.length > 1 && (work || pool.firstTimer() <= pool.clock.now())) {
            pool.wakeSomeone();
        }
        return any;
    }

    /// A processor whose carrier was in the same blocking call at the look before goes to another carrier.
    private boolean blocked(Processor p, long now) {
        int calls = p.calls;
        if (p.seenCalls != calls) {
            p.seenCalls = calls;
            p.seenCallsAt = now;
            return true;
        }
        if (now - p.seenCallsAt >= SHORTEST && p.status.compareAndSet(Processor.BLOCKED, Processor.RUNNING)) {
            p.setRunning(null);
            handOvers++;
            if (pool.tracer != null) {
                pool.tracer.marks(Tracer.Mark.HANDS_OFF, p.number);
            }
            pool.handOver(p);
            return true;
        }
        return false;
    }

    private void running(Processor p, long now, boolean due) {
        int slices = p.slices;
        if (p.seenSlices != slices) {
            p.seenSlices = slices;
            p.seenSlicesAt = now;
        }
        boolean late = now - p.seenSlicesAt >= settings.slice();
        if (settings.preempt() && (late || due)) {
            GreenThread thread = p.running();
            if (thread != null) {
                if (late && !p.preempt) {
                    preemptions++;
                    if (pool.tracer != null) {
                        pool.tracer.marks(Tracer.Mark.PREEMPTS, thread.id);
                    }
                    p.preempt = true;
                }
                p.timersDue |= due;
                thread.poll = true;
            }
        }
    }
}
