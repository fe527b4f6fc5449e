package sley.vm.attend;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import sley.vm.thread.Shortage;

/// Answers questions about the threads of this process: from `sley ps` through a socket that only the same user can reach, and on Ctrl-\ (SIGQUIT) on standard error.
/// Whoever connects gets the report and the end of the connection; there is nothing to ask.
///
/// It begins some time after the program, so it costs the start nothing but a kernel thread. What cannot be set up (no place for the socket, not Linux) is left out: a
/// program runs without it.
public abstract class Attendant extends Thread implements AutoCloseable {
    /// Short programs need not pay for it; before this nobody will ask.
    private static final long BEGINS_AFTER_MILLIS = 150;

    private Optional<Integer> user = Optional.empty();
    private volatile ServerSocketChannel server;
    private volatile Path socket;
    private volatile boolean closed;

    protected Attendant() {
        super("sley-attendant");
        setDaemon(true);
    }

    /// Makes the report; on a kernel thread of the attendant.
    protected abstract String report();

    /// Prints the report that a signal asked for.
    protected abstract void tell(String report);

    @Override
    public void run() {
        try {
            Thread.sleep(BEGINS_AFTER_MILLIS);
            begin();
        } catch (InterruptedException ended) {
            return;
        } catch (OutOfMemoryError | LinkageError unable) {
            if (!Shortage.causes(unable)) {
                throw unable;
            }
            // Without it the program runs as well.
        }
    }

    private void begin() {
        QuitSignal.begin(() -> {
            if (!closed) {
                tell(text());
            }
        });
        serve();
    }

    private String text() {
        try {
            return report();
        } catch (OutOfMemoryError _) {
            return "there is not enough memory left to look at the threads";
        }
    }

    private void serve() {
        user = RuntimeFolder.owner("self");
        if (user.isEmpty() || closed) {
            return;
        }
        try (ServerSocketChannel open = open()) {
            server = open;
            while (!closed) {
                try (SocketChannel client = open.accept()) {
                    write(client, text());
                } catch (ClosedChannelException ended) {
                    return;
                } catch (IOException gone) {
                    // The one who asked has gone away.
                    continue;
                }
            }
        } catch (IOException | UnsupportedOperationException unusable) {
            // Without it the program runs as well; `sley ps` says that it cannot reach it.
            return;
        }
    }

    private ServerSocketChannel open() throws IOException {
        RuntimeFolder.make(user.get());
        Path path = RuntimeFolder.socket(user.get(), ProcessHandle.current().pid());
        // Left by an earlier process with the same number.
        Files.deleteIfExists(path);
        ServerSocketChannel open = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        open.bind(UnixDomainSocketAddress.of(path));
        synchronized (this) {
            socket = path;
            // For programs that a signal ends.
            var cleanup = new Thread(this::remove);
            try {
                Runtime.getRuntime().addShutdownHook(cleanup);
            } catch (IllegalStateException ending) {
                remove();
            }
        }
        return open;
    }

    private static void write(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private synchronized void remove() {
        Path path = socket;
        socket = null;
        if (path != null) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException left) {
                // `sley ps` finds that nobody answers there, and takes it away.
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        interrupt();
        remove();
        ServerSocketChannel open = server;
        if (open != null) {
            try {
                open.close();
            } catch (IOException ending) {
                throw new IllegalStateException("a socket without connections cannot be closed", ending);
            }
        }
    }
}
