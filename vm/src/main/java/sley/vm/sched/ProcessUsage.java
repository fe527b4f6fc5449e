package sley.vm.sched;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// What the kernel says of this process since it began: `getrusage` and `/proc/self`. Linux only.
///
/// @param cpuNanos  user and system time
/// @param waited    switches because a kernel thread waited
/// @param displaced switches because the kernel gave the CPU to another
/// @param mostBytes the most memory it had at once
public record ProcessUsage(long cpuNanos, long waited, long displaced, long mostBytes) {
    private static final int BYTES = 144;
    private static final int TIMES = 4;
    private static final int SWITCHES = 16;

    /// Empty where the kernel has no such call.
    public static Optional<ProcessUsage> now() {
        var address = Linker.nativeLinker().defaultLookup().find("getrusage");
        if (address.isEmpty() || !System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment usage = arena.allocate(BYTES, Long.BYTES);
            MethodHandle call = Linker.nativeLinker().downcallHandle(address.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
            if ((int) call.invokeExact(0, usage) != 0) {
                return Optional.empty();
            }
            long[] words = usage.toArray(ValueLayout.JAVA_LONG);
            long cpu = 0;
            for (int i = 0; i < TIMES; i += 2) {
                cpu += words[i] * 1_000_000_000L + words[i + 1] * 1_000L;
            }
            return Optional.of(new ProcessUsage(cpu, words[SWITCHES], words[SWITCHES + 1], residentPeak()));
        } catch (Throwable t) {
            throw new IllegalStateException("getrusage failed", t);
        }
    }

    /// Not from `getrusage`: there a process begins with the memory of the one that started it.
    private static long residentPeak() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(l -> l.startsWith("VmHWM:")).map(l -> l.replaceAll("[^0-9]", "")).mapToLong(Long::parseLong).findFirst().orElse(0) << 10;
        }
    }

    /// The kernel threads of this process now, those of the host included; 0 where it cannot be known.
    public static int kernelThreads() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return (int) tasks.count();
        } catch (IOException | UncheckedIOException _) {
            return 0;
        }
    }

    public ProcessUsage since(ProcessUsage earlier) {
        return new ProcessUsage(cpuNanos - earlier.cpuNanos, waited - earlier.waited, displaced - earlier.displaced, mostBytes);
    }
}
