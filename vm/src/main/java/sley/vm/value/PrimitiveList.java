package sley.vm.value;

import sley.vm.thread.Fault;

/// A list whose elements live in bank P. Not synchronised: a racing program may lose updates, but every access is checked.
public abstract sealed class PrimitiveList permits LongList, BoolList {
    int size;

    /// An empty list.
    public static PrimitiveList of(Shape element, int capacity) {
        return element.kind() == Shape.Kind.BOOL ? new BoolList(capacity) : new LongList(capacity);
    }

    /// The class of lists of such elements.
    public static Class<? extends PrimitiveList> classOf(Shape element) {
        return element.kind() == Shape.Kind.BOOL ? BoolList.class : LongList.class;
    }

    public final int size() {
        return size;
    }

    public abstract long get(long i);

    public abstract void set(long i, long x);

    public abstract void push(long x);

    public final long pop() {
        if (size == 0) {
            throw new Fault("index", "pop from an empty list");
        }
        long x = get(size - 1);
        size--;
        return x;
    }

    public abstract void insert(long i, long x);

    public abstract long removeAt(long i);

    public abstract void clear();

    /// @param other of the same class
    public abstract void extend(PrimitiveList other);

    public abstract PrimitiveList copy();

    public abstract PrimitiveList slice(int from, int to);

    public abstract void reverse();

    /// By the numbers in which the elements are stored.
    public abstract void sort();

    static Fault outside(long i, long size) {
        return new Fault("index", "index " + i + " is outside a list of " + size + (size == 1 ? " element" : " elements"));
    }

    /// A larger capacity than `n`.
    static int grown(int n) {
        return n == 0 ? 4 : limit(n + (n >> 1) + 4L);
    }

    static int limit(long capacity) {
        if (capacity > Integer.MAX_VALUE - 8) {
            throw new Fault("memory", "more than " + (Integer.MAX_VALUE - 8) + " elements");
        }
        return (int) capacity;
    }
}
