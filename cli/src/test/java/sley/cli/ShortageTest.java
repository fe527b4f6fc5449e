package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory and kernel threads run out, under every thread model, each time in a process of its own: an error in the script, never a hang, never a thread lost, never an error of Java.
class ShortageTest {
    private static final long PATIENCE_SECONDS = 120;
    private static final int NOBODY = 65534;
    private static final String CLASS_PATH = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {
        Ended {
            assertFalse(out.contains("java.") || err.contains("java.") || err.contains("\tat "), () -> "an error of Java: " + out + err);
        }
    }

    private Ended run(List<String> command) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "it hangs: " + text(out) + text(err));
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), text(out), text(err));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> java(String heap, String main, String... arguments) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea", "-Xmx" + heap, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "-Xlog:os+thread=off"));
        if (main.endsWith("StarvedRun")) {
            // Each allocation comes from what all share, so each may fail.
            command.add("-XX:-UseTLAB");
        }
        command.addAll(List.of("-cp", CLASS_PATH, main));
        command.addAll(List.of(arguments));
        return command;
    }

    /// The memory is full most of the time while threads wait for each other in every way; see [StarvedRun].
    @ParameterizedTest
    @CsvSource({"M_TO_N,1", "M_TO_N,3", "N_TO_ONE,1", "ONE_TO_ONE,1"})
    void noWakeUpIsLostWithoutMemory(String model, String carriers) throws Exception {
        Ended ended = run(java("24m", "sley.cli.StarvedRun", model, carriers, "src/test/resources/shortage/waits.sley", "600"));
        assertEquals(0, ended.code(), ended.out() + ended.err());
    }

    /// A thread fills the memory to the last byte, with many small values. It catches the error, again and again; others sleep meanwhile. They may be the ones who find no memory, but
    /// nobody hangs, and what is told is told as an error of the script.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void memoryIsFilledWithSmallValues(String model) throws Exception {
        Path script = Files.writeString(folder.resolve("fill.sley"), """
                struct Node { v: int, next: Node? }
                fn fill() {
                  var head: Node? = nil
                  while true { head = Node(1, head) }
                }
                let others = (0..5).map(i => spawn { try { for k in 0..20 { sleep(1ms) }; "slept" } catch e { e.kind } })
                for i in 0..2 { print(try { fill(); "?" } catch e { e.kind }) }
                for t in others { let how = t.join(); assert(how == "slept" or how == "memory", how) }
                print("over")
                """);
        Ended ended = run(java("16m", "sley.cli.Main", "run", "--model", model, script.toString()));
        assertEquals("memory\nmemory\nover\n", ended.out(), ended.err());
        assertEquals(0, ended.code(), ended.err());
    }

    /// One value becomes too large. Only its thread has an error, and the lock it held is free.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void oneValueBecomesTooLarge(String model) throws Exception {
        Path script = Files.writeString(folder.resolve("large.sley"), """
                let m = mutex()
                let hog = spawn { lock m { var xs = [1]; while true { xs.extend(xs) } } }
                let other = spawn { var n = 0; for i in 0..20 { sleep(1ms); n += i }; n }
                print(try { hog.join(); "?" } catch e { e.kind })
                lock m { print(other.join()) }
                """);
        Ended ended = run(java("40m", "sley.cli.Main", "run", "--model", model, script.toString()));
        assertEquals("memory\n190\n", ended.out(), ended.err());
        assertEquals(0, ended.code(), ended.err());
    }

    /// The system allows a user no more kernel threads (the limit does not hold for the superuser, so the script is another user's then). Threads that run go on; under the other models it needs no more.
    @ParameterizedTest
    @CsvSource({"1:1,false", "m:n,true", "n:1,true"})
    void kernelThreadsRunOut(String model, boolean enough) throws Exception {
        Path script = Files.writeString(folder.resolve("many.sley"), """
                let done = chan<int>(1000)
                let stop = chan<int>()
                var begun = 0
                let kind = try { for i in 0..400 { spawn { stop.recv(); done.send(i) }; begun += 1 }; "none" } catch e { "${e.kind}: ${e.message.split(" (")[0]}" }
                stop.close()
                for i in 0..begun { done.recv() }
                print(kind, begun == 400)
                """);
        Path home = Files.createDirectory(folder.resolve("home"));
        assumeTrue(System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv")) && Files.isExecutable(Path.of("/usr/bin/prlimit")),
                "it takes root, setpriv and prlimit to run something as another user");
        var command = new ArrayList<>(List.of("prlimit", "--nproc=150", "setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        command.addAll(java("40m", "sley.cli.Main", "run", "--model", model, script.toString()));
        command.set(command.indexOf("-cp") + 1, readable(home));
        assertEquals(0, new ProcessBuilder("chmod", "-R", "a+rX", folder.toString()).start().waitFor());
        Ended ended = run(command);
        assertEquals(enough ? "none true\n" : "memory: the system has no more kernel threads false\n", ended.out(), ended.err());
        assertEquals(0, ended.code(), ended.err());
    }

    /// The class path, copied to where everybody can read it.
    private static String readable(Path to) throws Exception {
        var copied = new ArrayList<String>();
        for (String entry : CLASS_PATH.split(File.pathSeparator)) {
            Path copy = to.resolve(Integer.toString(copied.size()) + (entry.endsWith(".jar") ? ".jar" : ""));
            if (Files.exists(Path.of(entry))) {
                assertEquals(0, new ProcessBuilder("cp", "-r", entry, copy.toString()).start().waitFor());
                copied.add(copy.toString());
            }
        }
        return String.join(File.pathSeparator, copied);
    }
}
