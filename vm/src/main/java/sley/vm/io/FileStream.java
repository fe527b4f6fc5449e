package sley.vm.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.value.Bytes;

/// A stream over blocking host streams: a file, or standard input. Reading is buffered, writing is not.
public final class FileStream implements Stream {
    private static final int BUFFER = 1 << 16;

    private final String name;
    /// Null when the stream is not for reading.
    private final InputStream in;
    /// Null when the stream is not for writing.
    private final OutputStream out;
    private final byte[] buffer;
    private int from;
    private int to;
    private volatile boolean closed;

    public FileStream(String name, InputStream in, OutputStream out) {
        this.name = name;
        this.in = in;
        this.out = out;
        this.buffer = in == null ? null : new byte[BUFFER];
    }

    private Fault failed(String operation, IOException cause) {
        return new Fault("io", operation + " " + name + ": " + Files.cause(cause));
    }

    private void open(String operation, Object side) {
        if (closed) {
            throw new Fault("io", operation + " " + name + ": the stream is closed");
        }
        if (side == null) {
            throw new Fault("io", operation + " " + name + ": the stream is not open for that");
        }
    }

    private boolean fill() {
        try {
            from = 0;
            to = Math.max(0, in.read(buffer));
            return to > 0;
        } catch (IOException e) {
            to = 0;
            throw failed("read", e);
        }
    }

    @Override
    public int read(GreenThread thread, int max) {
        return Blocking.call(thread, () -> read(max));
    }

    @Override
    public int readLine(GreenThread thread) {
        return Blocking.call(thread, () -> {
            Bytes line = readLine();
            return line == null ? null : line.text();
        });
    }

    @Override
    public int readAll(GreenThread thread) {
        return Blocking.call(thread, this::readAll);
    }

    @Override
    public int write(GreenThread thread, byte[] data, int count) {
        return Blocking.call(thread, () -> {
            write(data, count);
            return null;
        });
    }

    @Override
    public int close(GreenThread thread) {
        return Blocking.call(thread, () -> {
            close();
            return null;
        });
    }

    @Override
    public int closeWrite(GreenThread thread) {
        return Blocking.call(thread, () -> {
            closeWrite();
            return null;
        });
    }

    private synchronized Bytes read(int max) {
        open("read", in);
        if (from == to && !fill()) {
            return null;
        }
        int count = Math.min(max, to - from);
        var bytes = new Bytes(Arrays.copyOfRange(buffer, from, from + count), count);
        from += count;
        return bytes;
    }

    private synchronized Bytes readLine() {
        open("read", in);
        var line = new Bytes(new byte[80], 0);
        boolean any = false;
        while (from < to || fill()) {
            any = true;
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            line.append(buffer, from, end - from);
            from = Math.min(to, end + 1);
            if (end < to) {
                break;
            }
        }
        if (!any) {
            return null;
        }
        int size = line.size();
        return size > 0 && line.get(size - 1) == '\r' ? line.slice(0, size - 1) : line;
    }

    synchronized Bytes readAll() {
        open("read", in);
        var all = new Bytes(new byte[0], 0);
        while (from < to || fill()) {
            all.append(buffer, from, to - from);
            from = to;
        }
        return all;
    }

    void write(byte[] data, int count) {
        open("write", out);
        synchronized (out) {
            try {
                out.write(data, 0, count);
            } catch (IOException e) {
                throw failed("write", e);
            }
        }
    }

    void close() {
        closed = true;
        try {
            if (in != null) {
                in.close();
            }
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            throw failed("close", e);
        }
    }

    private void closeWrite() {
        open("closeWrite", out);
        try {
            out.close();
        } catch (IOException e) {
            throw failed("closeWrite", e);
        }
    }
}
