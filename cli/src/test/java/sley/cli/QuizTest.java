package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ten thousand threads sleep for a second and then print, in a process of its own for each model: how many kernel threads there are, and that the figures of `--stats` agree
/// with what the kernel shows under `/proc`. How long it takes is measured by `bench/run --only quiz`.
class QuizTest {
    private static final int THREADS = 10_000;
    private static final int CARRIERS = 4;
    private static final String SCRIPT = "for i in 0..10000 { spawn { sleep(1s); print(i) } }";
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long LOOK_MILLIS = 10;
    /// Compilers and collectors come and go.
    private static final int OF_THE_HOST = 15;
    private static final int MOST_TASKS = 60;

    @TempDir
    Path folder;

    /// @param most      kernel threads that a look at `/proc` has seen at once
    /// @param carriers  of which were carriers
    private record Seen(int code, JsonObject figures, int most, int carriers, String err) {
        long figure(String name) {
            return figures.get(name).getAsLong();
        }
    }

    private Seen run(String model) throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "there is no /proc here");
        Path stats = folder.resolve("stats.json");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-Xlog:os+thread=off",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "sley.cli.Main", "run", "--model", model, "--carriers", Integer.toString(CARRIERS),
                "--stats-json", stats.toString(), "-e", SCRIPT);
        Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        int most = 0;
        int carriers = 0;
        while (process.isAlive()) {
            File[] tasks = new File("/proc/" + process.pid() + "/task").listFiles();
            most = Math.max(most, tasks == null ? 0 : tasks.length);
            if (tasks != null && tasks.length < THREADS / 10) {
                carriers = Math.max(carriers, (int) Stream.of(tasks).filter(task -> name(task).startsWith("sley-carrier")).count());
            }
            Thread.sleep(LOOK_MILLIS);
        }
        String said = Files.readString(err);
        if (process.exitValue() == 0) {
            var expected = new ArrayList<String>();
            for (int i = 0; i < THREADS; i++) {
                expected.add(Integer.toString(i));
            }
            assertEquals(expected.stream().sorted().toList(), Files.readAllLines(out).stream().sorted().toList());
        }
        return new Seen(process.exitValue(), JsonParser.parseString(Files.readString(stats)).getAsJsonObject(), most, carriers, said);
    }

    private static String name(File task) {
        try {
            return Files.readString(task.toPath().resolve("comm"));
        } catch (NoSuchFileException ended) {
            return "";
        } catch (IOException ended) {
            // The kernel says so when the thread ends while it is read.
            return "";
        }
    }

    private void sleepOn(String model, int allowed) throws Exception {
        Seen seen = run(model);
        assertEquals(0, seen.code(), seen.err());
        assertEquals(THREADS + 1, seen.figure("spawned"));
        assertEquals(THREADS, seen.figure("timersFired"));
        assertEquals(THREADS, seen.figures().getAsJsonObject("parksByReason").get("sleep").getAsLong());
        assertTrue(seen.figure("wall") >= SECOND_NANOS, seen::toString);
        // Sleepers hold no kernel thread: there are the carriers, one more that waits for the timers, and those of the host.
        assertTrue(seen.figure("peakCarriers") <= allowed + 1, seen::toString);
        assertTrue(seen.carriers() >= 1 && seen.carriers() <= seen.figure("peakCarriers"), seen::toString);
        assertTrue(seen.most() <= seen.figure("peakKernelThreads") + OF_THE_HOST && seen.most() < MOST_TASKS, seen::toString);
    }

    @Test
    void greenThreadsSleepOnFewKernelThreads() throws Exception {
        sleepOn("m:n", CARRIERS);
    }

    @Test
    void greenThreadsSleepOnOneKernelThread() throws Exception {
        sleepOn("n:1", 1);
    }

    /// Each has a kernel thread of its own, or the machine allows fewer and the error says so.
    @Test
    void kernelThreadsSleep() throws Exception {
        Seen seen = run("1:1");
        if (seen.code() != 0) {
            assertTrue(seen.err().startsWith("error[memory]: the system has no more kernel threads"), seen.err());
            return;
        }
        // On a busy machine the first wake before the last have started.
        assertTrue(seen.figure("peakAlive") > THREADS / 10, seen::toString);
        assertTrue(seen.figure("peakKernelThreads") >= seen.figure("peakAlive"), seen::toString);
        assertTrue(seen.most() > seen.figure("peakAlive") * 8 / 10 && seen.most() <= seen.figure("peakKernelThreads") + OF_THE_HOST, seen::toString);
    }
}
