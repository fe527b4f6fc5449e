package sley.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A folder for files of one command, deleted when it is done, also when a signal ends the process.
final class Scratch implements AutoCloseable {
    private final Path folder;
    private final Thread atEnd = new Thread(this::abandon);

    private Scratch(Path folder) {
        this.folder = folder;
    }

    static Scratch make(String name) throws IOException {
        var scratch = new Scratch(Files.createTempDirectory("sley-" + name + "-"));
        Runtime.getRuntime().addShutdownHook(scratch.atEnd);
        return scratch;
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException _) {
            // The process ends: the hook does it. That files are missing from now on is no error to tell of.
            while (true) {
                LockSupport.park(this);
            }
        }
        delete();
    }

    private void abandon() {
        try {
            delete();
        } catch (IOException _) {
            // A child that is being ended has just written something; the system clears its temporary folder.
            return;
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(folder);
    }
}
