package sley.vm.sched;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// What the kernel knows about the running thread.
final class KernelThreads {
    private static final Optional<MethodHandle> GETTID = Linker.nativeLinker().defaultLookup().find("gettid")
            .map(address -> Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT)));

    private static final int RUSAGE_BYTES = 144;
    private static final int RUSAGE_TIMES = 4;
    private static final int RUSAGE_SWITCHES = 16;

    private KernelThreads() {}

    /// What the kernel says of this process, as `getrusage` gives it; null where it has no such call.
    ///
    /// @param cpuMicros user and system time
    /// @param waited    switches because a kernel thread waited
    /// @param displaced switches because the kernel gave the CPU to another
    record Usage(long cpuMicros, long waited, long displaced) {}

    static Usage usage() {
        var address = Linker.nativeLinker().defaultLookup().find("getrusage");
        if (address.isEmpty() || !System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment usage = arena.allocate(RUSAGE_BYTES, Long.BYTES);
            MethodHandle call = Linker.nativeLinker().downcallHandle(address.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
            if ((int) call.invokeExact(0, usage) != 0) {
                return null;
            }
            long[] words = usage.toArray(ValueLayout.JAVA_LONG);
            long cpu = 0;
            for (int i = 0; i < RUSAGE_TIMES; i += 2) {
                cpu += words[i] * 1_000_000 + words[i + 1];
            }
            return new Usage(cpu, words[RUSAGE_SWITCHES], words[RUSAGE_SWITCHES + 1]);
        } catch (Throwable t) {
            throw new IllegalStateException("getrusage failed", t);
        }
    }

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
