package sley.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs a program as a server on a port of the loopback and measures with `wrk` how many requests a second it answers, at 64 and at 1,000 connections.
final class HttpLoad {
    private static final int[] CONNECTIONS = {64, 1_000};
    private static final String WARM_UP = "2s";
    private static final String MEASURED = "4s";
    private static final long START_LIMIT_NANOS = 20_000_000_000L;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern ERRORS = Pattern.compile("Socket errors: .*|Non-2xx or 3xx responses: .*");

    private HttpLoad() {}

    static Attempt run(List<String> command, int carriers) throws IOException, InterruptedException {
        Optional<Path> wrk = Peer.onPath("wrk");
        if (wrk.isEmpty()) return Attempt.failed("wrk is not installed");
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
            List<Figure> figures = new ArrayList<>();
            for (int connections : CONNECTIONS) {
                load(wrk.get(), port, connections, WARM_UP);
                String report = load(wrk.get(), port, connections, MEASURED);
                Matcher rate = RATE.matcher(report);
                if (!rate.find()) return Attempt.failed("wrk: " + report.lines().findFirst().orElse("no output"));
                Matcher errors = ERRORS.matcher(report);
                if (errors.find()) return Attempt.failed(connections + " connections: " + errors.group());
                figures.add(new Figure("c" + connections, Double.parseDouble(rate.group(1)), "req/s"));
            }
            return new Attempt(figures, "");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String load(Path wrk, int port, int connections, String time) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(wrk.toString(), "-t1", "-c" + connections, "-d" + time, "http://127.0.0.1:" + port + "/").redirectErrorStream(true).start();
        String report = Attempt.drain(process.getInputStream()).join();
        process.waitFor();
        return report;
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
