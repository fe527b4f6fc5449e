package sley.vm.trace;

import java.util.Arrays;
import sley.vm.sched.Tracer;

/// The newest events of one kernel thread, which alone writes them. An event is one word: what happened. A word before it may say when (nanoseconds); where none does, it
/// was between its neighbours. Few words keep what the program itself has in the caches; so the commonest sequence of events is one word too.
final class Ring {
    static final int REASONS = 16;
    private static final int FIRST_WORDS = 64;
    private static final int MOST_WORDS = 1 << 17;
    /// Events without a time that may follow each other.
    private static final int MOST_UNTIMED = 50;
    private static final int KIND_BITS = 4;
    static final int DETAIL_BITS = 16;
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
    /// When so much has been written, the ring must grow, or begin again.
    private long fullAt = FIRST_WORDS;
    /// When so much has been written, the next event needs a time.
    private long timeAt;
    /// The nearer of the two.
    private long stopAt;
    /// Of the recorder, when the last time was taken.
    int tick;
    /// It is inside a green thread's code.
    boolean running;
    /// What it wakes threads for.
    Tracer.Source source = Tracer.Source.CALLER;
    /// The thread that was woken by the running one, while nothing else has been written since, and which wait of it that ended; else 0. Held back like `parked`, and before it.
    long woken;
    int wokenWait;
    /// The thread that parked last, while nothing has been written since; else 0. What comes next decides how it is written.
    long parked;
    int parkedFor;
    /// Of the last RUNS.
    int processor;
    /// It has rested since it last ran anything.
    boolean rested = true;
    /// Reasons to park and their numbers, each in the place that its hash says: there are few, and the same come again and again.
    final String[] reasons = new String[REASONS];
    final int[] reasonNumbers = new int[REASONS];

    Ring(Recorder recorder, String name, int number) {
        this.recorder = recorder;
        this.name = name;
        this.number = number;
    }

    /// The next event is now.
    void time() {
        makeRoom();
        put(recorder.now());
        timesWritten++;
        timeAt = written + MOST_UNTIMED;
        stopAt = Math.min(fullAt, timeAt);
    }

    /// @param detail less than 65536
    void add(int kind, int detail, long id) {
        if (written == stopAt) {
            stop();
        }
        put(word(kind, detail, id));
    }

    boolean holdsBack() {
        return (woken | parked) != 0;
    }

    /// Writes what was held back.
    void flush() {
        long wakes = woken;
        long parks = parked;
        woken = 0;
        parked = 0;
        if (wakes != 0) {
            add(Recorder.WOKEN, wokenWait << Recorder.SOURCE_BITS | Tracer.Source.CALLER.ordinal(), wakes);
        }
        if (parks != 0) {
            add(Recorder.PARKED, parkedFor, parks);
        }
    }

    private void put(long word) {
        words[(int) written & words.length - 1] = word;
        written++;
    }

    private void stop() {
        if (written >= timeAt) {
            time();
        }
        makeRoom();
        stopAt = Math.min(fullAt, timeAt);
    }

    /// Grows when it is full, while it may; after that the oldest words are overwritten.
    private void makeRoom() {
        if (written < fullAt) {
            return;
        }
        if (words.length < MOST_WORDS && recorder.mayGrow(words.length)) {
            // Nothing has been overwritten yet, so the words stay in order.
            words = Arrays.copyOf(words, 2 * words.length);
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
            return Ring.detail(words[i]);
        }

        long id(int i) {
            return Ring.id(words[i]);
        }
    }

    private static long word(int kind, int detail, long id) {
        return (long) kind << DETAIL_BITS + ID_BITS | (long) detail << ID_BITS | id;
    }

    private static int detail(long word) {
        return (int) (word >>> ID_BITS) & (1 << DETAIL_BITS) - 1;
    }

    private static long id(long word) {
        return word & (1L << ID_BITS) - 1;
    }

    /// When nothing is written any more.
    Kept kept() {
        if (holdsBack()) {
            flush();
        }
        int length = (int) Math.min(written, words.length);
        // One word may hold two events.
        long[] nanos = new long[2 * length];
        long[] events = new long[2 * length];
        int count = 0;
        // When it was overwritten, what comes before the first time is of no use.
        boolean begun = written == length;
        long dropped = written - length - timesWritten;
        long time = 0;
        for (int i = 0; i < length; i++) {
            long word = words[(int) (written - length + i & words.length - 1)];
            if (word >>> DETAIL_BITS + ID_BITS == TIME) {
                time = word;
                dropped++;
                begun = true;
            } else if (!begun) {
                dropped++;
            } else if (word >>> DETAIL_BITS + ID_BITS == Recorder.HANDED) {
                int detail = detail(word);
                // At the very beginning it is not known who woke it.
                if (count > 0) {
                    events[count++] = word(Recorder.WOKEN, (detail & Recorder.WAITS - 1) << Recorder.SOURCE_BITS | Tracer.Source.CALLER.ordinal(), id(word));
                }
                nanos[count] = time;
                events[count++] = word(Recorder.SWITCHED, detail >> Recorder.WAIT_BITS, id(word));
                time = 0;
            } else {
                nanos[count] = time;
                events[count++] = word;
                time = 0;
            }
        }
        return new Kept(Arrays.copyOf(nanos, count), Arrays.copyOf(events, count), dropped);
    }
}
