package sley.vm.io;

import java.util.Arrays;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;
import sley.vm.value.Bytes;

/// A stream in memory: what is read was given when it was made, what is written is collected.
public final class MemoryStream implements Stream {
    private final byte[] source;
    private int at;
    private final Bytes written = new Bytes(new byte[0], 0);
    private boolean closed;
    private boolean writeClosed;

    public MemoryStream(byte[] source) {
        this.source = source;
    }

    /// A copy of what was written so far.
    public synchronized Bytes content() {
        return written.slice(0, written.size());
    }

    private void check(boolean open, String operation) {
        if (!open) {
            throw new Fault("io", operation + " in memory: the stream is closed");
        }
    }

    private Bytes take(int count) {
        var bytes = new Bytes(Arrays.copyOfRange(source, at, at + count), count);
        at += count;
        return bytes;
    }

    @Override
    public synchronized int read(GreenThread thread, int max) {
        check(!closed, "read");
        thread.valueR = at == source.length ? null : take(Math.min(max, source.length - at));
        return Outcome.READY;
    }

    @Override
    public synchronized int readLine(GreenThread thread) {
        check(!closed, "read");
        if (at == source.length) {
            thread.valueR = null;
            return Outcome.READY;
        }
        int end = at;
        while (end < source.length && source[end] != '\n') {
            end++;
        }
        int stop = end < source.length && end > at && source[end - 1] == '\r' ? end - 1 : end;
        String line = new Bytes(Arrays.copyOfRange(source, at, stop), stop - at).text();
        at = Math.min(source.length, end + 1);
        thread.valueR = line;
        return Outcome.READY;
    }

    @Override
    public synchronized int readAll(GreenThread thread) {
        check(!closed, "read");
        thread.valueR = take(source.length - at);
        return Outcome.READY;
    }

    @Override
    public synchronized int write(GreenThread thread, byte[] data, int count) {
        check(!closed && !writeClosed, "write");
        written.append(data, 0, count);
        return Outcome.READY;
    }

    @Override
    public synchronized int close(GreenThread thread) {
        closed = true;
        return Outcome.READY;
    }

    @Override
    public synchronized int closeWrite(GreenThread thread) {
        writeClosed = true;
        return Outcome.READY;
    }
}
