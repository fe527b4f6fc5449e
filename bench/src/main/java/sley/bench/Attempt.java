package sley.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One run of one program: its figures, or why there are none.
record Attempt(List<Figure> figures, String failure) {
    /// No workload takes this long on a machine of the last ten years; longer means that it hangs.
    private static final long LIMIT_SECONDS = 180;
    /// The peak is read while the process runs, so what it takes in its last moments may be missed.
    private static final long LOOK_EACH_MILLIS = 5;

    static Attempt failed(String why) {
        return new Attempt(List.of(), why);
    }

    /// Runs a program that measures itself, or whose whole process is measured.
    static Attempt run(Workload workload, List<String> command, int carriers) throws IOException, InterruptedException {
        ProcessBuilder builder = builder(command, carriers);
        long start = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<String> output = drain(process.getInputStream());
        CompletableFuture<String> errors = drain(process.getErrorStream());
        long peak = 0;
        if (workload.showsMemory()) peak = watch(process);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            return failed("not done after " + LIMIT_SECONDS + " s");
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) return failed("exit code " + process.exitValue() + ": " + errors.join().lines().findFirst().orElse("no message"));
        List<Figure> figures = new ArrayList<>();
        if (peak > 0) figures.add(new Figure(Figure.MEMORY, peak / 1e6, "MB"));
        if (workload.kind() == Workload.Kind.WALL) figures.add(new Figure("time", seconds * 1e3, "ms"));
        else figures.addAll(Figure.in(output.join()));
        boolean hasOwn = figures.size() > (peak > 0 ? 1 : 0);
        return hasOwn ? new Attempt(figures, "") : failed("printed no figure");
    }

    static ProcessBuilder builder(List<String> command, int carriers) {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (carriers > 0) builder.environment().put("GOMAXPROCS", String.valueOf(carriers));
        return builder;
    }

    static CompletableFuture<String> drain(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "";
            }
        }, task -> Thread.ofVirtual().start(task));
    }

    /// The peak of resident memory in bytes, looked at until the process ends; 0 where the kernel does not tell.
    private static long watch(Process process) throws InterruptedException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        long peak = 0;
        do {
            peak = Math.max(peak, peakIn(status));
        } while (!process.waitFor(LOOK_EACH_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() < end);
        return peak;
    }

    static long peakIn(Path status) {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        } catch (IOException e) {
            return 0;       // it has ended, or there is no such file on this system
        }
        return 0;
    }
}
