package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A running `sley run -e CODE`, in a process of its own: for what concerns the process itself.
record ScriptProcess(Process process, BufferedReader out) implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    /// As of the packed command, whose classes are not files of their own: a process that has run out of descriptors could not load them.
    private static final class Packed {
        static final String CLASS_PATH = pack();

        private static String pack() {
            try {
                Path jar = Files.createTempFile("sley-classes", ".jar");
                jar.toFile().deleteOnExit();
                var others = new ArrayList<String>();
                var seen = new HashSet<String>();
                try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
                    for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")).split(File.pathSeparator)) {
                        if (Files.isDirectory(Path.of(entry))) {
                            pack(Path.of(entry), out, seen);
                        } else {
                            others.add(entry);
                        }
                    }
                }
                return jar + File.pathSeparator + String.join(File.pathSeparator, others);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void pack(Path from, ZipOutputStream out, HashSet<String> seen) throws IOException {
            try (var files = Files.walk(from)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = from.relativize(file).toString().replace(File.separatorChar, '/');
                    if (seen.add(name)) {
                        out.putNextEntry(new ZipEntry(name));
                        Files.copy(file, out);
                    }
                }
            }
        }
    }

    /// @param shell what the command is started by, as `sh -c 'ulimit -n 64; exec "$@"' sh`
    static ScriptProcess of(String model, String code, List<String> shell) throws IOException {
        return command(shell, List.of("run", "--model", model, "-e", code));
    }

    /// A script and its arguments.
    static ScriptProcess of(Path script, String... arguments) throws IOException {
        var words = new ArrayList<>(List.of("run", script.toString()));
        words.addAll(List.of(arguments));
        return command(List.of(), words);
    }

    /// A script, after options of the command.
    static ScriptProcess of(List<String> options, Path script) throws IOException {
        var words = new ArrayList<>(List.of("run"));
        words.addAll(options);
        words.add(script.toString());
        return command(List.of(), words);
    }

    /// @param words the command and what follows it
    static ScriptProcess command(List<String> shell, List<String> words) throws IOException {
        var command = new ArrayList<>(shell);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
                Packed.CLASS_PATH, "sley.cli.Main"));
        command.addAll(words);
        Process process = new ProcessBuilder(command).start();
        return new ScriptProcess(process, process.inputReader(StandardCharsets.UTF_8));
    }

    static ScriptProcess of(String model, String code) throws IOException {
        return of(model, code, List.of());
    }

    void expect(String line) throws IOException {
        assertEquals(line, out.readLine());
    }

    void signal(String name) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
    }

    int exit() throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
        return process.exitValue();
    }

    String rest() throws IOException {
        var text = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    String errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
