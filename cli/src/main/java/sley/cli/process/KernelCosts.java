package sley.cli.process;

/// What the kernel says that a process cost, from its start to its end. A figure that it does not tell is -1.
///
/// @param peakThreads       kernel threads at once, as seen when looked at every few milliseconds
/// @param peakMemory        bytes of it that were in memory at once
/// @param voluntary         switches because a kernel thread waited
/// @param involuntary       switches because the kernel gave the CPU to another
public record KernelCosts(long wallNanos, long cpuNanos, long voluntary, long involuntary, long peakThreads, long peakMemory) {
    public static final long UNKNOWN = -1;
}
