package sley.vm.io;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import javax.net.ssl.SSLEngine;
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

    static String name(String host, long port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    static void check(String operation, String host, long port, int least) {
        if (port < least || port > LAST_PORT) {
            throw new Fault("io", operation + " " + name(host, port) + ": a port is a number from " + least + " to " + LAST_PORT);
        }
    }

    /// Looks a name up; a blocking call that nothing can end.
    static InetAddress[] addresses(String operation, String host, long port) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException _) {
            throw new Fault("io", operation + " " + name(host, port) + ": no such host");
        }
    }

    /// Connects to the first address of the host that answers. @return an [Outcome], with the [SocketStream] in the thread
    public static int connect(GreenThread thread, Permissions permissions, String host, long port) {
        check("connect", host, port, 1);
        HostParts.opening();
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
                        InetAddress address = addresses[tried++];
                        permissions.address("connect", host, address, port);
                        channel = SocketChannel.open();
                        channel.configureBlocking(false);
                        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                        descriptor = new Descriptor(name(host, port), channel, SelectionKey.OP_READ, SelectionKey.OP_CONNECT);
                        channel.connect(new InetSocketAddress(address, port));
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

    // ---- TLS

    /// Speaks TLS over a connection, as the client of `host`. @return an [Outcome], with the new stream in the thread
    ///
    /// @param roots the file of the authorities to trust; empty for the host's own list
    public static int secure(GreenThread thread, Permissions permissions, Object stream, String host, String roots) {
        if (!(stream instanceof SocketStream connection)) {
            throw new Fault("io", "secure: the stream is no connection");
        }
        thread.scheduler.interruptible(thread);
        return new Securing(permissions, connection, host, roots).resume(thread);
    }

    private static final class Securing implements Operation {
        private final Permissions permissions;
        private final SocketStream connection;
        private final String host;
        private final String roots;
        private SSLEngine engine;

        Securing(Permissions permissions, SocketStream connection, String host, String roots) {
            this.permissions = permissions;
            this.connection = connection;
            this.host = host;
            this.roots = roots;
        }

        @Override
        public int resume(GreenThread thread) {
            if (engine == null) {
                int outcome = Blocking.call(thread, () -> {
                    engine = Certificates.client(permissions, host, connection.peerPort(), roots);
                    return null;
                });
                if (outcome != Outcome.READY) {
                    thread.operation = this;
                    return outcome;
                }
            }
            return connection.secured(engine).establish(thread);
        }
    }

    // ---- Listeners

    /// @param host empty for all addresses of this machine; port 0 picks a free one
    public static int listen(GreenThread thread, Permissions permissions, String host, long port) {
        check("listen", host, port, 0);
        HostParts.opening();
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
                return new Listener(channel, name(host, port(channel)), port(channel), null);
            } catch (IOException e) {
                closeQuietly(channel);
                throw new Fault("io", "listen " + name(host, port) + ": " + Causes.of(e));
            }
        });
    }

    private static int port(ServerSocketChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    // ---- Unix sockets

    /// @return an [Outcome], with the [SocketStream] in the thread
    public static int connectUnix(GreenThread thread, Permissions permissions, String path) {
        thread.scheduler.interruptible(thread);
        return Blocking.call(thread, () -> {
            SocketChannel channel = null;
            try {
                // The kernel answers at once: there is no other machine to wait for.
                channel = SocketChannel.open(unix("connect", permissions, path));
                channel.configureBlocking(false);
                return new SocketStream(new Descriptor(path, channel, SelectionKey.OP_READ, SelectionKey.OP_WRITE), channel);
            } catch (IOException e) {
                closeQuietly(channel);
                throw new Fault("io", "connect " + path + ": " + Causes.of(e));
            }
        });
    }

    /// A file that an earlier server has left there, and on which nobody listens, is replaced.
    public static int listenUnix(GreenThread thread, Permissions permissions, String path) {
        return Blocking.call(thread, () -> {
            ServerSocketChannel channel = null;
            UnixDomainSocketAddress address = unix("listen", permissions, path);
            try {
                channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                channel.configureBlocking(false);
                if (abandoned(address)) {
                    java.nio.file.Files.delete(address.getPath());
                }
                channel.bind(address, BACKLOG);
                return new Listener(channel, path, 0, address.getPath());
            } catch (IOException e) {
                closeQuietly(channel);
                throw new Fault("io", "listen " + path + ": " + Causes.of(e));
            }
        });
    }

    private static UnixDomainSocketAddress unix(String operation, Permissions permissions, String path) {
        Path real = permissions.write(operation, path);
        try {
            return UnixDomainSocketAddress.of(real);
        } catch (IllegalArgumentException _) {
            throw new Fault("io", operation + " " + path + ": not a path for a socket");
        }
    }

    private static boolean abandoned(UnixDomainSocketAddress address) throws IOException {
        Path path = address.getPath();
        var attributes = java.nio.file.Files.exists(path) ? java.nio.file.Files.readAttributes(path, BasicFileAttributes.class) : null;
        if (attributes == null || !attributes.isOther()) {
            return false;
        }
        try (SocketChannel _ = SocketChannel.open(address)) {
            return false;
        } catch (ConnectException _) {
            return true;
        }
    }

    /// After a failure that is reported itself.
    static void closeQuietly(NetworkChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // The first failure tells more.
        }
    }
}
