package sley.vm.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Arrays;
import sley.vm.permit.Permissions;
import sley.vm.sched.Descriptor;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Operation;
import sley.vm.thread.Outcome;
import sley.vm.value.Bytes;
import sley.vm.value.Record;

/// A UDP socket. One that is connected reads and writes whole datagrams; one that is not sends to, and receives from, anybody.
public final class Datagrams implements Stream {
    private final DatagramChannel channel;
    private final Descriptor descriptor;
    private final boolean connected;

    private Datagrams(DatagramChannel channel, String name, boolean connected) {
        this.channel = channel;
        this.descriptor = new Descriptor(name, channel, SelectionKey.OP_READ, SelectionKey.OP_WRITE);
        this.connected = connected;
    }

    /// @param host empty for all addresses of this machine; port 0 picks a free one
    public static int bind(GreenThread thread, Permissions permissions, String host, long port) {
        return open(thread, permissions, "listen", host, port, 0);
    }

    public static int connect(GreenThread thread, Permissions permissions, String host, long port) {
        return open(thread, permissions, "connect", host, port, 1);
    }

    private static int open(GreenThread thread, Permissions permissions, String operation, String host, long port, int leastPort) {
        Sockets.check(operation, host, port, leastPort);
        HostParts.opening();
        permissions.host(operation, host, port);
        thread.scheduler.interruptible(thread);
        return Blocking.call(thread, () -> {
            DatagramChannel channel = null;
            try {
                InetAddress address = host.isEmpty() ? null : Sockets.addresses(operation, host, port)[0];
                permissions.address(operation, host, address == null ? InetAddress.ofLiteral("0.0.0.0") : address, port);
                channel = DatagramChannel.open();
                channel.configureBlocking(false);
                var where = new InetSocketAddress(address, (int) port);
                if (leastPort > 0) {
                    channel.connect(where);
                } else {
                    channel.bind(where);
                }
                return new Datagrams(channel, Sockets.name(host, port), leastPort > 0);
            } catch (IOException e) {
                Sockets.closeQuietly(channel);
                throw new Fault("io", operation + " " + Sockets.name(host, port) + ": " + Causes.of(e));
            }
        });
    }

    /// One attempt. @return null when it must wait
    private interface Attempt {
        Object run() throws IOException;
    }

    private int perform(GreenThread thread, String operation, boolean writing, String target, Attempt attempt) {
        thread.scheduler.interruptible(thread);
        return new Operation() {
            @Override
            public int resume(GreenThread t) {
                Object result;
                try {
                    result = attempt.run();
                } catch (PortUnreachableException _) {
                    throw new Fault("io", operation + " " + target + ": connection refused");
                } catch (IOException e) {
                    throw new Fault("io", operation + " " + target + ": " + Causes.of(e));
                }
                if (result == null) {
                    t.operation = this;
                    return t.scheduler.await(t, descriptor, writing, operation);
                }
                t.valueR = result;
                return Outcome.READY;
            }
        }.resume(thread);
    }

    // ---- With anybody

    /// Sends one datagram. The host's name is looked up in a blocking call.
    public int send(GreenThread thread, Permissions permissions, byte[] data, String host, long port) {
        Sockets.check("send", host, port, 1);
        permissions.host("send", host, port);
        return new Sending(permissions, data, host, port).resume(thread);
    }

    private final class Sending implements Operation {
        private final Permissions permissions;
        private final byte[] data;
        private final String host;
        private final long port;
        private InetSocketAddress where;

        Sending(Permissions permissions, byte[] data, String host, long port) {
            this.permissions = permissions;
            this.data = data;
            this.host = host;
            this.port = port;
        }

        @Override
        public int resume(GreenThread thread) {
            if (where == null) {
                int outcome = Blocking.call(thread, this::find);
                if (outcome != Outcome.READY) {
                    thread.operation = this;
                    return outcome;
                }
            }
            return perform(thread, "send", true, Sockets.name(host, port), () -> channel.send(ByteBuffer.wrap(data), where) == 0 && data.length > 0 ? null : Datagrams.this);
        }

        private Object find() {
            InetAddress address = Sockets.addresses("send", host, port)[0];
            permissions.address("send", host, address, port);
            where = new InetSocketAddress(address, (int) port);
            return null;
        }
    }

    /// The next datagram, cut off at `max` bytes, and the address and port of its sender: a tuple.
    public int receive(GreenThread thread, int max) {
        return perform(thread, "receive", false, descriptor.name, () -> {
            ByteBuffer buffer = ByteBuffer.allocate(max);
            if (!(channel.receive(buffer) instanceof InetSocketAddress sender)) {
                return null;
            }
            var result = new Record(0, 1, 2);
            result.r[0] = bytes(buffer);
            result.r[1] = sender.getAddress().getHostAddress();
            result.p[0] = sender.getPort();
            return result;
        });
    }

    private static Bytes bytes(ByteBuffer buffer) {
        byte[] data = Arrays.copyOf(buffer.array(), buffer.position());
        return new Bytes(data, data.length);
    }

    // ---- As a stream, when connected

    private void connected(String operation) {
        if (!connected) {
            throw new Fault("io", operation + " " + descriptor.name + ": the socket is not connected; use `sendTo` and `receiveFrom`");
        }
    }

    @Override
    public int read(GreenThread thread, int max) {
        connected("read");
        return perform(thread, "read", false, descriptor.name, () -> {
            ByteBuffer buffer = ByteBuffer.allocate(Math.min(max, Scratch.SIZE));
            return channel.receive(buffer) == null ? null : bytes(buffer);
        });
    }

    @Override
    public int readLine(GreenThread thread) {
        throw new Fault("io", "read " + descriptor.name + ": datagrams have no lines; use `read`");
    }

    @Override
    public int readAll(GreenThread thread) {
        throw new Fault("io", "read " + descriptor.name + ": datagrams have no end; use `read`");
    }

    @Override
    public int write(GreenThread thread, byte[] data, int count) {
        connected("write");
        ByteBuffer bytes = ByteBuffer.wrap(data, 0, count);
        return perform(thread, "write", true, descriptor.name, () -> channel.write(bytes) == 0 && count > 0 ? null : this);
    }

    @Override
    public int close(GreenThread thread) {
        thread.scheduler.close(descriptor);
        return Outcome.READY;
    }

    @Override
    public int closeWrite(GreenThread thread) {
        throw new Fault("io", "closeWrite " + descriptor.name + ": datagrams have no end");
    }

    @Override
    public int port() {
        try {
            return channel.getLocalAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
        } catch (IOException e) {
            throw new Fault("io", "port " + descriptor.name + ": " + Causes.of(e));
        }
    }
}
