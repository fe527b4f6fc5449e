package sley.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Measures with `wrk` how many requests a second a server answers, at 64 and at 1,000 connections.
final class HttpLoad implements ServerRun.Load {
    private static final int[] CONNECTIONS = {64, 1_000};
    private static final String WARM_UP = "2s";
    private static final String MEASURED = "4s";
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern ERRORS = Pattern.compile("Socket errors: .*|Non-2xx or 3xx responses: .*");

    @Override
    public Attempt measure(int port) throws IOException, InterruptedException {
        Optional<Path> wrk = Peer.onPath("wrk");
        if (wrk.isEmpty()) return Attempt.failed("wrk is not installed");
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
    }

    private static String load(Path wrk, int port, int connections, String time) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(wrk.toString(), "-t1", "-c" + connections, "-d" + time, "http://127.0.0.1:" + port + "/").redirectErrorStream(true).start();
        String report = Attempt.drain(process.getInputStream()).join();
        process.waitFor();
        return report;
    }
}
