package sley.vm.trace;

/// The newest events of one kernel thread, which alone writes them. An event is two words: when it was (nanoseconds, or 0: between its neighbours), and what.
final class Ring {
    static final int WORDS = 2;
    private static final int FIRST_EVENTS = 64;
    private static final int MOST_EVENTS = 1 << 17;
    private static final int KIND_BITS = 4;
    private static final int DETAIL_BITS = 12;
    private static final int ID_BITS = Long.SIZE - KIND_BITS - DETAIL_BITS;

    final String name;
    final int number;
    private final Recorder recorder;
    private long[] words = new long[WORDS * FIRST_EVENTS];
    private int mask = FIRST_EVENTS - 1;
    /// Events written so far, those included that were overwritten.
    private long written;
    /// Since the last one that has a time.
    int untimed;
    /// Of the recorder, when the last time was taken.
    int tick;
    /// It is inside a green thread's code.
    boolean running;
    /// The last reason to park and its number, which most often comes again.
    String reason;
    int reasonNumber;

    Ring(Recorder recorder, String name, int number) {
        this.recorder = recorder;
        this.name = name;
        this.number = number;
    }

    /// @param detail less than 4096
    void add(long nanos, int kind, int detail, long id) {
        if (written > mask && mask + 1 < MOST_EVENTS && recorder.mayGrow(mask + 1)) {
            grow();
        }
        int at = (int) (written & mask) * WORDS;
        words[at] = nanos;
        words[at + 1] = (long) kind << DETAIL_BITS + ID_BITS | (long) detail << ID_BITS | id;
        written++;
        untimed = nanos == 0 ? untimed + 1 : 0;
    }

    /// Only while nothing has been overwritten, so the events stay in order.
    private void grow() {
        words = java.util.Arrays.copyOf(words, 2 * words.length);
        mask = 2 * mask + 1;
    }

    int kept() {
        return (int) Math.min(written, mask + 1);
    }

    long dropped() {
        return written - kept();
    }

    /// @param i from 0, the oldest, to [#kept]
    private int at(int i) {
        return (int) (written - kept() + i & mask) * WORDS;
    }

    long nanos(int i) {
        return words[at(i)];
    }

    int kind(int i) {
        return (int) (words[at(i) + 1] >>> DETAIL_BITS + ID_BITS);
    }

    int detail(int i) {
        return (int) (words[at(i) + 1] >>> ID_BITS) & (1 << DETAIL_BITS) - 1;
    }

    long id(int i) {
        return words[at(i) + 1] & (1L << ID_BITS) - 1;
    }
}
