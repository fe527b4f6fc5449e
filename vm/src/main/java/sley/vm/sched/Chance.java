package sley.vm.sched;

import java.util.concurrent.locks.LockSupport;

/// What the scheduler leaves to chance: which ready case of a select is done, and where a carrier looks for work first.
///
/// @param seed     of the choices
/// @param restless for tests: any safepoint and any operation that might wait may give the processor away, woken threads often go to the global queue, at either end,
///                 so that another processor takes them, and carriers dawdle between a thread's last instruction and its parking
public record Chance(long seed, boolean restless) {
    /// One in so many chances to yield is taken. Arbitrary, chosen because every program still ends in good time.
    static final int YIELDS = 4;
    private static final int DAWDLES = 64;
    private static final long DAWDLE_NANOS = 20_000;
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    public static Chance unseeded() {
        return new Chance(mix(System.nanoTime()), false);
    }

    /// The seed of the `n`th source of random numbers.
    long seed(int n) {
        return mix(seed + n * GAMMA);
    }

    /// The next value of a source (SplitMix64); the state grows by [#next].
    static long mix(long state) {
        long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    static long next(long state) {
        return state + GAMMA;
    }

    static int below(int bound, long random) {
        return (int) ((random >>> 33) % bound);
    }

    /// Gives others time to come in between.
    static void dawdle(long random) {
        int die = below(DAWDLES, random);
        if (die == 0) {
            LockSupport.parkNanos(DAWDLE_NANOS);
        } else if (die <= DAWDLES / 8) {
            Thread.yield();
        }
    }
}
