package sley.vm;

import sley.vm.sched.PoolSettings;

/// How to run a program.
///
/// @param pool       for the models m:n and n:1
/// @param maxStack   bytes that the stack of one thread may take
/// @param maxThreads threads alive at once
/// @param reports    what it tells about itself
public record VmOptions(Model model, PoolSettings pool, long maxStack, int maxThreads, Reports reports) {
    private static final long STACK = 512L << 20;
    private static final int THREADS = 10_000_000;

    public enum Model { ONE_TO_ONE, N_TO_ONE, M_TO_N }

    public static VmOptions defaults() {
        return new VmOptions(Model.M_TO_N, PoolSettings.defaults(), STACK, THREADS, Reports.none());
    }

    public VmOptions withModel(Model newModel) {
        return new VmOptions(newModel, pool, maxStack, maxThreads, reports);
    }

    public VmOptions withPool(PoolSettings settings) {
        return new VmOptions(model, settings, maxStack, maxThreads, reports);
    }

    public VmOptions withReports(Reports newReports) {
        return new VmOptions(model, pool, maxStack, maxThreads, newReports);
    }

    public VmOptions withCarriers(int count) {
        return withPool(pool.withCarriers(count));
    }
}
