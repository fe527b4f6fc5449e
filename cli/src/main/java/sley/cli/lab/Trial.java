package sley.cli.lab;

import java.util.List;

/// One thing that is measured.
///
/// @param key        its name in JSON
/// @param question   what is measured, the same for the trials that are compared with each other
/// @param subject    of what: a kind of thread, a thread model
/// @param program    the Sley program that measures, a resource of this package
/// @param options    of `sley run`
/// @param arguments  of the program
/// @param printed    the word before the value that the program prints
/// @param runs       processes; each may print several values
/// @param discarded  values of each process that are left out, at its start, when the VM is not warm yet
/// @param textbooks  what is quoted for it
/// @param method     in one sentence
record Trial(String key, String question, String subject, Unit unit, String program, List<String> options, List<String> arguments, String printed, int runs, int discarded,
        Quoted textbooks, String method) {
    enum Unit { NANOS, BYTES, COUNT }

    /// What textbooks, papers and the documentation of other systems quote, in words and as a range in the unit of the trial.
    record Quoted(String text, long least, long most) {}

    /// Stands for the path of a FIFO whose writer opens it, waits, and closes it.
    static final String FIFO = "FIFO";

    private static final List<String> GREEN = List.of("--model", "m:n", "--carriers", "1");
    private static final List<String> TWO = List.of("--model", "m:n", "--carriers", "2");
    private static final List<String> ALONE = List.of("--model", "n:1");
    private static final List<String> KERNEL = List.of("--model", "1:1");

    static final String CREATE = "create, run and end a thread";
    static final String SWITCH = "switch to another thread";
    static final String MEMORY = "memory for a waiting thread";
    static final String FIT = "threads that fit";
    static final String STALL = "stall of others by a blocking call";
    static final String LATENCY = "lateness of a wake-up beside busy loops";
    static final String LOCK = "price of lockThread";
    static final int MOST_GREEN = 1_000_000;
    /// The kernel numbers 32,768 threads by default; other programs need some of them.
    static final int MOST_KERNEL = 10_000;

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000 * MICRO;
    private static final long KB = 1L << 10;
    private static final Quoted KERNEL_SWITCH = new Quoted("1 – 10 µs", MICRO, 10 * MICRO);
    private static final Quoted WHOLE_CALL = new Quoted("the whole call", 200 * MILLI, 200 * MILLI);

    static final List<Trial> ALL = List.of(
            timed("create-green", CREATE, "green thread", "create", GREEN, List.of("20000", "8"), 3, new Quoted("100 ns – 1 µs", 100, MICRO),
                    "one thread spawns batches of 100 that return a number and joins them; time of a batch over its size"),
            timed("create-kernel", CREATE, "kernel thread", "create", KERNEL, List.of("1000", "6"), 1, new Quoted("10 – 100 µs", 10 * MICRO, 100 * MICRO), "the same program under 1:1"),
            timed("switch-same", SWITCH, "green, same carrier", "switch", GREEN, List.of("100000", "8"), 3, new Quoted("~100 ns", 50, 200),
                    "two threads send a number to and fro over two unbuffered channels; time of a round trip over two"),
            timed("switch-other", SWITCH, "green, other carrier", "handover", TWO, List.of("50", "6"), 1, KERNEL_SWITCH,
                    "a thread wakes another and computes on, so that an idle carrier must take it; from the send to the other's first action"),
            timed("switch-kernel", SWITCH, "kernel threads", "switch", KERNEL, List.of("5000", "6"), 1, KERNEL_SWITCH, "the program of the same carrier, under 1:1"),
            new Trial("memory-green", MEMORY, "green thread, in memory", Unit.BYTES, "memory", GREEN, List.of("200000"), "resident", 2, 0, new Quoted("2 – 8 KB", 2 * KB, 8 * KB),
                    "growth of the resident memory of the process over 200,000 threads that wait three calls deep at a channel, garbage included"),
            new Trial("memory-kernel", MEMORY, "kernel thread, in memory", Unit.BYTES, "memory", KERNEL, List.of("2000"), "resident", 2, 0, new Quoted("10 – 100 KB", 10 * KB, 100 * KB),
                    "the same with 2,000 threads under 1:1: pages of the stack that were touched, and what the host keeps for a thread"),
            new Trial("memory-kernel-reserved", MEMORY, "kernel thread, reserved", Unit.BYTES, "memory", KERNEL, List.of("2000"), "reserved", 2, 0, new Quoted("1 – 8 MB", KB * KB, 8 * KB * KB),
                    "growth of the address space of the same process"),
            new Trial("fit-green", FIT, "green threads", Unit.COUNT, "fit", GREEN, List.of(Integer.toString(MOST_GREEN)), "value", 1, 0, new Quoted("millions", 1_000_000, 10_000_000),
                    "threads that wait at a channel are spawned until one fails, or up to the bound of 1,000,000"),
            new Trial("fit-kernel", FIT, "kernel threads", Unit.COUNT, "fit", KERNEL, List.of(Integer.toString(MOST_KERNEL)), "value", 1, 0, new Quoted("thousands", 1_000, 32_000),
                    "the same under 1:1, up to the bound of 10,000"),
            stall("stall-alone", "n:1", ALONE, WHOLE_CALL), stall("stall-pool", "m:n, 1 carrier", GREEN, new Quoted("20 µs – 10 ms", 20 * MICRO, 10 * MILLI)),
            stall("stall-keep", "m:n, --no-handoff", List.of("--model", "m:n", "--carriers", "1", "--no-handoff"), WHOLE_CALL),
            stall("stall-kernel", "1:1", KERNEL, new Quoted("none", 0, 0)),
            // Three or four others have their slice first; with two carriers, half of them at the same time.
            late("late-alone", "n:1", ALONE, new Quoted("up to 4 slices", 0, 40 * MILLI)), late("late-pool", "m:n, 2 carriers", TWO, new Quoted("up to 2 slices", 0, 20 * MILLI)),
            late("late-kernel", "1:1", KERNEL, new Quoted("50 µs – 10 ms", 50 * MICRO, 10 * MILLI)),
            timed("lock-block", LOCK, "an empty block", "lock", GREEN, List.of("50000", "6"), 1, new Quoted("no kernel call", 1, 100), "time of a loop of empty lockThread blocks over their number"),
            timed("lock-switch", LOCK, "a switch to a wired thread", "switch", GREEN, List.of("5000", "6", "wired"), 1, KERNEL_SWITCH,
                    "the program of the same carrier, with the answering thread in lockThread: each switch is one of kernel threads, and the processor is handed over"));

    private static Trial timed(String key, String question, String subject, String program, List<String> options, List<String> arguments, int discarded, Quoted textbooks, String method) {
        return new Trial(key, question, subject, Unit.NANOS, program, options, arguments, "value", 1, discarded, textbooks, method);
    }

    private static Trial stall(String key, String model, List<String> options, Quoted textbooks) {
        return new Trial(key, STALL, model, Unit.NANOS, "stall", options, List.of(FIFO), "value", 3, 0, textbooks,
                "a thread reads a FIFO that stays silent for 200 ms; by how much the longest of the 1 ms sleeps of another is too long meanwhile");
    }

    private static Trial late(String key, String model, List<String> options, Quoted textbooks) {
        return new Trial(key, LATENCY, model, Unit.NANOS, "latency", options, List.of("4", "10", "5"), "value", 1, 1, textbooks,
                "four threads compute without end; by how much sleeps of 2 ms of a fifth are too long, on average (time slice: 10 ms)");
    }
}
