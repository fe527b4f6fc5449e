package sley.vm;

import sley.vm.sched.PoolSettings;

/// How to run a program.
///
/// @param pool       for the models m:n and n:1
/// @param maxStack   bytes that the stack of one thread may take
/// @param maxThreads threads alive at once
/// @param reports    what it tells about itself
public record VmOptions(Model model, PoolSettings pool, long maxStack, int maxThreads, Reports reports) {
    public enum Model { ONE_TO_ONE, N_TO_ONE, M_TO_N }

    public static VmOptions defaults() {
        return new VmOptions(Model.M_TO_N, new PoolSettings(Runtime.getRuntime().availableProcessors(), 10_000_000L, true, true, true, true, false), 512L << 20, 10_000_000, Reports.none());
    }

    public VmOptions withModel(Model newModel) {
        return new VmOptions(newModel, pool, maxStack, maxThreads, reports);
    }

    public VmOptions withCarriers(int count) {
        return new VmOptions(model, new PoolSettings(count, pool.slice(), pool.preempt(), pool.handOff(), pool.stealing(), pool.runNext(), pool.measuring()), maxStack, maxThreads, reports);
    }
}
