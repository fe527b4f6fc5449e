package sley.vm.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import sley.vm.sched.Descriptor;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Operation;
import sley.vm.thread.Outcome;
import sley.vm.value.Bytes;

/// A connection over TCP or a Unix socket. Its channel does not block: an operation does what it can at once and waits in the poller for the rest. Reading is buffered, writing is not.
/// A wait that is cancelled or runs out of time loses nothing that was read; a write that is ended so has written a part.
public final class SocketStream implements Stream {
    private static final Object WAIT = new Object();
    private static final Object END = new Object();

    private final Descriptor descriptor;
    private final SocketChannel channel;
    /// Guarded by this object's monitor, which is held for moments only.
    private final ReadBuffer buffer = new ReadBuffer();
    /// A text is written whole before the next one.
    private final Turn writing = new Turn();

    SocketStream(Descriptor descriptor, SocketChannel channel) {
        this.descriptor = descriptor;
        this.channel = channel;
        descriptor.writeOperation = SelectionKey.OP_WRITE;
    }

    private Fault failed(String operation, IOException e) {
        return new Fault("io", operation + " " + descriptor.name + ": " + Causes.of(e));
    }

    // ---- Reading

    /// Takes a result from the buffer. @return null when more must be read first; `ended` says that there is no more
    private interface Taker {
        Object take(boolean ended);
    }

    private final class Reading implements Operation {
        private final Taker taker;

        Reading(Taker taker) {
            this.taker = taker;
        }

        @Override
        public int resume(GreenThread thread) {
            Object result;
            try {
                result = attempt(taker);
            } catch (IOException e) {
                throw failed("read", e);
            }
            if (result == WAIT) {
                thread.operation = this;
                return thread.scheduler.await(thread, descriptor, false, "read");
            }
            thread.valueR = result == END ? null : result;
            return Outcome.READY;
        }
    }

    private synchronized Object attempt(Taker taker) throws IOException {
        Object result = taker.take(false);
        while (result == null) {
            int count = fill();
            if (count == 0) {
                return WAIT;
            }
            result = taker.take(count < 0);
        }
        return result;
    }

    private int fill() throws IOException {
        ByteBuffer from = Scratch.take();
        try {
            int count = channel.read(from);
            if (count > 0) {
                from.get(0, buffer.room(count), buffer.end(), count);
                buffer.added(count);
            }
            return count;
        } finally {
            Scratch.giveBack(from);
        }
    }

    private int perform(GreenThread thread, Taker taker) {
        thread.scheduler.interruptible(thread);
        return new Reading(taker).resume(thread);
    }

    @Override
    public int read(GreenThread thread, int max) {
        return perform(thread, ended -> !buffer.isEmpty() ? buffer.take(max) : ended ? END : null);
    }

    @Override
    public int readLine(GreenThread thread) {
        return perform(thread, ended -> {
            String line = buffer.line();
            if (line == null && ended) {
                line = buffer.lastLine();
                return line == null ? END : line;
            }
            return line;
        });
    }

    @Override
    public int readAll(GreenThread thread) {
        return perform(thread, ended -> !ended ? null : buffer.isEmpty() ? new Bytes(new byte[0], 0) : buffer.take(Integer.MAX_VALUE));
    }

    // ---- Writing

    @Override
    public int write(GreenThread thread, byte[] data, int count) {
        thread.scheduler.interruptible(thread);
        return new Writing(thread, data, count).resume(thread);
    }

    private final class Writing implements Operation {
        private final GreenThread owner;
        private final byte[] data;
        private final int count;
        private boolean mine;
        private int done;

        Writing(GreenThread owner, byte[] data, int count) {
            this.owner = owner;
            this.data = data;
            this.count = count;
        }

        @Override
        public int resume(GreenThread thread) {
            if (!mine) {
                if (writing.take(thread, this, "write") == Outcome.PARKED) {
                    return Outcome.PARKED;
                }
                mine = true;
            }
            boolean waits = false;
            try {
                if (!writeSome()) {
                    thread.operation = this;
                    int outcome = thread.scheduler.await(thread, descriptor, true, "write");
                    waits = true;
                    return outcome;
                }
            } catch (IOException e) {
                throw failed("write", e);
            } finally {
                if (!waits) {
                    writing.leave(thread.scheduler);
                }
            }
            return Outcome.READY;
        }

        /// @return whether that was all
        private boolean writeSome() throws IOException {
            ByteBuffer piece = Scratch.take();
            try {
                while (done < count) {
                    piece.clear().put(data, done, Math.min(count - done, Scratch.SIZE)).flip();
                    int written = channel.write(piece);
                    if (written == 0) {
                        return false;
                    }
                    done += written;
                }
                return true;
            } finally {
                Scratch.giveBack(piece);
            }
        }

        @Override
        public void abandon() {
            if (mine) {
                writing.leave(owner.scheduler);
            }
        }
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
            throw failed("closeWrite", e);
        }
        return Outcome.READY;
    }

    @Override
    public int port() {
        try {
            return channel.getLocalAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
        } catch (IOException e) {
            throw failed("port", e);
        }
    }
}
