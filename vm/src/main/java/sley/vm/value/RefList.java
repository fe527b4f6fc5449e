package sley.vm.value;

import java.util.Arrays;
import sley.vm.thread.Fault;

/// A list whose elements live in bank R. Not synchronised: a racing program may lose updates, but every access is checked.
public final class RefList {
    private static final Object[] EMPTY = {};

    private Object[] items;
    private int size;

    public RefList(int capacity) {
        items = capacity == 0 ? EMPTY : new Object[capacity];
    }

    public RefList(Object[] items, int size) {
        this.items = items;
        this.size = size;
    }

    public int size() {
        return size;
    }

    public Object get(long i) {
        if (i < 0 || i >= size) {
            throw PrimitiveList.outside(i, size);
        }
        return items[(int) i];
    }

    public void set(long i, Object x) {
        if (i < 0 || i >= size) {
            throw PrimitiveList.outside(i, size);
        }
        items[(int) i] = x;
    }

    public void push(Object x) {
        int n = size;
        if (n == items.length) {
            items = Arrays.copyOf(items, PrimitiveList.grown(n));
        }
        items[n] = x;
        size = n + 1;
    }

    public Object pop() {
        int n = size;
        if (n == 0) {
            throw new Fault("index", "pop from an empty list");
        }
        size = n - 1;
        Object x = items[n - 1];
        items[n - 1] = null;
        return x;
    }

    public void insert(long i, Object x) {
        int n = size;
        if (i < 0 || i > n) {
            throw PrimitiveList.outside(i, n);
        }
        push(x);
        System.arraycopy(items, (int) i, items, (int) i + 1, n - (int) i);
        items[(int) i] = x;
    }

    public Object removeAt(long i) {
        Object x = get(i);
        System.arraycopy(items, (int) i + 1, items, (int) i, size - (int) i - 1);
        size--;
        items[size] = null;
        return x;
    }

    public void clear() {
        size = 0;
        items = EMPTY;
    }

    public void extend(RefList other) {
        int more = other.size;
        ensure((long) size + more);
        System.arraycopy(other.items, 0, items, size, more);
        size += more;
    }

    private void ensure(long capacity) {
        if (capacity > items.length) {
            items = Arrays.copyOf(items, Math.max(PrimitiveList.limit(capacity), PrimitiveList.grown(items.length)));
        }
    }

    public RefList copy() {
        int n = size;
        return new RefList(Arrays.copyOf(items, n), n);
    }

    public RefList slice(int from, int to) {
        return new RefList(Arrays.copyOfRange(items, from, to), to - from);
    }

    public void reverse() {
        for (int i = 0, j = size - 1; i < j; i++, j--) {
            Object x = items[i];
            items[i] = items[j];
            items[j] = x;
        }
    }

    /// The elements; the first [#size] are valid.
    public Object[] items() {
        return items;
    }
}
