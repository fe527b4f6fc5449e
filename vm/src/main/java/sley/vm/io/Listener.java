package sley.vm.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import sley.vm.permit.Permissions;
import sley.vm.sched.Descriptor;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// A socket that accepts connections: a value of type `listener`.
public final class Listener {
    /// How long a call waits before it raises that there is no descriptor for the connection: a server that only tries again would keep a processor busy with it.
    private static final long EXHAUSTED_NANOS = 50_000_000;

    private final ServerSocketChannel channel;
    private final Descriptor descriptor;
    private final int port;
    /// The file of a Unix socket, which goes when it is closed; else null.
    private final Path file;
    /// What connections are secured with, or null.
    private final SSLContext security;

    Listener(ServerSocketChannel channel, String name, int port, Path file) {
        this(channel, new Descriptor(name, channel, SelectionKey.OP_ACCEPT, SelectionKey.OP_ACCEPT), port, file, null);
    }

    private Listener(ServerSocketChannel channel, Descriptor descriptor, int port, Path file, SSLContext security) {
        this.channel = channel;
        this.descriptor = descriptor;
        this.port = port;
        this.file = file;
        this.security = security;
    }

    /// The same socket, whose connections speak TLS. The handshake of a connection is made by who first reads or writes, so that a slow client keeps nobody from accepting others.
    ///
    /// @return an [sley.vm.thread.Outcome], with the listener in the thread
    public int secured(GreenThread thread, Permissions permissions, String certificate, String key, String password) {
        return Blocking.call(thread, () -> new Listener(channel, descriptor, port, file, Certificates.server(permissions, certificate, key, password)));
    }

    /// 0 for a Unix socket.
    public int port() {
        return port;
    }

    public int accept(GreenThread thread) {
        thread.scheduler.interruptible(thread);
        HostParts.opening();
        return tryAccept(thread);
    }

    private int tryAccept(GreenThread thread) {
        SocketChannel accepted;
        try {
            accepted = channel.accept();
        } catch (IOException e) {
            String cause = Causes.of(e);
            var fault = new Fault("io", "accept " + descriptor.name + ": " + cause);
            if (!cause.startsWith("too many open files")) {
                throw fault;
            }
            thread.operation = _ -> {
                throw fault;
            };
            return thread.scheduler.sleep(thread, EXHAUSTED_NANOS);
        }
        if (accepted == null) {
            thread.operation = this::tryAccept;
            return thread.scheduler.await(thread, descriptor, false, "accept");
        }
        thread.valueR = connection(accepted);
        return Outcome.READY;
    }

    private SocketStream connection(SocketChannel accepted) {
        try {
            accepted.configureBlocking(false);
            String name = descriptor.name;
            if (accepted.getRemoteAddress() instanceof InetSocketAddress peer) {
                accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
                name = Sockets.name(peer.getAddress().getHostAddress(), peer.getPort());
            }
            var connection = new Descriptor(name, accepted, SelectionKey.OP_READ, SelectionKey.OP_WRITE);
            return security == null ? new SocketStream(connection, accepted) : SocketStream.secured(connection, accepted, Certificates.server(security));
        } catch (IOException e) {
            try {
                accepted.close();
            } catch (IOException _) {
                // The first failure tells more.
            }
            throw new Fault("io", "accept " + descriptor.name + ": " + Causes.of(e));
        }
    }

    /// Afterwards nobody can connect any more.
    public int close(GreenThread thread) {
        return Blocking.call(thread, () -> {
            thread.scheduler.closeNow(descriptor);
            if (file != null) {
                removeFile();
            }
            return null;
        });
    }

    private void removeFile() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new Fault("io", "close " + descriptor.name + ": " + Causes.of(e));
        }
    }
}
