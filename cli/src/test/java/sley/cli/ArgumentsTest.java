package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sley.vm.VmOptions;

/// Strange command lines: one line says what is wrong, with the right exit code; what follows the script belongs to it, whatever it is.
class ArgumentsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "run --model 2:3 x.sley|2|sley run: --model is 1:1, n:1 or m:n, not `2:3`", "run --carriers 0 x.sley|2|not `0`", "run --carriers -1 x.sley|2|not `-1`",
        "run --carriers 1000000 x.sley|2|not `1000000`", "run --time-slice 0 x.sley|2|--time-slice is a duration such as 10ms", "run --seed x x.sley|2|--seed is a number",
        "run --model 2:3 --model n:1 none.sley|66|no such file", "run --none x.sley|2|Unknown option: '--none'", "run --max-stack -5 x.sley|2|--max-stack is a size such as",
        "run --max-memory 1 x.sley|2|--max-memory is from 16m to 16384g, not `1`", "run --max-memory 15m x.sley|2|not `15m`", "run --max-memory 99999g x.sley|2|not `99999g`",
        "run --max-memory 9999999999999 x.sley|2|--max-memory is a size such as", "run|2|which script?", "test --jobs 0|2|--jobs is a number", "compare --order some x.sley|2|--order", "completion tcsh|2|bash, zsh or fish, not `tcsh`", "check|2|FILE",
        "nonsense|2|no command or file `nonsense`", "none/such|66|cannot read `none/such`: no such file", "none.sley|66|no such file", "src|66|cannot read `src`: it is a directory",
        "run ''|66|its name is empty", "''|2|no command or file ``", "rnu|2|did you mean `sley run`?", "help nu|2|no command `nu`; `sley --help` lists the commands",
        "run --max-stack 15k x.sley|2|--max-stack is at least 16k, not `15k`", "run --stats=foo x.sley|2|--stats stands alone or is --stats=lines, not `--stats=foo`",
        "test --timeout 0s|2|--timeout is at least 1ms, not `0s`", "compare --time-limit 0s x.sley|2|--time-limit is at least 1ms, not `0s`", "compare --trace t.json x.sley|2|--trace is for `sley run`",
        "test --junit none/j.xml|1|cannot write `none/j.xml`: no such file or directory", "lab --html src|1|cannot write `src`: is a directory",
        "run --trace none/t src/test/resources/tests/mixed.sley|1|cannot write `none/t`: no such file or directory", "compare --html none/t src/test/resources/tests/mixed.sley|1|cannot write `none/t`: no such file",
        "build src/test/resources/tests/mixed.sley -o src|1|cannot write `src`: is a directory"})
    void oneLineSaysWhatIsWrong(String line, int exit, String message) {
        CommandRun run = CommandRun.of(List.of(line.split(" ")).stream().map(w -> w.equals("''") ? "" : w).toArray(String[]::new));
        assertEquals(exit, run.exit(), run.toString());
        assertTrue(run.err().contains(message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals("", run.out());
    }

    @Test
    void helpOfACommand() {
        assertEquals(CommandRun.of("dis", "--help"), CommandRun.of("help", "dis"));
        assertEquals(CommandRun.of("--help"), CommandRun.of("help"));
        assertEquals(CommandRun.of("--version"), CommandRun.of("version"));
    }

    @Test
    void aCompiledProgramIsSaidToBeThat() throws IOException {
        Path script = Files.writeString(folder.resolve("a.sley"), "print(1)");
        String module = folder.resolve("a.sleyc").toString();
        assertEquals(0, CommandRun.of("build", script.toString(), "-o", module).exit());
        for (String command : List.of("check", "fmt", "build")) {
            CommandRun run = CommandRun.of(command, module);
            assertEquals(65, run.exit(), run.toString());
            assertTrue(run.err().startsWith("sley " + command + ": `" + module + "` is a compiled program, not source"), run.err());
        }
    }

    @Test
    void optionsFromTheEnvironment() {
        var environment = Map.of("SLEY_STATS", "lines", "SLEY_TRACE", "t.html", "SLEY_RUNS", "2", "SLEY_NO_JIT", "0", "SLEY_NO_STEAL", "false", "SLEY_NO_POLLER", "1", "SLEY_CARRIERS", "");
        var chosen = new Chosen(new Given.Nothing(), environment);
        assertTrue(Observed.lines(chosen) && Observed.measuring(chosen));
        VmOptions options = RunOptions.of(chosen);
        assertTrue(options.reports().stats());
        assertTrue(options.hot() > 0 && options.pool().stealing() && !options.pool().polling());
        assertEquals("2", chosen.value("--runs", "3"));
        assertEquals("cpus", chosen.value("--carriers", "cpus"));
    }

    @Test
    void namesReachTheTerminalEscaped() {
        assertFalse(CommandRun.of("run", "\u001B[2Jx.sley").err().contains("\u001B"));
        assertFalse(CommandRun.of("\u001B[2Jx").err().contains("\u001B"));
        assertFalse(CommandRun.of("run", "--model", "\u001B[2J", "x.sley").err().contains("\u001B"));
    }

    @Test
    void anUnreadableFileIsSaidToBeThat() throws IOException {
        Path file = Files.writeString(folder.resolve("secret.sley"), "print(1)");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");
        CommandRun run = CommandRun.of("run", file.toString());
        assertEquals(66, run.exit());
        assertTrue(run.err().contains("permission denied"), run.err());
    }

    @Test
    void whatFollowsTheScriptIsTheScripts() throws Exception {
        Path script = Files.writeString(folder.resolve("args.sley"), "print(len(args), args.map(a => len(a)).sum())\nprint(args[0], args.last() == \"x\")");
        List<String> many = new ArrayList<>(List.of("--model", "2:3", "--help", ""));
        many.addAll(Collections.nCopies(10_000, "-x"));
        many.addAll(List.of("y".repeat(100_000), "x"));
        assertEquals("10006 " + (20_000 + 100_000 + 1 + 7 + 3 + 6) + "\n--model true\n", process(script, many));
    }

    /// Its output; a process of its own, because a program writes to the process's own descriptors.
    private static String process(Path script, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), "sley.cli.Main", script.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var out = new ByteArrayOutputStream();
        process.getInputStream().transferTo(out);
        String text = out.toString(StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        return text;
    }
}
