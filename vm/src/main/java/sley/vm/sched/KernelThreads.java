package sley.vm.sched;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// What the kernel knows about the running thread.
final class KernelThreads {
    private static final Optional<MethodHandle> GETTID = Linker.nativeLinker().defaultLookup().find("gettid")
            .map(address -> Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT)));

    private KernelThreads() {}

    /// The kernel's number of the calling thread, or the host's where the kernel has no such call.
    static long currentId() {
        if (GETTID.isEmpty()) {
            return Thread.currentThread().threadId();
        }
        try {
            return (int) GETTID.get().invokeExact();
        } catch (Throwable t) {
            throw new IllegalStateException("gettid failed", t);
        }
    }
}
