package sley.cli.process;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// What the kernel says of all children of this process that have ended so far: `getrusage(RUSAGE_CHILDREN)`. Children run one after the other, so the difference
/// of two looks is what one child cost. Linux only.
record ChildrenUsage(long cpuNanos, long voluntary, long involuntary) {
    private static final int RUSAGE_CHILDREN = -1;
    private static final int BYTES = 144;
    /// Words of the structure: user time, system time (seconds and microseconds each), and the counts of switches.
    private static final int TIMES = 4;
    private static final int VOLUNTARY = 16;

    static Optional<ChildrenUsage> now() {
        var address = Linker.nativeLinker().defaultLookup().find("getrusage");
        if (address.isEmpty() || !System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment usage = arena.allocate(BYTES, Long.BYTES);
            var call = Linker.nativeLinker().downcallHandle(address.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
            if ((int) call.invokeExact(RUSAGE_CHILDREN, usage) != 0) {
                return Optional.empty();
            }
            long[] words = usage.toArray(ValueLayout.JAVA_LONG);
            long cpu = 0;
            for (int i = 0; i < TIMES; i += 2) {
                cpu += words[i] * 1_000_000_000L + words[i + 1] * 1_000L;
            }
            return Optional.of(new ChildrenUsage(cpu, words[VOLUNTARY], words[VOLUNTARY + 1]));
        } catch (Throwable t) {
            throw new IllegalStateException("getrusage failed", t);
        }
    }
}
