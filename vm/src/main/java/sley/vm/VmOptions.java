package sley.vm;

/// How to run a program.
///
/// @param slice      nanoseconds
/// @param maxStack   bytes that the stack of one thread may take
/// @param maxThreads threads alive at once
public record VmOptions(Model model, int carriers, boolean preempt, long slice, long maxStack, int maxThreads) {
    public enum Model { ONE_TO_ONE, N_TO_ONE, M_TO_N }

    public static VmOptions defaults() {
        return new VmOptions(Model.M_TO_N, Runtime.getRuntime().availableProcessors(), true, 10_000_000L, 512L << 20, 10_000_000);
    }

    public VmOptions withModel(Model newModel) {
        return new VmOptions(newModel, carriers, preempt, slice, maxStack, maxThreads);
    }

    public VmOptions withCarriers(int count) {
        return new VmOptions(model, count, preempt, slice, maxStack, maxThreads);
    }
}
