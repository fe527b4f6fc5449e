package sley.vm.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import sley.vm.sched.Descriptor;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Operation;
import sley.vm.thread.Outcome;
import sley.vm.value.Bytes;

/// A connection over TCP or a Unix socket, plain or secured by TLS. Its channel does not block: an operation does what it can at once and waits in the poller for the rest. Reading is
/// buffered, writing is not. A wait that is cancelled or runs out of time loses nothing that was read; a write that is ended so has written a part.
public final class SocketStream implements Stream {
    private static final Object WAIT = new Object();
    private static final Object END = new Object();

    private final Descriptor descriptor;
    private final SocketChannel channel;
    private final Wire wire;
    /// Guarded by this object's monitor, which is held for moments only.
    private final ReadBuffer buffer = new ReadBuffer();
    /// How several readers, and several writers, share the connection is told in [Turn].
    private final Turn reading = new Turn();
    private final Turn writing = new Turn();
    /// One thread at a time makes the connection secure; whoever else wants to use it waits for that.
    private final Turn establishing = new Turn();

    SocketStream(Descriptor descriptor, SocketChannel channel) {
        this(descriptor, channel, new Wire.Plain(channel));
    }

    private SocketStream(Descriptor descriptor, SocketChannel channel, Wire wire) {
        this.descriptor = descriptor;
        this.channel = channel;
        this.wire = wire;
        descriptor.writeOperation = SelectionKey.OP_WRITE;
    }

    /// A server's side of a connection that was accepted. The handshake is made by whoever reads or writes first.
    static SocketStream secured(Descriptor descriptor, SocketChannel channel, SSLEngine engine) {
        return new SocketStream(descriptor, channel, new SecureWire(engine, channel, new ReadBuffer()));
    }

    /// The same connection with TLS over it; this stream is not to be used any more.
    synchronized SocketStream secured(SSLEngine engine) {
        if (!(wire instanceof Wire.Plain)) {
            throw new Fault("io", "secure " + descriptor.name + ": the connection is secure already");
        }
        return new SocketStream(descriptor, channel, new SecureWire(engine, channel, buffer.moved()));
    }

    private Fault failed(String operation, IOException e) {
        return new Fault("io", operation + " " + descriptor.name + ": " + Causes.of(e));
    }

    // ---- Before the first byte

    /// An operation that first sees to it that the connection is established.
    private abstract class Transfer implements Operation {
        /// It has asked for its turn.
        private boolean establishes;

        /// The connection is established.
        abstract int go(GreenThread thread);

        @Override
        public final int resume(GreenThread thread) {
            if (establishes || !wire.established()) {
                int outcome = establish(thread);
                if (outcome != Outcome.READY) {
                    return outcome;
                }
            }
            return go(thread);
        }

        private int establish(GreenThread thread) {
            establishes = true;
            if (establishing.take(thread, this, "handshake") == Outcome.PARKED) {
                return Outcome.PARKED;
            }
            boolean waits = false;
            try {
                Wire.Progress progress = wire.established() ? Wire.Progress.DONE : wire.establish();
                if (progress != Wire.Progress.DONE) {
                    thread.operation = this;
                    int outcome = thread.scheduler.await(thread, descriptor, progress == Wire.Progress.WAITS_TO_WRITE, "handshake");
                    waits = true;
                    return outcome;
                }
            } catch (IOException e) {
                throw failed("handshake", e);
            } finally {
                // Once it waits, another carrier may be on with it already.
                if (!waits) {
                    establishes = false;
                    establishing.leave(thread);
                }
            }
            return Outcome.READY;
        }
    }

    /// Makes the connection secure now. @return an [Outcome], with this stream in the thread
    int establish(GreenThread thread) {
        thread.scheduler.interruptible(thread);
        return new Transfer() {
            @Override
            int go(GreenThread t) {
                t.valueR = SocketStream.this;
                return Outcome.READY;
            }

            @Override
            public void abandon() {
                establishing.leave(thread);
            }
        }.resume(thread);
    }

    // ---- Reading

    /// Takes a result from the buffer. @return null when more must be read first; `ended` says that there is no more
    private interface Taker {
        Object take(boolean ended);
    }

    private final class Reading extends Transfer {
        private final GreenThread owner;
        private final Taker taker;

        Reading(GreenThread owner, Taker taker) {
            this.owner = owner;
            this.taker = taker;
        }

        @Override
        int go(GreenThread thread) {
            if (reading.take(thread, this, "read") == Outcome.PARKED) {
                return Outcome.PARKED;
            }
            boolean waits = false;
            try {
                Object result = attempt(taker);
                if (result == WAIT) {
                    thread.operation = this;
                    int outcome = thread.scheduler.await(thread, descriptor, false, "read");
                    waits = true;
                    return outcome;
                }
                thread.valueR = result == END ? null : result;
            } catch (IOException e) {
                throw failed("read", e);
            } finally {
                if (!waits) {
                    reading.leave(thread);
                }
            }
            return Outcome.READY;
        }

        @Override
        public void abandon() {
            establishing.leave(owner);
            reading.leave(owner);
        }
    }

    private synchronized Object attempt(Taker taker) throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        Object result = taker.take(false);
        while (result == null) {
            int count = wire.read(buffer);
            if (count == 0) {
                return WAIT;
            }
            result = taker.take(count < 0);
        }
        return result;
    }

    private int perform(GreenThread thread, Taker taker) {
        thread.scheduler.interruptible(thread);
        return new Reading(thread, taker).resume(thread);
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
        return new Writing(thread, data, count, false).resume(thread);
    }

    private static final byte[] NOTHING = {};

    @Override
    public int closeWrite(GreenThread thread) {
        return new Writing(thread, NOTHING, 0, true).resume(thread);
    }

    private final class Writing extends Transfer {
        private final GreenThread owner;
        private final byte[] data;
        private final int count;
        private final boolean last;
        private int done;
        private boolean ended;

        /// @param last whether nothing will be written after it
        Writing(GreenThread owner, byte[] data, int count, boolean last) {
            this.owner = owner;
            this.data = data;
            this.count = count;
            this.last = last;
        }

        @Override
        int go(GreenThread thread) {
            if (writing.take(thread, this, "write") == Outcome.PARKED) {
                return Outcome.PARKED;
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
                throw failed(last ? "closeWrite" : "write", e);
            } finally {
                if (!waits) {
                    writing.leave(thread);
                }
            }
            return Outcome.READY;
        }

        /// @return whether that was all
        private boolean writeSome() throws IOException {
            done += wire.write(data, done, count);
            if (done < count) {
                return false;
            }
            if (last && !ended) {
                ended = true;
                wire.closeWrite();
            }
            return wire.flush();
        }

        @Override
        public void abandon() {
            establishing.leave(owner);
            writing.leave(owner);
        }
    }

    @Override
    public int close(GreenThread thread) {
        wire.closing();
        thread.scheduler.close(descriptor);
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

    /// The port at the other end; 0 when it has none.
    int peerPort() {
        try {
            return channel.getRemoteAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
        } catch (IOException e) {
            throw failed("secure", e);
        }
    }
}
