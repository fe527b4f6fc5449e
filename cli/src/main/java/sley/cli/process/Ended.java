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

    /// By a signal that somebody else sent: the kernel, a user, or the host when it crashes.
    record Killed(int signal) implements Ended {}

    /// A process that a signal ends has this exit code and the signal's number; but a program may choose such a code too.
    int SIGNALLED = 128;
}
