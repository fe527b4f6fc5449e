package sley.vm.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import sley.vm.permit.Permissions;
import sley.vm.sched.Descriptor;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Operation;
import sley.vm.thread.Outcome;

/// Makes connections and listeners.
public final class Sockets {
    private static final int BACKLOG = 4096;
    private static final int LAST_PORT = 65_535;

    private Sockets() {}

    private static String name(String host, long port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static void check(String operation, String host, long port, int least) {
        if (port < least || port > LAST_PORT) {
            throw new Fault("io", operation + " " + name(host, port) + ": a port is a number from " + least + " to " + LAST_PORT);
        }
    }

    private static InetAddress[] addresses(String operation, String host, long port) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException _) {
            throw new Fault("io", operation + " " + name(host, port) + ": unknown host");
        }
    }

    /// Connects to the first address of the host that answers. @return an [Outcome], with the [SocketStream] in the thread
    public static int connect(GreenThread thread, Permissions permissions, String host, long port) {
        check("connect", host, port, 1);
        permissions.host("connect", host, port);
        thread.scheduler.interruptible(thread);
        return new Connecting(permissions, host, (int) port).resume(thread);
    }

    private static final class Connecting implements Operation {
        private final Permissions permissions;
        private final String host;
        private final int port;
        private InetAddress[] addresses;
        private int tried;
        private SocketChannel channel;
        private Descriptor descriptor;
        private GreenThread thread;

        Connecting(Permissions permissions, String host, int port) {
            this.permissions = permissions;
            this.host = host;
            this.port = port;
        }

        @Override
        public int resume(GreenThread t) {
            thread = t;
            if (addresses == null) {
                int outcome = Blocking.call(t, () -> {
                    addresses = Sockets.addresses("connect", host, port);
                    return null;
                });
                if (outcome != Outcome.READY) {
                    t.operation = this;
                    return outcome;
                }
            }
            while (true) {
                try {
                    if (channel == null) {
                        permissions.address("connect", host, addresses[tried], port);
                        channel = SocketChannel.open();
                        channel.configureBlocking(false);
                        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                        descriptor = new Descriptor(name(host, port), channel, SelectionKey.OP_READ, SelectionKey.OP_CONNECT);
                        channel.connect(new InetSocketAddress(addresses[tried++], port));
                    }
                    if (channel.finishConnect()) {
                        t.valueR = new SocketStream(descriptor, channel);
                        return Outcome.READY;
                    }
                    t.operation = this;
                    return t.scheduler.await(t, descriptor, true, "connect");
                } catch (IOException e) {
                    abandon();
                    if (tried == addresses.length) {
                        throw new Fault("io", "connect " + name(host, port) + ": " + Causes.of(e));
                    }
                } catch (Fault fault) {
                    abandon();
                    throw fault;
                }
            }
        }

        @Override
        public void abandon() {
            if (descriptor != null) {
                thread.scheduler.close(descriptor);
            }
            channel = null;
            descriptor = null;
        }
    }

    /// A socket that accepts connections: a value of type `listener`.
    public static final class Listener {
        private final ServerSocketChannel channel;
        private final Descriptor descriptor;
        private final int port;

        Listener(ServerSocketChannel channel, String host) throws IOException {
            this.channel = channel;
            this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            this.descriptor = new Descriptor(name(host, port), channel, SelectionKey.OP_ACCEPT, SelectionKey.OP_ACCEPT);
        }

        public int port() {
            return port;
        }

        public int accept(GreenThread thread) {
            thread.scheduler.interruptible(thread);
            return ((Operation) this::tryAccept).resume(thread);
        }

        private int tryAccept(GreenThread thread) {
            try {
                SocketChannel accepted = channel.accept();
                if (accepted == null) {
                    thread.operation = this::tryAccept;
                    return thread.scheduler.await(thread, descriptor, false, "accept");
                }
                accepted.configureBlocking(false);
                accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
                var peer = (InetSocketAddress) accepted.getRemoteAddress();
                thread.valueR = new SocketStream(
                        new Descriptor(name(peer.getAddress().getHostAddress(), peer.getPort()), accepted, SelectionKey.OP_READ, SelectionKey.OP_WRITE), accepted);
                return Outcome.READY;
            } catch (IOException e) {
                throw new Fault("io", "accept " + descriptor.name + ": " + Causes.of(e));
            }
        }

        /// Afterwards nobody can connect any more.
        public int close(GreenThread thread) {
            return Blocking.call(thread, () -> {
                thread.scheduler.closeNow(descriptor);
                return null;
            });
        }
    }

    /// @param host empty for all addresses of this machine; port 0 picks a free one
    public static int listen(GreenThread thread, Permissions permissions, String host, long port) {
        check("listen", host, port, 0);
        permissions.host("listen", host, port);
        return Blocking.call(thread, () -> {
            ServerSocketChannel channel = null;
            try {
                InetAddress address = host.isEmpty() ? null : addresses("listen", host, port)[0];
                permissions.address("listen", host, address == null ? InetAddress.ofLiteral("0.0.0.0") : address, port);
                channel = ServerSocketChannel.open();
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.configureBlocking(false);
                channel.bind(new InetSocketAddress(address, (int) port), BACKLOG);
                return new Listener(channel, host);
            } catch (IOException e) {
                closeQuietly(channel);
                throw new Fault("io", "listen " + name(host, port) + ": " + Causes.of(e));
            }
        });
    }

    /// After a failure that is reported itself.
    private static void closeQuietly(ServerSocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // The first failure tells more.
        }
    }
}
