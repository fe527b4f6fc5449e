package sley.vm.value;

import java.util.Arrays;
import sley.vm.thread.Fault;

/// A list whose elements live in bank P. Not synchronised: a racing program may lose updates, but every access is checked.
public final class LongList {
    private static final long[] EMPTY = {};

    private long[] items;
    private int size;

    public LongList(int capacity) {
        items = capacity == 0 ? EMPTY : new long[capacity];
    }

    public LongList(long[] items, int size) {
        this.items = items;
        this.size = size;
    }

    public int size() {
        return size;
    }

    public long get(long i) {
        if (i < 0 || i >= size) {
            throw outside(i, size);
        }
        return items[(int) i];
    }

    public void set(long i, long x) {
        if (i < 0 || i >= size) {
            throw outside(i, size);
        }
        items[(int) i] = x;
    }

    public void push(long x) {
        int n = size;
        if (n == items.length) {
            items = Arrays.copyOf(items, grown(n));
        }
        items[n] = x;
        size = n + 1;
    }

    public long pop() {
        int n = size;
        if (n == 0) {
            throw new Fault("index", "pop from an empty list");
        }
        size = n - 1;
        return items[n - 1];
    }

    public void insert(long i, long x) {
        int n = size;
        if (i < 0 || i > n) {
            throw outside(i, n);
        }
        push(x);
        System.arraycopy(items, (int) i, items, (int) i + 1, n - (int) i);
        items[(int) i] = x;
    }

    public long removeAt(long i) {
        long x = get(i);
        System.arraycopy(items, (int) i + 1, items, (int) i, size - (int) i - 1);
        size--;
        return x;
    }

    public void clear() {
        size = 0;
        items = EMPTY;
    }

    public void extend(LongList other) {
        int more = other.size;
        ensure((long) size + more);
        System.arraycopy(other.items, 0, items, size, more);
        size += more;
    }

    private void ensure(long capacity) {
        if (capacity > items.length) {
            items = Arrays.copyOf(items, Math.max(limit(capacity), grown(items.length)));
        }
    }

    public LongList copy() {
        int n = size;
        return new LongList(Arrays.copyOf(items, n), n);
    }

    public LongList slice(int from, int to) {
        return new LongList(Arrays.copyOfRange(items, from, to), to - from);
    }

    public void reverse() {
        for (int i = 0, j = size - 1; i < j; i++, j--) {
            long x = items[i];
            items[i] = items[j];
            items[j] = x;
        }
    }

    /// The elements; the first [#size] are valid.
    public long[] items() {
        return items;
    }

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
