package sley.vm.sched;

import java.time.Instant;

/// The time as the program sees it: that of the machine, or virtual time, which stands still while a thread runs and jumps to the next deadline when none can.
final class Clock {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /// Midnight of 1 January 2000, UTC: when virtual time begins. Arbitrary, but the same in every run.
    private static final long VIRTUAL_EPOCH = 946_684_800L * NANOS_PER_SECOND;
    private static final long ORIGIN = System.nanoTime();

    /// Written before the first thread starts.
    private boolean virtual;
    /// Written by the one carrier while nothing runs.
    private volatile long virtualNow;
    private volatile int ticks;

    /// Nanoseconds that only grow.
    long now() {
        return virtual ? virtualNow : host();
    }

    /// The time of day, in nanoseconds since 1970.
    long wall() {
        if (virtual) {
            return VIRTUAL_EPOCH + virtualNow;
        }
        Instant now = Instant.now();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }

    /// The clock of the machine, whatever the program is told: for time slices and for how long the scheduler itself waits.
    static long host() {
        return System.nanoTime() - ORIGIN;
    }

    /// The time in `nanos` from now.
    long after(long nanos) {
        long deadline = now() + Math.max(0, nanos);
        return deadline < 0 ? Long.MAX_VALUE - 1 : deadline;
    }

    /// For a pool of one carrier, before the first thread starts.
    void makeVirtual() {
        virtual = true;
    }

    boolean isVirtual() {
        return virtual;
    }

    /// In virtual time, makes it `deadline`.
    void jump(long deadline) {
        virtualNow = Math.max(virtualNow, deadline);
    }

    /// Moves the coarse clock on, which tells since when threads wait: reading the clock at each wait would cost as much as the wait. Models call this when they begin to
    /// run after a rest, and now and then while they run.
    void tick() {
        ticks = millis();
    }

    /// The coarse clock, in milliseconds.
    int ticks() {
        return ticks;
    }

    int millis() {
        return (int) (now() / NANOS_PER_MILLI);
    }
}
