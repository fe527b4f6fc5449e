package sley.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sley.cli.FileModules;
import sley.vm.VmOptions;

/// Sessions at a terminal: one inside this process, and one through a real pseudo-terminal.
class TerminalSessionTest {
    private static final int MOST_SECONDS = 180;

    /// A terminal whose screen is what was written to it, escape sequences left out.
    private static final class Screenful {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int seen;

        String text() {
            return written.toString(StandardCharsets.UTF_8).replaceAll("\u001B(\\[[0-9;?]*[a-zA-Z$]|[=>])", "");
        }

        void expect(String text) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
            while (text().indexOf(text, seen) < 0) {
                assertTrue(System.nanoTime() < deadline, () -> "`" + text + "` did not come: " + text().substring(seen));
                Thread.sleep(5);
            }
            seen = text().indexOf(text, seen) + text.length();
        }
    }

    @Test
    void backgroundOutputKeepsTheLineAndErrorsKeepTheSession(@TempDir Path state) throws Exception {
        var screen = new Screenful();
        var terminal = new LineDisciplineTerminal("test", "xterm", screen.written, StandardCharsets.UTF_8);
        terminal.setSize(Size.of(100, 40));
        var repl = new Repl(() -> new FileModules(Path.of("src/test/resources")), VmOptions.defaults(), Map.of("XDG_STATE_HOME", state.toString()), _ -> Optional.empty());
        var exit = new CompletableFuture<Integer>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                exit.complete(repl.interactive(terminal, false));
            } catch (Throwable failure) {
                exit.completeExceptionally(failure);
            }
        });
        screen.expect("sley> ");
        type(terminal, "let go = chan<int>()\r");
        screen.expect("go: chan<int>");
        screen.expect("sley> ");
        type(terminal, "spawn { for i in go { print(\"tick\", i) } }\r");
        screen.expect("sley [1 thread]> ");
        type(terminal, "go.send(7)\r");
        screen.expect("tick 7");
        screen.expect("sley [1 thread]> ");
        type(terminal, "fn f() -> int {\r");
        screen.expect("  ... ");
        type(terminal, "[1][2]\r}\r");
        screen.expect("sley [1 thread]> ");
        type(terminal, "f()\r");
        screen.expect("error[index]: index 2 is outside a list of 1 element");
        screen.expect("at f (input 4:2:3)");
        screen.expect("sley [1 thread]> ");
        type(terminal, "exit(5)\r");
        assertEquals(5, exit.get(MOST_SECONDS, TimeUnit.SECONDS));
        String history = Files.readString(state.resolve("sley").resolve("history"));
        assertTrue(history.contains("let go = chan<int>()") && history.contains("fn f() -> int {\\n"), history);
    }

    private static void type(LineDisciplineTerminal terminal, String keys) throws IOException {
        terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
    }

    /// Each kind of session has a process of its own; they run at the same time.
    @Test
    void throughAPseudoTerminal(@TempDir Path state) throws Exception {
        assumeTrue(available("python3"), "python3 is not installed");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Map<String, Process> sessions = new LinkedHashMap<>();
        for (String scenario : List.of("typing", "interrupting", "background", "dumb", "plain", "tiny")) {
            var builder = new ProcessBuilder("python3", "src/test/resources/repl/session.py", scenario, java, "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx256m", "-cp",
                    System.getProperty("java.class.path"), "sley.cli.Main", "repl", "--max-stack", "16m");
            builder.environment().put("XDG_STATE_HOME", state.resolve(scenario).toString());
            builder.environment().put("SLEY_TEST_SECONDS", Integer.toString(MOST_SECONDS));
            sessions.put(scenario, builder.redirectErrorStream(true).redirectOutput(state.resolve(scenario + ".txt").toFile()).start());
        }
        for (var session : sessions.entrySet()) {
            int exit = session.getValue().waitFor();
            String transcript = Files.readString(state.resolve(session.getKey() + ".txt"));
            assertEquals(0, exit, session.getKey() + ": " + transcript);
            assertTrue(transcript.endsWith("OK\n"), transcript);
        }
        String history = Files.readString(state.resolve("typing/sley/history"));
        assertTrue(history.contains("xs.join(\", \")"), "completed by Tab, and kept: " + history.lines().limit(3).toList());
    }

    private static boolean available(String program) {
        try {
            return new ProcessBuilder(program, "--version").redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
