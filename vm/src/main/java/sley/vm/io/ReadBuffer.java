package sley.vm.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import sley.vm.thread.Fault;
import sley.vm.value.Bytes;

/// Bytes that were read from outside and that nobody has asked for yet. It takes memory only while it holds some. Not thread-safe: its stream locks.
final class ReadBuffer {
    private static final byte[] EMPTY = {};
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHEST = ONES << 7;
    private static final long NEWLINES = ONES * '\n';
    private static final int MOST = Integer.MAX_VALUE - 8;
    private static final char REPLACEMENT = '\uFFFD';

    private byte[] items = EMPTY;
    private int from;
    private int to;
    /// Up to here there is no end of a line.
    private int searched;

    boolean isEmpty() {
        return from == to;
    }

    int size() {
        return to - from;
    }

    // ---- To fill it

    /// Room for at least `least` more bytes, in [#items] from [#end].
    byte[] room(int least) {
        if (items.length - to < least) {
            int size = to - from;
            byte[] target = items.length - size >= least && size <= items.length / 2 ? items : new byte[capacity(size, least)];
            System.arraycopy(items, from, target, 0, size);
            items = target;
            searched -= from;
            from = 0;
            to = size;
        }
        return items;
    }

    private static int capacity(int size, int least) {
        long capacity = Math.max((long) size + least, size < least ? 0 : 2L * size);
        if ((long) size + least > MOST) {
            throw new Fault("memory", "more than " + MOST + " bytes to read at once");
        }
        return (int) Math.min(capacity, MOST);
    }

    int end() {
        return to;
    }

    void added(int count) {
        to += count;
    }

    // ---- To empty it

    /// At least one byte, at most `max`; it must not be empty.
    Bytes take(int max) {
        int count = Math.min(max, to - from);
        var bytes = new Bytes(Arrays.copyOfRange(items, from, from + count), count);
        drop(count);
        return bytes;
    }

    /// The text of a whole line without its end, or null when there is none yet.
    String line() {
        byte[] bytes = items;
        int end = to;
        int i = newline(bytes, Math.max(searched, from), end);
        if (i == end) {
            searched = i;
            return null;
        }
        int start = from;
        int length = i - start;
        drop(length + 1);
        return text(bytes, start, length > 0 && bytes[i - 1] == '\r' ? length - 1 : length);
    }

    /// Where the next end of a line is, or `end`. Eight bytes at a time: a byte that equals the sought one becomes zero, and only a zero byte has its highest bit set by the subtraction.
    private static int newline(byte[] bytes, int start, int end) {
        int i = start;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long different = (long) WORDS.get(bytes, i) ^ NEWLINES;
            long equal = different - ONES & ~different & HIGHEST;
            if (equal != 0) {
                return i + Long.numberOfTrailingZeros(equal) / Byte.SIZE;
            }
        }
        while (i < end && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    /// What is left when no more will come: the last line, which has no end; null when nothing is left.
    String lastLine() {
        if (from == to) {
            return null;
        }
        int start = from;
        int length = to - from;
        byte[] bytes = items;
        drop(length);
        return text(bytes, start, length);
    }

    /// What it holds, to be looked at. It is valid until the next use.
    ByteBuffer view() {
        return ByteBuffer.wrap(items, from, to - from);
    }

    /// Forgets the first bytes.
    void drop(int count) {
        from += count;
        if (from == to) {
            items = EMPTY;
            from = 0;
            to = 0;
        }
        searched = from;
    }

    /// What it holds, in a buffer of its own; it is empty then.
    ReadBuffer moved() {
        var other = new ReadBuffer();
        other.items = items;
        other.from = from;
        other.to = to;
        other.searched = from;
        drop(to - from);
        return other;
    }

    /// Forgets what it holds. @return how much that was
    int clear() {
        int count = to - from;
        drop(count);
        return count;
    }

    /// @throws Fault of kind `encoding` when the bytes are not UTF-8
    private static String text(byte[] bytes, int from, int count) {
        var text = new String(bytes, from, count, StandardCharsets.UTF_8);
        // The host's quick way puts this character where something is wrong; then the slow way tells whether it was there before.
        return text.indexOf(REPLACEMENT) < 0 ? text : new Bytes(Arrays.copyOfRange(bytes, from, from + count), count).text();
    }
}
