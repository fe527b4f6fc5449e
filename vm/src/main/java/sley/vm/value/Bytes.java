package sley.vm.value;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import sley.vm.thread.Fault;

/// A value of type `bytes`: a growable buffer.
public final class Bytes {
    private byte[] items;
    private int size;

    public Bytes(byte[] items, int size) {
        this.items = items;
        this.size = size;
    }

    public int size() {
        return size;
    }

    public long get(long i) {
        if (i < 0 || i >= size) {
            throw outside(i);
        }
        return items[(int) i] & 0xFF;
    }

    public void set(long i, long x) {
        if (i < 0 || i >= size) {
            throw outside(i);
        }
        items[(int) i] = fitting(x);
    }

    private static byte fitting(long x) {
        if ((x & 0xFF) != x) {
            throw new Fault("arith", x + " does not fit into a byte (0 to 255)");
        }
        return (byte) x;
    }

    private Fault outside(long i) {
        return new Fault("index", "index " + i + " is outside " + size + (size == 1 ? " byte" : " bytes"));
    }

    public void push(long x) {
        byte item = fitting(x);
        int n = size;
        if (n == items.length) {
            items = Arrays.copyOf(items, PrimitiveList.grown(n));
        }
        items[n] = item;
        size = n + 1;
    }

    public void append(byte[] more, int from, int count) {
        int n = size;
        if ((long) n + count > items.length) {
            items = Arrays.copyOf(items, Math.max(PrimitiveList.limit((long) n + count), PrimitiveList.grown(items.length)));
        }
        System.arraycopy(more, from, items, n, count);
        size = n + count;
    }

    public Bytes slice(int from, int to) {
        return new Bytes(Arrays.copyOfRange(items, from, to), to - from);
    }

    /// The content; the first [#size] are valid.
    public byte[] items() {
        return items;
    }

    public byte[] copy() {
        return Arrays.copyOf(items, size);
    }

    /// The text whose UTF-8 this is.
    ///
    /// @throws Fault of kind `encoding` when it is none
    public String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(items(), 0, size())).toString();
        } catch (CharacterCodingException _) {
            throw new Fault("encoding", "the bytes are not UTF-8");
        }
    }
}
