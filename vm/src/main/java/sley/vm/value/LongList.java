package sley.vm.value;

import java.util.Arrays;

/// Eight bytes for each element.
public final class LongList extends PrimitiveList {
    private static final long[] EMPTY = {};

    private long[] items;

    public LongList(int capacity) {
        items = capacity == 0 ? EMPTY : new long[capacity];
    }

    public LongList(long[] items, int size) {
        this.items = items;
        this.size = size;
    }

    @Override
    public long get(long i) {
        if (i < 0 || i >= size) {
            throw outside(i, size);
        }
        return items[(int) i];
    }

    @Override
    public void set(long i, long x) {
        if (i < 0 || i >= size) {
            throw outside(i, size);
        }
        items[(int) i] = x;
    }

    @Override
    public void push(long x) {
        int n = size;
        if (n == items.length) {
            items = Arrays.copyOf(items, grown(n));
        }
        items[n] = x;
        size = n + 1;
    }

    @Override
    public void insert(long i, long x) {
        int n = size;
        if (i < 0 || i > n) {
            throw outside(i, n);
        }
        push(x);
        System.arraycopy(items, (int) i, items, (int) i + 1, n - (int) i);
        items[(int) i] = x;
    }

    @Override
    public long removeAt(long i) {
        long x = get(i);
        System.arraycopy(items, (int) i + 1, items, (int) i, size - (int) i - 1);
        size--;
        return x;
    }

    @Override
    public void clear() {
        size = 0;
        items = EMPTY;
    }

    @Override
    public void extend(PrimitiveList other) {
        int more = other.size;
        ensure((long) size + more);
        System.arraycopy(((LongList) other).items, 0, items, size, more);
        size += more;
    }

    private void ensure(long capacity) {
        if (capacity > items.length) {
            items = Arrays.copyOf(items, Math.max(limit(capacity), grown(items.length)));
        }
    }

    @Override
    public LongList copy() {
        int n = size;
        return new LongList(Arrays.copyOf(items, n), n);
    }

    @Override
    public LongList slice(int from, int to) {
        return new LongList(Arrays.copyOfRange(items, from, to), to - from);
    }

    @Override
    public void reverse() {
        for (int i = 0, j = size - 1; i < j; i++, j--) {
            long x = items[i];
            items[i] = items[j];
            items[j] = x;
        }
    }

    @Override
    public void sort() {
        Arrays.sort(items, 0, size);
    }

    /// The elements; the first [#size] are valid.
    public long[] items() {
        return items;
    }
}
