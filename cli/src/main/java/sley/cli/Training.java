package sley.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import sley.cli.repl.Repl;
import sley.vm.VmOptions;

/// What the JVM records for its start-up cache: the commands that people wait for, run once each in one process. `src/package/make-cache` starts it.
final class Training {
    static final String WORD = "--train-start-up";
    /// Prints the script, for a training of its own.
    static final String SCRIPT = "--training-script";
    private static final String HELLO = "print(\"Hello, world!\")\n";
    /// Keys, Ctrl-D at the end.
    private static final List<String> SESSION = List.of("let xs = [1, 2]\r", "xs.joi\t(\", \")\r", "\u0004");
    private static final String WRONG = "let n: int = \"x\"\nfoo(1\nprint(n.lenght)\nmatch n { 1 => 2 }\n";

    private Training() {}

    static int run() {
        var silent = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Path folder = null;
        try {
            folder = Files.createTempDirectory("sley-training");
            String script = write(folder, "training.sley", script());
            String hello = write(folder, "hello.sley", HELLO);
            String wrong = write(folder, "wrong.sley", WRONG);
            String module = folder.resolve("training.sleyc").toString();
            String[][] commands = {
                {"--help"}, {"--version"}, {hello}, {hello}, {"run", "--carriers", "2", script, "an argument"}, {"--model", "1:1", "--stats", script}, {"run", "-e", HELLO}, {"check", script, wrong},
                {"check", "--json", wrong}, {"test", script}, {"build", script, "-o", module}, {module}, {"dis", module}, {"run", "--help"}, {"run", "--model", "x", hello}, {"none"}, {"fmt", "--check", script},
                {"doc", "list.map"}
            };
            for (String[] command : commands) {
                Main.run(command, new Terminal(silent, silent, true));
            }
            var state = Map.of("XDG_STATE_HOME", folder.toString());
            return new Repl(() -> new FileModules(Path.of("").toAbsolutePath()), VmOptions.defaults(), state, _ -> Optional.empty()).rehearse(SESSION);
        } catch (IOException problem) {
            throw new UncheckedIOException("the start-up training cannot use a temporary folder", problem);
        } finally {
            delete(folder);
        }
    }

    static String script() {
        try (InputStream input = Training.class.getResourceAsStream("training.sley")) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException problem) {
            throw new UncheckedIOException("the training script cannot be read", problem);
        }
    }

    private static String write(Path folder, String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException gone) {
            // Somebody else has tidied up.
        }
    }
}
