package sley.vm.http;

import sley.vm.value.Bytes;

/// A body in chunks (RFC 9112, 7.1). Extensions and trailers are passed over.
public final class Chunks {
    private static final int MOST_SIZE_DIGITS = 8;
    private static final int LONGEST_LINE = 4096;

    /// The whole body, and where what follows it begins.
    public record Body(Bytes content, int end) {}

    private final byte[] data;
    private final int to;
    private int at;

    private Chunks(byte[] data, int from, int to) {
        this.data = data;
        this.at = from;
        this.to = to;
    }

    /// @return null when the body is not complete
    public static Body read(byte[] data, int from, int to, int limit) {
        // First look whether all of it is there, then copy it once.
        long total = new Chunks(data, from, to).pass(null, limit);
        if (total < 0) {
            return null;
        }
        var content = new Bytes(new byte[(int) total], 0);
        var chunks = new Chunks(data, from, to);
        chunks.pass(content, limit);
        return new Body(content, chunks.at);
    }

    /// @return the size of the body, or -1 when it is not complete
    private long pass(Bytes content, int limit) {
        long total = 0;
        while (true) {
            long size = size();
            if (size < 0) {
                return -1;
            }
            if (size == 0) {
                return trailers() ? total : -1;
            }
            total += size;
            if (total > limit) {
                throw Head.bad(413, "the body is longer than " + limit + " bytes");
            }
            if (size > to - at) {
                return -1;
            }
            if (content != null) {
                content.append(data, at, (int) size);
            }
            at += (int) size;
            if (to - at < 2) {
                return -1;
            }
            if (data[at] != '\r' || data[at + 1] != '\n') {
                throw Head.bad(400, "a chunk is longer than it says");
            }
            at += 2;
        }
    }

    /// The size at the head of a chunk, or -1.
    private long size() {
        long size = 0;
        int digits = 0;
        while (at < to) {
            int digit = data[at] >= '0' && data[at] <= '9' || data[at] >= 'A' && data[at] <= 'F' || data[at] >= 'a' && data[at] <= 'f' ? Character.digit(data[at], 16) : -1;
            if (digit < 0) {
                break;
            }
            if (++digits > MOST_SIZE_DIGITS) {
                throw Head.bad(400, "the size of a chunk is too long");
            }
            size = size * 16 + digit;
            at++;
        }
        if (at == to) {
            return -1;
        }
        if (digits == 0 || data[at] != '\r' && data[at] != ';') {
            throw Head.bad(400, "the size of a chunk is no number");
        }
        return line() ? size : -1;
    }

    /// Passes over the rest of a line; whether its end is there.
    private boolean line() {
        int start = at;
        while (at < to && data[at] != '\r') {
            if (data[at] == '\n' || data[at] == 0) {
                throw Head.bad(400, "a line of a chunk has a control character");
            }
            at++;
        }
        if (at - start > LONGEST_LINE) {
            throw Head.bad(400, "a line of a chunk is too long");
        }
        if (to - at < 2) {
            return false;
        }
        if (data[at + 1] != '\n') {
            throw Head.bad(400, "a carriage return stands alone");
        }
        at += 2;
        return true;
    }

    private boolean trailers() {
        int start = at;
        while (true) {
            int before = at;
            if (!line()) {
                return false;
            }
            if (at == before + 2) {
                return true;
            }
            if (at - start > LONGEST_LINE) {
                throw Head.bad(431, "the trailers are too long");
            }
        }
    }
}
