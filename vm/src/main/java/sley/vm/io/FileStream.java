package sley.vm.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.value.Bytes;

/// A stream over host streams that block the kernel thread until they are done: a file. Reading is buffered, writing is not. `cancel` and `within` act before and after
/// a read or write, not in the middle of it; closing ends it at once.
public final class FileStream implements Stream {
    private final String name;
    /// Null when the stream is not for reading.
    private final BlockingInput input;
    private final InputStream in;
    /// Null when the stream is not for writing.
    private final OutputStream out;
    /// The file when it is read and written, which share one position; else null.
    private final FileChannel both;
    private volatile boolean closed;

    public FileStream(String name, InputStream in, OutputStream out) {
        this(name, in, out, null);
    }

    private FileStream(String name, InputStream in, OutputStream out, FileChannel both) {
        this.name = name;
        this.in = in;
        this.input = in == null ? null : new BlockingInput(name, (into, from, count) -> count(in.read(into, from, count)));
        this.out = out;
        this.both = both;
    }

    static FileStream of(String name, FileChannel file, boolean read, boolean write) {
        return new FileStream(name, read ? Channels.newInputStream(file) : null, write ? Channels.newOutputStream(file) : null, read && write ? file : null);
    }

    /// The host reads at least one byte or is at the end.
    private static int count(int count) {
        return count == 0 ? -1 : count;
    }

    private Fault failed(String operation, IOException cause) {
        return new Fault("io", operation + " " + name + ": " + (closed && cause instanceof AsynchronousCloseException ? "closed" : Causes.of(cause)));
    }

    private void open(String operation, Object side) {
        if (closed) {
            throw new Fault("io", operation + " " + name + ": closed");
        }
        if (side == null) {
            throw new Fault("io", operation + " " + name + ": the stream is not open for that");
        }
    }

    @Override
    public int read(GreenThread thread, int max) {
        open("read", in);
        return input.read(thread, max);
    }

    @Override
    public int readLine(GreenThread thread) {
        open("read", in);
        return input.readLine(thread);
    }

    @Override
    public int readAll(GreenThread thread) {
        open("read", in);
        return input.readAll(thread);
    }

    @Override
    public int write(GreenThread thread, byte[] data, int count) {
        thread.scheduler.interruptible(thread);
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

    Bytes readAll() {
        return input.readAll();
    }

    void write(byte[] data, int count) {
        open("write", out);
        synchronized (out) {
            try {
                if (both != null) {
                    both.position(both.position() - input.discard());
                }
                out.write(data, 0, count);
            } catch (IOException e) {
                throw failed("write", e);
            }
        }
    }

    void close() {
        closed = true;
        if (input != null) {
            input.close();
        }
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
        if (in != null) {
            // A file has one end: closing it for writing would close it for reading too.
            return;
        }
        try {
            out.close();
        } catch (IOException e) {
            throw failed("closeWrite", e);
        }
    }
}
