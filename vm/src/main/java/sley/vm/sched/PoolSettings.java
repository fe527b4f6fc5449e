package sley.vm.sched;

/// What of the machinery of a [Pool] there is, so that each part can be taken away to see what it was for.
///
/// @param slice    nanoseconds a thread may run while others wait
/// @param preempt  threads that use up their slice are made to yield at their next safepoint
/// @param handOff  in a blocking call the processor goes to another carrier
/// @param stealing processors without work take that of others
/// @param runNext  a thread that was made runnable runs next on the same processor
/// @param polling  threads that wait for sockets leave their carrier; without, they block it as files do
/// @param measuring also count what takes time to count: parks by reason, the longest wait of a runnable thread
/// @param blockingCalls how many blocking calls may be under way at once
/// @param chance    its random choices
public record PoolSettings(int carriers, long slice, boolean preempt, boolean handOff, boolean stealing, boolean runNext, boolean polling, boolean measuring,
        int blockingCalls, Chance chance) {
    private static final long SLICE = 10_000_000;

    public static PoolSettings defaults() {
        return new PoolSettings(Runtime.getRuntime().availableProcessors(), SLICE, true, true, true, true, true, false, BlockingCalls.MOST, Chance.unseeded());
    }

    /// One carrier, which blocking calls stall.
    public PoolSettings alone() {
        return new PoolSettings(1, slice, preempt, false, stealing, runNext, polling, measuring, blockingCalls, chance);
    }

    public PoolSettings withCarriers(int count) {
        return new PoolSettings(count, slice, preempt, handOff, stealing, runNext, polling, measuring, blockingCalls, chance);
    }

    public PoolSettings withChance(Chance newChance) {
        return new PoolSettings(carriers, slice, preempt, handOff, stealing, runNext, polling, measuring, blockingCalls, newChance);
    }

    public PoolSettings measured() {
        return new PoolSettings(carriers, slice, preempt, handOff, stealing, runNext, polling, true, blockingCalls, chance);
    }

    public PoolSettings withBlockingCalls(int count) {
        return new PoolSettings(carriers, slice, preempt, handOff, stealing, runNext, polling, measuring, count, chance);
    }
}
