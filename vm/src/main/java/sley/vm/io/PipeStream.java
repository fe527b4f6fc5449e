package sley.vm.io;

import java.io.IOException;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;
import sley.vm.value.Bytes;

/// One end of a pipe to or from a child process. Reading and writing are blocking calls that `cancel`, `within` and `close` end.
public final class PipeStream implements Stream {
    private static final int CHUNK = 1 << 16;

    private final KernelDescriptor descriptor;
    private final boolean writing;
    private final BlockingInput input;
    /// Of its writers; see [Turn].
    private final Turn turns = new Turn();
    /// Nobody reads the other end any more.
    private volatile boolean broken;

    /// @param fd does not block
    PipeStream(String name, int fd, boolean writing) {
        this.descriptor = new KernelDescriptor(name, fd);
        this.writing = writing;
        this.input = new BlockingInput(name, new BlockingInput.Source() {
            @Override
            public int read(byte[] into, int from, int count) throws IOException {
                int result = descriptor.use("read", n -> Posix.read(n, into, from, count));
                if (result < 0 && result != -Posix.EAGAIN && result != -Posix.EINTR) {
                    throw new IOException(Posix.cause(-result));
                }
                return result == 0 ? -1 : Math.max(0, result);
            }

            @Override
            public void await(GreenThread thread) {
                descriptor.await(thread, Posix.IN);
            }
        });
    }

    private void check(String operation, boolean write) {
        if (writing != write) {
            throw new Fault("io", operation + " " + descriptor.name + ": the stream is not open for that");
        }
    }

    @Override
    public int read(GreenThread thread, int max) {
        check("read", false);
        return input.read(thread, max);
    }

    @Override
    public int readLine(GreenThread thread) {
        check("read", false);
        return input.readLine(thread);
    }

    @Override
    public int readAll(GreenThread thread) {
        check("read", false);
        return input.readAll(thread);
    }

    @Override
    public int write(GreenThread thread, byte[] data, int count) {
        check("write", true);
        thread.scheduler.interruptible(thread);
        if (broken) {
            throw new Fault("io", "write " + descriptor.name + ": broken pipe");
        }
        return BlockingTurn.call(turns, thread, "write", () -> writeAll(thread, data, count));
    }

    private Object writeAll(GreenThread owner, byte[] data, int count) {
        int done = 0;
        while (done < count) {
            int from = done;
            int result = descriptor.use("write", n -> Posix.write(n, data, from, Math.min(CHUNK, count - from)));
            if (result > 0) {
                done += result;
            } else if (result == -Posix.EAGAIN) {
                descriptor.await(owner, Posix.OUT);
            } else if (result != -Posix.EINTR) {
                throw new Fault("io", "write " + descriptor.name + ": " + Posix.cause(-result));
            }
        }
        return null;
    }

    // ---- For a conversation with the child; these do not wait

    /// Reads some of what is there. @return whether more may come
    boolean fill() {
        try {
            return input.fill() >= 0;
        } catch (IOException e) {
            throw new Fault("io", "read " + descriptor.name + ": " + Causes.of(e));
        }
    }

    /// What came until the end.
    Bytes filled() {
        return input.readAll();
    }

    /// Writes some of `data` from `from` on. @return how many bytes, or -1 when nobody reads them any more
    int offer(byte[] data, int from) {
        try {
            int result = descriptor.use("write", n -> Posix.write(n, data, from, Math.min(CHUNK, data.length - from)));
            return result == -Posix.EAGAIN || result == -Posix.EINTR ? 0 : Math.max(-1, result);
        } catch (Fault _) {
            // The child has ended.
            return -1;
        }
    }

    /// To wait until one of the above can go on.
    KernelDescriptor.Wanted wanted() {
        return new KernelDescriptor.Wanted(descriptor, writing ? Posix.OUT : Posix.IN);
    }

    @Override
    public int close(GreenThread thread) {
        input.close();
        descriptor.close();
        return Outcome.READY;
    }

    /// The child has ended: gives the descriptor back, unless a child of the child still has the other end. What it has written can still be read.
    void childEnded() {
        if (!writing) {
            if (input.drain()) {
                descriptor.close();
            } else {
                // Who waits for what was drained would wait for more.
                descriptor.rouse();
            }
            return;
        }
        try {
            broken = descriptor.use("write", fd -> Posix.ready(fd, (short) 0) ? 1 : 0) > 0;
            if (broken) {
                descriptor.close();
            }
        } catch (Fault _) {
            // The program has closed it.
        }
    }

    @Override
    public int closeWrite(GreenThread thread) {
        check("closeWrite", true);
        return close(thread);
    }
}
