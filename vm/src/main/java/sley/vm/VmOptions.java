package sley.vm;

import sley.vm.sched.PoolSettings;

/// How to run a program.
///
/// @param pool       for the models m:n and n:1
/// @param maxStack   bytes that the stack of one thread may take
/// @param maxThreads threads alive at once
/// @param reports    what it tells about itself
/// @param hot        calls and loop turns after which a function is compiled to host code; 0: all are, before they run; negative: none is
public record VmOptions(Model model, PoolSettings pool, long maxStack, int maxThreads, Reports reports, int hot) {
    private static final long STACK = 512L << 20;
    private static final int THREADS = 10_000_000;
    /// Some 10 ms of interpreting: long enough that most short scripts never load the compiler, which costs about as much CPU as it saves in the first second.
    public static final int HOT = 20_000;

    public enum Model { ONE_TO_ONE, N_TO_ONE, M_TO_N }

    public static VmOptions defaults() {
        return new VmOptions(Model.M_TO_N, PoolSettings.defaults(), STACK, THREADS, Reports.none(), HOT);
    }

    public VmOptions withModel(Model newModel) {
        return new VmOptions(newModel, pool, maxStack, maxThreads, reports, hot);
    }

    public VmOptions withPool(PoolSettings settings) {
        return new VmOptions(model, settings, maxStack, maxThreads, reports, hot);
    }

    /// @param threshold see [#hot]
    public VmOptions withHot(int threshold) {
        return new VmOptions(model, pool, maxStack, maxThreads, reports, threshold);
    }

    public VmOptions withReports(Reports newReports) {
        return new VmOptions(model, pool, maxStack, maxThreads, newReports, hot);
    }

    public VmOptions withMaxStack(long bytes) {
        return new VmOptions(model, pool, bytes, maxThreads, reports, hot);
    }

    public VmOptions withCarriers(int count) {
        return withPool(pool.withCarriers(count));
    }
}
