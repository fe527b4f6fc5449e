package sley.vm.io;

import java.io.OutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;

/// Standard output or standard error: buffered, each `print` whole. What is printed is written at the latest a moment later, and when the program ends.
public final class Output implements Stream {
    private static final int BUFFER = 1 << 13;

    private final String name;
    private final OutputStream out;
    /// Called once when the reader has gone away.
    private final Runnable gone;
    private final boolean immediate;
    private final byte[] buffer = new byte[BUFFER];
    private int size;
    private boolean broken;

    /// @param immediate write at the end of each line
    public Output(String name, OutputStream out, boolean immediate, Runnable gone) {
        this.name = name;
        this.out = out;
        this.immediate = immediate;
        this.gone = gone;
    }

    public void println(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        synchronized (this) {
            add(bytes, bytes.length);
            if (size == BUFFER) {
                flush();
            }
            buffer[size++] = '\n';
            if (immediate) {
                flush();
            }
        }
    }

    public void print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(bytes, bytes.length);
    }

    private synchronized void write(byte[] data, int count) {
        add(data, count);
        if (immediate) {
            flush();
        }
    }

    private void add(byte[] data, int count) {
        if (count > BUFFER - size) {
            flush();
        }
        if (count > BUFFER) {
            put(data, count);
        } else {
            System.arraycopy(data, 0, buffer, size, count);
            size += count;
        }
    }

    /// @throws Fault of kind `io` when it cannot be written
    public synchronized void flush() {
        int count = size;
        size = 0;
        if (count > 0) {
            put(buffer, count);
        }
    }

    private void put(byte[] data, int count) {
        if (broken) {
            return;
        }
        try {
            out.write(data, 0, count);
        } catch (IOException e) {
            if (e.getMessage() != null && e.getMessage().contains("Broken pipe")) {
                broken = true;
                gone.run();
                return;
            }
            throw new Fault("io", "write " + name + ": " + Files.cause(e));
        }
    }

    @Override
    public int write(GreenThread thread, byte[] data, int count) {
        return Blocking.call(thread, () -> {
            write(data, count);
            return null;
        });
    }

    @Override
    public int read(GreenThread thread, int max) {
        throw new Fault("io", "read " + name + ": the stream is not open for that");
    }

    @Override
    public int readLine(GreenThread thread) {
        return read(thread, 1);
    }

    @Override
    public int readAll(GreenThread thread) {
        return read(thread, 1);
    }

    @Override
    public int close(GreenThread thread) {
        return closeWrite(thread);
    }

    @Override
    public int closeWrite(GreenThread thread) {
        return Blocking.call(thread, () -> {
            flush();
            return null;
        });
    }
}
