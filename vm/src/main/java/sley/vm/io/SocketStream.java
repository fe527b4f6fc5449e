package sley.vm.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import sley.vm.sched.Descriptor;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Operation;
import sley.vm.thread.Outcome;
import sley.vm.value.Bytes;

/// A TCP connection. Its channel does not block: an operation does what it can at once and waits in the poller for the rest. Reading is buffered, writing is not.
public final class SocketStream implements Stream {
    private static final int BUFFER = 1 << 13;
    /// In place of a result: the operation must wait.
    private static final Object WAIT = new Object();

    private final Descriptor descriptor;
    private final SocketChannel channel;
    /// Made when first read into; read from `from` to `to`.
    private ByteBuffer buffer;
    private int from;
    private int to;

    SocketStream(Descriptor descriptor, SocketChannel channel) {
        this.descriptor = descriptor;
        this.channel = channel;
        descriptor.writeOperation = SelectionKey.OP_WRITE;
    }

    /// One attempt of an operation. @return its result, or WAIT
    private interface Attempt {
        Object run() throws IOException;
    }

    /// Tries; waits and tries again until it is done.
    private int perform(GreenThread thread, boolean writing, String name, Attempt attempt) {
        thread.scheduler.interruptible(thread);
        return new Operation() {
            @Override
            public int resume(GreenThread t) {
                Object result;
                try {
                    result = attempt.run();
                } catch (IOException e) {
                    throw new Fault("io", name + " " + descriptor.name + ": " + Causes.of(e));
                }
                if (result == WAIT) {
                    t.operation = this;
                    return t.scheduler.await(t, descriptor, writing, name);
                }
                t.valueR = result;
                return Outcome.READY;
            }
        }.resume(thread);
    }

    /// @return the count of bytes that can be read now, 0 when it must wait, -1 at the end
    private int fill() throws IOException {
        if (from < to) {
            return to - from;
        }
        if (buffer == null) {
            buffer = ByteBuffer.allocate(BUFFER);
        }
        buffer.clear();
        from = 0;
        to = 0;
        int count = channel.read(buffer);
        to = Math.max(0, count);
        return count;
    }

    private synchronized Object some(int max) throws IOException {
        int count = fill();
        if (count <= 0) {
            return count < 0 ? null : WAIT;
        }
        int taken = Math.min(max, count);
        from += taken;
        return new Bytes(Arrays.copyOfRange(buffer.array(), from - taken, from), taken);
    }

    @Override
    public int read(GreenThread thread, int max) {
        return perform(thread, false, "read", () -> some(max));
    }

    @Override
    public int readLine(GreenThread thread) {
        var line = new Bytes(new byte[80], 0);
        return perform(thread, false, "read", () -> line(line));
    }

    private synchronized Object line(Bytes line) throws IOException {
        for (int count = fill(); count != 0; count = fill()) {
            if (count < 0) {
                return line.size() == 0 ? null : line.text();
            }
            int end = from;
            while (end < to && buffer.array()[end] != '\n') {
                end++;
            }
            line.append(buffer.array(), from, end - from);
            boolean whole = end < to;
            from = whole ? end + 1 : end;
            if (whole) {
                int size = line.size();
                return (size > 0 && line.get(size - 1) == '\r' ? line.slice(0, size - 1) : line).text();
            }
        }
        return WAIT;
    }

    @Override
    public int readAll(GreenThread thread) {
        var all = new Bytes(new byte[0], 0);
        return perform(thread, false, "read", () -> all(all));
    }

    private synchronized Object all(Bytes all) throws IOException {
        for (int count = fill(); count != 0; count = fill()) {
            if (count < 0) {
                return all;
            }
            all.append(buffer.array(), from, to - from);
            from = to;
        }
        return WAIT;
    }

    @Override
    public int write(GreenThread thread, byte[] data, int count) {
        // The caller's bytes may change while this waits, and it does so only when they do not fit into the kernel's buffer.
        var bytes = ByteBuffer.wrap(Arrays.copyOf(data, count));
        return perform(thread, true, "write", () -> {
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) == 0) {
                    return WAIT;
                }
            }
            return null;
        });
    }

    @Override
    public int close(GreenThread thread) {
        thread.scheduler.close(descriptor);
        return Outcome.READY;
    }

    @Override
    public int closeWrite(GreenThread thread) {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new Fault("io", "closeWrite " + descriptor.name + ": " + Causes.of(e));
        }
        return Outcome.READY;
    }
}
