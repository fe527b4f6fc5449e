package sley.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs a program as a server on a port of the loopback, which is its argument, while a load is measured.
final class ServerRun {
    /// What talks to the server.
    interface Load {
        Attempt measure(int port) throws IOException, InterruptedException;
    }

    private static final long START_LIMIT_NANOS = 60_000_000_000L;

    private ServerRun() {}

    static Attempt run(List<String> command, int carriers, boolean showsMemory, Load load) throws IOException, InterruptedException {
        int port = freePort();
        List<String> server = new ArrayList<>(command);
        server.add(String.valueOf(port));
        Process process = Attempt.builder(server, carriers).redirectErrorStream(true).start();
        try {
            CompletableFuture<String> output = Attempt.drain(process.getInputStream());
            if (!answers(process, port)) {
                process.destroyForcibly();
                return Attempt.failed("the server does not listen: " + output.join().lines().findFirst().orElse("no message"));
            }
            Attempt attempt = load.measure(port);
            if (!showsMemory || !attempt.failure().isEmpty()) return attempt;
            List<Figure> figures = new ArrayList<>();
            figures.add(new Figure(Figure.MEMORY, Attempt.peakIn(Path.of("/proc", String.valueOf(process.pid()), "status")) / 1e6, "MB"));
            figures.addAll(attempt.figures());
            return new Attempt(figures, "");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static boolean answers(Process process, int port) throws InterruptedException {
        long end = System.nanoTime() + START_LIMIT_NANOS;
        while (System.nanoTime() < end && process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
                return true;
            } catch (IOException e) {
                process.waitFor(20, TimeUnit.MILLISECONDS);     // not listening yet
            }
        }
        return false;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
