package sley.cli.process;

/// How a process ended.
public sealed interface Ended {
    /// By itself.
    record Exited(int code) implements Ended {}

    /// It was ended because it took longer than it may.
    ///
    /// @param waits what its threads waited for, as it told itself; may be empty
    record TooLong(long limitNanos, String waits) implements Ended {}

    /// It was ended because it printed more than is kept.
    record TooMuchOutput(long bytes) implements Ended {}

    /// By the kernel.
    record Killed(int signal) implements Ended {}
}
