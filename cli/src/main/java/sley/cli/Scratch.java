package sley.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A folder for files of one command, deleted when it is done.
record Scratch(Path folder) implements AutoCloseable {
    static Scratch make(String name) throws IOException {
        return new Scratch(Files.createTempDirectory("sley-" + name + "-"));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
