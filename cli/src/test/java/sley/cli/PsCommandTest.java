package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sley.cli.process.SameVm;

/// `sley ps` and Ctrl-\ ask running scripts, which are real processes here.
class PsCommandTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_MILLIS = 20;

    @TempDir
    Path folder;

    @BeforeEach
    void onlyWithProc() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "`sley ps` needs /proc");
    }

    private record Said(int exit, String out, String err) {}

    private static Said ps(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var words = new ArrayList<>(List.of("ps"));
        words.addAll(List.of(arguments));
        int exit = Main.run(words.toArray(String[]::new), new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false));
        return new Said(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// A script that runs in a process of its own until its standard input ends.
    private final class Script implements AutoCloseable {
        private final Process process;

        Script(String code, String... options) throws IOException {
            Path file = Files.writeString(folder.resolve("program.sley"), code);
            var words = new ArrayList<>(List.of("run"));
            words.addAll(List.of(options));
            words.addAll(List.of(file.toString(), "an argument"));
            process = new ProcessBuilder(SameVm.command(words)).redirectOutput(folder.resolve("out").toFile()).redirectError(folder.resolve("err").toFile()).start();
        }

        String pid() {
            return Long.toString(process.pid());
        }

        String out() throws IOException {
            return Files.readString(folder.resolve("out"));
        }

        String err() throws IOException {
            return Files.readString(folder.resolve("err"));
        }

        /// What `sley ps` says once it says `part`.
        String until(String part) throws Exception {
            var said = new Said[1];
            waitUntil(part, () -> {
                said[0] = ps(pid());
                return said[0].exit() == 0 && said[0].out().contains(part);
            }, () -> said[0] + "\n" + out() + err());
            return said[0].out();
        }

        /// Ends its input. @return its exit code
        int end() throws Exception {
            process.getOutputStream().close();
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "it did not end after it was looked at\n" + ps(pid()));
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private interface Text {
        String text() throws Exception;
    }

    private static void waitUntil(String what, Condition condition, Text seen) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what + "\n" + seen.text());
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static final String STUCK = """
            let gate = chan<int>()
            let lost = chan<int>()
            fn hold() { gate.recv() }
            fn lose() { lost.recv() }
            for i in 0..50 { spawn hold() }
            for i in 0..50 { spawn "loser" lose() }
            let stop = atomic(0)
            spawn "spinner" { while stop.get() == 0 { } }
            readLine(stdin)
            gate.close()
            stop.set(1)
            print("went on")
            exit(3)
            """;

    /// One that computes, one in a blocking call, some that can never be woken: the table tells them apart, shows the kernel threads, and the program goes on afterwards.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void aStuckProgram(String model) throws Exception {
        // Under n:1 the carrier is in the blocking call, and the spinner never gets it back.
        boolean stalled = model.equals("n:1");
        try (var script = new Script(STUCK, "--model", model, "--carriers", "2")) {
            String text = script.until(stalled ? "1 blocked" : "1 running, 0 runnable, 100 waiting, 1 blocked");
            if (!stalled) {
                assertTrue(text.contains("50 of those waiting can never be woken: state `dead`"), text);
                assertTrue(text.matches("(?s).*\\n *2  hold +waiting .*hold \\(\\S*program.sley:3:.*to receive from chan<int> #\\d+ gate \\(cap 0\\)\\n +\\+ 49 more .*up to thread 51\\n.*"), text);
                assertTrue(text.matches("(?s).*\\n *52  loser +dead .*lose \\(\\S*program.sley:4:.*to receive from chan<int> #\\d+ lost \\(cap 0\\)\\n +\\+ 49 more .*up to thread 101\\n.*"), text);
                assertTrue(text.matches("(?s).*\\n *102  spinner +running .*\\(\\S*program.sley:8:.*"), text);
            }
            assertTrue(text.matches("(?s).*\\n *1  main +blocked .*main \\(\\S*program.sley:9:.*"), text);
            // The kernel threads, in the same table, with what they carry.
            assertTrue(text.contains("\nkernel threads: ") && text.contains("TID  NAME") , text);
            assertTrue(text.lines().anyMatch(l -> l.matches(" *\\d+  sley-\\S+ +sleeping .*thread 1 \"main\", in a blocking call")), text);
            assertTrue(stalled || text.lines().anyMatch(l -> l.matches(" *\\d+  sley-\\S+ +running .*thread 102 \"spinner\"")), text);

            Said list = ps();
            assertTrue(list.out().lines().anyMatch(l -> l.matches(" *" + script.pid() + "  sley run --model " + model + " .*program.sley an argument")), list.out());

            // Ctrl-\ prints the same on standard error.
            assertEquals(0, new ProcessBuilder("kill", "-QUIT", script.pid()).start().waitFor());
            waitUntil("Ctrl-\\ tells", () -> script.err().contains("kernel threads: "), script::err);
            assertTrue(script.err().startsWith("model " + model + ", 102 threads: "), script.err());
            assertEquals(3, script.end());
            assertEquals("went on\n", script.out());
        }
    }

    @Test
    void aMillionThreadsAreGroupedByPlace() throws Exception {
        try (var script = new Script("""
                let gate = chan<int>()
                fn hold() { gate.recv() }
                fn lose() { chan<int>().recv() }
                for i in 0..600000 { spawn hold() }
                for i in 0..400000 { spawn lose() }
                readLine(stdin)
                gate.close()
                exit(0)
                """)) {
            String text = script.until("1000000 waiting");
            assertTrue(text.contains("model m:n, 1000001 threads: 0 running, 0 runnable, 1000000 waiting, 1 blocked\n400000 of those waiting can never be woken: state `dead`\n"), text);
            assertTrue(text.contains("+ 599999 more") && text.contains("+ 399999 more"), text);
            assertTrue(text.lines().count() < 25, text);
            assertEquals(0, script.end());
        }
    }

    @Test
    void whoCannotBeAsked() throws Exception {
        Said text = ps("12x");
        assertEquals(2, text.exit());
        assertTrue(text.err().startsWith("sley ps: a process is named by its number, not `12x`"), text.err());
        // The kernel gives no process so high a number.
        Said nobody = ps("4194305");
        assertEquals(66, nobody.exit());
        assertEquals("sley ps: there is no process 4194305\n", nobody.err());
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Said said = ps(Long.toString(other.pid()));
            assertEquals(66, said.exit());
            assertTrue(said.err().contains("is no running script (sleep 60)"), said.err());
        } finally {
            other.destroy();
        }
        assertFalse(ps().out().contains("sleep 60"));
    }

    @Test
    void processesOfOthersAreNotShown() throws IOException {
        assumeFalse((Integer) Files.getAttribute(Path.of("/proc/1"), "unix:uid") == (int) (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"), "process 1 is ours: this runs as root");
        Said said = ps("1");
        assertEquals(1, said.exit());
        assertEquals("sley ps: process 1 belongs to another user: not permitted\n", said.err());
    }
}
