package sley.vm.trace;

import sley.vm.sched.Tracer;

/// The newest events of one kernel thread, which alone writes them. An event is one word: what happened. A word before it may say when (nanoseconds); where none does, it
/// was between its neighbours. Few words keep what the program itself has in the caches.
final class Ring {
    static final int REASONS = 16;
    private static final int FIRST_WORDS = 64;
    private static final int MOST_WORDS = 1 << 17;
    private static final int KIND_BITS = 4;
    private static final int DETAIL_BITS = 12;
    private static final int ID_BITS = Long.SIZE - KIND_BITS - DETAIL_BITS;
    /// No event, but the time of the next one.
    private static final int TIME = 0;

    final String name;
    final int number;
    private final Recorder recorder;
    private long[] words = new long[FIRST_WORDS];
    /// Written so far, those included that were overwritten.
    private long written;
    private long timesWritten;
    /// From here on the ring must grow, or begin again.
    private long fullAt = FIRST_WORDS;
    /// Events since the last one that has a time.
    int untimed;
    /// Of the recorder, when the last time was taken.
    int tick;
    /// It is inside a green thread's code.
    boolean running;
    /// The thread that parked last, while nothing has been written since; else 0. What comes next decides how it is written.
    long parked;
    int parkedFor;
    /// Of the last RUNS.
    int processor;
    /// It has rested since it last ran anything.
    boolean rested = true;
    /// What it wakes threads for.
    Tracer.Source source = Tracer.Source.CALLER;
    /// Reasons to park and their numbers, each in the place that its hash says: there are few, and the same come again and again.
    final String[] reasons = new String[REASONS];
    final int[] reasonNumbers = new int[REASONS];

    Ring(Recorder recorder, String name, int number) {
        this.recorder = recorder;
        this.name = name;
        this.number = number;
    }

    /// The next event is at this time.
    void time(long nanos) {
        put(nanos);
        timesWritten++;
        untimed = -1;
    }

    /// @param detail less than 4096
    void add(int kind, int detail, long id) {
        put((long) kind << DETAIL_BITS + ID_BITS | (long) detail << ID_BITS | id);
        untimed++;
    }

    /// Writes that a thread has parked.
    void flush() {
        long id = parked;
        parked = 0;
        add(Recorder.PARKED, parkedFor, id);
    }

    private void put(long word) {
        if (written == fullAt) {
            full();
        }
        words[(int) written & words.length - 1] = word;
        written++;
    }

    /// Grows while it may; after that the oldest words are overwritten.
    private void full() {
        if (words.length < MOST_WORDS && recorder.mayGrow(words.length)) {
            // Nothing has been overwritten yet, so the words stay in order.
            words = java.util.Arrays.copyOf(words, 2 * words.length);
            fullAt = words.length;
        } else {
            fullAt = Long.MAX_VALUE;
        }
    }

    /// What is kept, oldest first.
    ///
    /// @param nanos   when it was, or 0: between its neighbours
    /// @param dropped events that were overwritten
    record Kept(long[] nanos, long[] words, long dropped) {
        int kind(int i) {
            return (int) (words[i] >>> DETAIL_BITS + ID_BITS);
        }

        int detail(int i) {
            return (int) (words[i] >>> ID_BITS) & (1 << DETAIL_BITS) - 1;
        }

        long id(int i) {
            return words[i] & (1L << ID_BITS) - 1;
        }
    }

    /// When nothing is written any more.
    Kept kept() {
        if (parked != 0) {
            flush();
        }
        int length = (int) Math.min(written, words.length);
        long[] nanos = new long[length];
        long[] events = new long[length];
        int count = 0;
        long timesKept = 0;
        long time = 0;
        for (int i = 0; i < length; i++) {
            long word = words[(int) (written - length + i & words.length - 1)];
            if (word >>> DETAIL_BITS + ID_BITS == TIME) {
                time = word;
                timesKept++;
            } else {
                nanos[count] = time;
                events[count++] = word;
                time = 0;
            }
        }
        return new Kept(java.util.Arrays.copyOf(nanos, count), java.util.Arrays.copyOf(events, count), written - length - (timesWritten - timesKept));
    }
}
