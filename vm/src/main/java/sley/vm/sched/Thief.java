package sley.vm.sched;

import java.util.concurrent.locks.LockSupport;
import sley.vm.thread.GreenThread;

/// How a carrier without work takes threads from other processors.
///
/// From many it takes half at once. A few it leaves to their processor as long as that gets on with them: threads that wait for each other for short times run faster on one processor than
/// on two that pass each channel between their caches. It naps between such looks, and rests after some.
final class Thief {
    private static final int STEAL_ROUNDS = 4;
    /// How long the first waiting thread of another processor is left to it, when only few wait there.
    private static final long LEFT_NANOS = 5_000;
    /// So many threads in a ring are not few.
    static final int BACKLOG = 8;
    /// Pause between two looks at processors that run their few threads themselves, and how many looks there are until the carrier rests. The kernel makes the pause some 50 µs longer.
    private static final long NAP = 10_000;
    private static final int LOOKS = 20;

    private final Carrier carrier;
    private final Pool pool;
    /// The last look found a processor that runs its few threads itself.
    private boolean moving;

    Thief(Carrier carrier) {
        this.carrier = carrier;
        this.pool = carrier.pool;
    }

    /// @return null when there is nothing, or something else to do first
    GreenThread steal() {
        if (pool.processors.length == 1) {
            return null;
        }
        if (!carrier.spinning) {
            if (2 * pool.searching.get() >= pool.processors.length - pool.idle.count()) {
                return null;
            }
            carrier.spinning = true;
            pool.searching.incrementAndGet();
        }
        for (int look = 0; ; look++) {
            moving = false;
            GreenThread thread = stealRounds();
            if (thread != null || !moving || look == LOOKS || pool.hasOtherWork()) {
                return thread;
            }
            pool.napper = carrier;
            LockSupport.parkNanos(pool, NAP);
            if (pool.napper == carrier) {
                pool.napper = null;
            }
            pool.wakeups.pollNetwork();
            if (!carrier.processor.queue.isEmpty()) {
                return own();
            }
        }
    }

    private GreenThread own() {
        GreenThread thread = carrier.processor.queue.pollNext();
        return thread != null ? thread : carrier.processor.queue.poll();
    }

    private GreenThread stealRounds() {
        for (int round = 0; round < STEAL_ROUNDS; round++) {
            int start = carrier.processor.random(pool.processors.length);
            for (int i = 0; i < pool.processors.length; i++) {
                Processor victim = pool.processors[(start + i) % pool.processors.length];
                GreenThread thread = victim == carrier.processor ? null : steal(victim, round == STEAL_ROUNDS - 1);
                if (thread != null) {
                    return thread;
                }
            }
        }
        return null;
    }

    private GreenThread steal(Processor victim, boolean last) {
        if (last) {
            pool.wakeups.fireDue(victim, carrier.processor.counters);
            if (!carrier.processor.queue.isEmpty()) {
                return own();
            }
        }
        if (!pool.stealing || victim.queue.isEmpty()) {
            return null;
        }
        if (victim.queue.ringLength() < BACKLOG && (!last || moves(victim))) {
            moving |= last;
            return null;
        }
        GreenThread thread = carrier.processor.queue.steal(victim.queue, last);
        if (thread != null) {
            carrier.processor.counters.steals++;
            if (pool.tracer != null) {
                pool.tracer.marks(Tracer.Mark.STOLE, victim.number);
            }
        }
        return thread;
    }

    /// Leaves the victim some time to run its first waiting thread itself: most often it is just about to. Threads that wait for each other for short times run faster on one processor than
    /// on two that pass every channel between their caches. @return whether it did
    private boolean moves(Processor victim) {
        if (victim.status.get() != Processor.RUNNING) {
            return false;
        }
        boolean next = victim.queue.ringIsEmpty();
        int slices = victim.slices;
        GreenThread running = victim.running();
        long until = Clock.host() + LEFT_NANOS;
        do {
            Thread.onSpinWait();
            if (victim.slices != slices || next && victim.running() != running) {
                return true;
            }
        } while (Clock.host() < until);
        return false;
    }
}
