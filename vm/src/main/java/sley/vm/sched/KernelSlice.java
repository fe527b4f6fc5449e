package sley.vm.sched;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/// Asks the kernel to run the calling thread soon after it wakes, at the price of a shorter time slice for it: a thread that runs for some microseconds at a time loses nothing by that.
///
/// Linux (6.12 and newer) takes the thread with the earliest virtual deadline, which is one slice after it began to want the CPU: with the usual slice of some milliseconds one that wakes
/// may wait until the slice of the running one is over. Any thread may ask for a shorter slice for itself (`sched_setattr`, field `sched_runtime`).
final class KernelSlice {
    /// The shortest that the kernel grants.
    private static final long SHORTEST_NANOS = 100_000;
    /// `struct sched_attr`, first version: 48 bytes.
    private static final int ATTRIBUTES = 48;
    private static final int RUNTIME = 24;

    /// Numbers of the system calls, for which the C library has no function.
    private record Calls(long set, long get) {}

    private static final Map<String, Calls> CALLS = Map.of("amd64", new Calls(314, 315), "aarch64", new Calls(274, 275));

    private KernelSlice() {}

    /// @return false where the kernel has no such thing, or there is no memory to ask for it; nothing has changed then
    static boolean shorten() {
        Calls calls = System.getProperty("os.name").equals("Linux") ? CALLS.get(System.getProperty("os.arch")) : null;
        if (calls == null) {
            return false;
        }
        try {
            return shorten(calls);
        } catch (OutOfMemoryError _) {
            return false;
        }
    }

    private static boolean shorten(Calls calls) {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle call = linker.downcallHandle(linker.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));
            MemorySegment attributes = arena.allocate(ATTRIBUTES, Long.BYTES);
            if ((long) call.invokeExact(calls.get, 0L, attributes, (long) ATTRIBUTES, 0L) != 0) {
                return false;
            }
            attributes.set(ValueLayout.JAVA_LONG, RUNTIME, SHORTEST_NANOS);
            return (long) call.invokeExact(calls.set, 0L, attributes, 0L, 0L) == 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException("a system call that throws", t);
        }
    }
}
