package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every public name of the standard modules is documented, and its example does what it says.
class StandardModulesTest {
    @Test
    void listedModulesAreThoseThatThereAre() throws IOException {
        try (Stream<Path> files = Files.list(StandardModule.SOURCES)) {
            assertEquals(FileModules.STANDARD, files.map(p -> p.getFileName().toString()).filter(n -> n.endsWith(".sley")).map(n -> n.replaceFirst("\\.sley$", "")).sorted().toList());
        }
    }

    /// What needs the world outside has no example: streams, processes, kernel threads.
    private static final List<String> WITHOUT_EXAMPLES = List.of("prelude/io", "prelude/core");

    private static List<String> parts() throws IOException {
        try (Stream<Path> files = Files.list(StandardModule.SOURCES.resolve(StandardModule.PRELUDE))) {
            Stream<String> prelude = files.map(p -> StandardModule.PRELUDE + p.getFileName().toString().replaceFirst("\\.sley$", "")).sorted();
            return Stream.concat(FileModules.STANDARD.stream(), prelude).toList();
        }
    }

    @Test
    void everyPublicNameHasAMeaningAndAnExample() throws IOException {
        var missing = new ArrayList<String>();
        for (String name : parts()) {
            StandardModule module = StandardModule.read(name);
            module.entries().stream().filter(StandardModule.Entry::open).filter(e -> e.meaning().isEmpty() || e.example().isEmpty() && !WITHOUT_EXAMPLES.contains(name))
                    .forEach(e -> missing.add(name + ".sley:" + e.line() + " " + e.name()));
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void examplesDoWhatTheySay(@TempDir Path folder) throws IOException {
        int examples = 0;
        for (String name : parts()) {
            StandardModule module = StandardModule.read(name);
            Files.writeString(folder.resolve(name.replace('/', '_') + ".sley"), module.examples());
            examples += (int) module.entries().stream().filter(e -> !e.example().isEmpty()).count();
        }
        CommandRun run = CommandRun.of("test", folder.toString(), "--models", "all");
        assertEquals(0, run.exit(), run.out() + run.err());
        assertTrue(run.out().contains(3 * examples + " passed, 0 failed"), run.out().lines().toList().getLast());
    }
}
