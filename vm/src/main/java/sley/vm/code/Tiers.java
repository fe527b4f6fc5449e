package sley.vm.code;

import java.util.function.Supplier;

/// When a function is hot. Of the calls and loop turns only samples are looked at, so that counting writes to no shared memory in between. They come at random distances: at equal ones, a
/// loop whose turns have as many calls and turns of inner loops as the distance, or a part of it, would show the same one each time.
public final class Tiers {
    /// Most calls or turns between two samples; a power of two.
    private static final int PERIOD = 64;
    private static final int PERIOD_BITS = 6;
    private static final int GOLDEN = 0x9E3779B1;
    private static final int EARLY = 1;
    /// No look in any run that ends.
    private static final int NEVER = 0x7FFF_0000;

    private final int threshold;
    private final int mask;
    /// For how many each sample stands.
    private final int weight;
    private final int base;
    private final Supplier<Optimizer> source;
    private volatile Optimizer optimizer;

    /// @param threshold calls and loop turns after which a function is compiled; 0: everything is compiled before it runs; negative: nothing is
    /// @param source    asked for the optimizer when something is hot, not before
    public Tiers(int threshold, Supplier<Optimizer> source) {
        this.threshold = threshold;
        this.source = source;
        this.mask = threshold == 0 ? 0 : PERIOD - 1;
        this.weight = threshold == 0 ? 1 : PERIOD / 2;
        this.base = threshold < 0 ? NEVER : 0;
    }

    /// How many calls and turns to let pass until the next sample.
    ///
    /// @param number counts the samples; when it goes on from run to run of a thread, short runs are looked at in their turn
    public int quota(int number) {
        return number * GOLDEN >>> 32 - PERIOD_BITS & mask | base;
    }

    /// How many turns of a loop a thread that goes on after a wait makes before it looks for host code.
    public int early(int number) {
        return Math.min(quota(number), EARLY) | base;
    }

    private Optimizer optimizer() {
        Optimizer known = optimizer;
        if (known == null) {
            synchronized (this) {
                known = optimizer;
                if (known == null) {
                    known = source.get();
                    optimizer = known;
                }
            }
        }
        return known;
    }

    private boolean hot(LinkedFunction f) {
        f.heat += weight;
        return threshold >= 0 && f.heat >= threshold;
    }

    /// A call of a function without host code was looked at.
    public void called(LinkedFunction f) {
        if (hot(f)) {
            optimizer().request(f, 0);
        }
    }

    /// A turn of a loop was looked at.
    ///
    /// @return host code that goes on at the loop's head, or null
    public Compiled looped(LinkedFunction f, int head) {
        Compiled entry = f.loops.at(head);
        if (entry == null && hot(f)) {
            optimizer().request(f, head);
        }
        return entry;
    }
}
