package sley.cli.process;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/// One process, from start to end: its output goes to files, its costs are looked at while it runs, and it is ended when it takes too long.
///
/// @param begun      a file that is no longer empty when the process has started up and its program begins
/// @param limitNanos how long it may take from then on
/// @param progress   told now and then how many nanoseconds it has run
public record Child(List<String> command, Path input, Path output, Path errors, Path begun, long limitNanos, LongConsumer progress) {
    private static final long LOOK_MILLIS = 4;
    /// Options that would write of each run, on its standard error or into the same file.
    private static final Set<String> PERSONAL = Set.of("SLEY_STATS", "SLEY_STATS_LINES", "SLEY_STATS_JSON", "SLEY_SCHED_TRACE", "SLEY_TRACE");
    /// Looks between two calls of `progress`.
    private static final int PROGRESS_EVERY = 25;
    /// Starting up takes a second or two; on a machine that is very busy, much longer.
    private static final long MOST_START_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long MOST_OUTPUT = 64L << 20;
    /// How long a process may take to tell what it waits for.
    private static final long TELL_MILLIS = 3_000;
    private static final long QUIET_MILLIS = 300;
    private static final int MOST_TOLD = 1 << 16;

    public record Result(Ended ended, KernelCosts costs) {}

    /// Runs it to its end.
    public Result run() throws IOException, InterruptedException {
        Optional<ChildrenUsage> before = ChildrenUsage.now();
        var builder = new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeAll(PERSONAL);
        builder.redirectInput(input == null ? new File("/dev/null") : input.toFile());
        long began = System.nanoTime();
        Process process = builder.start();
        var stopAtOurEnd = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(stopAtOurEnd);
        try {
            var watch = new Watch(process, began);
            Ended early = watch.untilEnd();
            int code = process.waitFor();
            long wall = System.nanoTime() - began;
            Ended ended = early != null ? early : new Ended.Exited(code);
            Optional<ChildrenUsage> after = ChildrenUsage.now();
            long none = KernelCosts.UNKNOWN;
            return new Result(ended, after.isEmpty() ? new KernelCosts(wall, none, none, none, none, none)
                    : new KernelCosts(wall, after.get().cpuNanos() - before.orElseThrow().cpuNanos(), after.get().voluntary() - before.get().voluntary(),
                            after.get().involuntary() - before.get().involuntary(), watch.peakThreads, watch.peakMemory));
        } finally {
            process.destroyForcibly();
            try {
                Runtime.getRuntime().removeShutdownHook(stopAtOurEnd);
            } catch (IllegalStateException _) {
                // We are ending ourselves; the hook does its work.
            }
        }
    }

    /// Looks at a running process.
    private final class Watch {
        private final Process process;
        private final long began;
        /// When the program began, or -1.
        private long startUp = -1;
        private long peakThreads = KernelCosts.UNKNOWN;
        private long peakMemory = KernelCosts.UNKNOWN;

        Watch(Process process, long began) {
            this.process = process;
            this.began = began;
        }

        /// @return how it was ended, or null when it ended by itself
        Ended untilEnd() throws IOException, InterruptedException {
            for (int look = 0; !process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS); look++) {
                kernelFigures();
                long now = System.nanoTime() - began;
                if (look % PROGRESS_EVERY == 0) {
                    progress.accept(now);
                }
                if (startUp < 0 && Files.exists(begun) && Files.size(begun) > 0) {
                    startUp = now;
                }
                if (now > (startUp < 0 ? MOST_START_NANOS : startUp + limitNanos)) {
                    String waits = tell();
                    end();
                    return new Ended.TooLong(startUp < 0 ? MOST_START_NANOS : limitNanos, waits);
                }
                long size = Math.max(Files.size(output), Files.size(errors));
                if (size > MOST_OUTPUT) {
                    end();
                    return new Ended.TooMuchOutput(size);
                }
            }
            return null;
        }

        private void kernelFigures() {
            String status;
            try {
                status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
            } catch (IOException _) {
                // It has just ended, or this system has no /proc.
                return;
            }
            peakThreads = Math.max(peakThreads, figure(status, "Threads:"));
            peakMemory = Math.max(peakMemory, figure(status, "VmHWM:") << 10);
        }

        /// Asks the process, by the signal that Ctrl-\ sends, what its threads wait for.
        private String tell() throws IOException, InterruptedException {
            long from = Files.size(errors);
            new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TELL_MILLIS);
            long size = from;
            long quietSince = System.nanoTime();
            while (System.nanoTime() < until && process.isAlive()) {
                Thread.sleep(LOOK_MILLIS);
                long now = Files.size(errors);
                if (now != size) {
                    size = now;
                    quietSince = System.nanoTime();
                } else if (size > from && System.nanoTime() - quietSince > TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS)) {
                    break;
                }
            }
            try (var file = new RandomAccessFile(errors.toFile(), "rw")) {
                byte[] told = new byte[(int) Math.min(MOST_TOLD, Math.max(0, file.length() - from))];
                file.seek(from);
                file.readFully(told);
                // What it told is no output of the program.
                file.setLength(from);
                return new String(told, StandardCharsets.UTF_8);
            }
        }

        private void end() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private static long figure(String status, String name) {
        int at = status.indexOf(name);
        if (at < 0) {
            return 0;
        }
        int line = status.indexOf('\n', at);
        String digits = status.substring(at + name.length(), line < 0 ? status.length() : line).replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }
}
