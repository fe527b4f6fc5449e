package sley.vm.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import sley.vm.permit.ExactOpen;
import sley.vm.permit.Permissions;
import sley.vm.thread.Fault;

/// Opens files.
public final class Files {
    private Files() {}

    /// The whole text of a file.
    public static String read(Permissions permissions, String name) {
        FileStream file = openFile(permissions, name, "r");
        try {
            return file.readAll().text();
        } finally {
            file.close();
        }
    }

    /// Makes or replaces a file.
    public static void write(Permissions permissions, String name, byte[] data) {
        FileStream file = openFile(permissions, name, "w");
        try {
            file.write(data, data.length);
        } finally {
            file.close();
        }
    }

    public static Stream open(Permissions permissions, String name, String mode) {
        return openFile(permissions, name, mode);
    }

    /// @param mode `r`, `w` (made or emptied), `a` (made or appended to) or `rw` (made)
    static FileStream openFile(Permissions permissions, String name, String mode) {
        Set<OpenOption> options = switch (mode) {
            case "r" -> Set.of(StandardOpenOption.READ);
            case "w" -> Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
            case "a" -> Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            case "rw" -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            default -> throw new Fault("io", "open " + name + ": the mode is \"r\", \"w\", \"a\" or \"rw\", not \"" + mode + "\"");
        };
        try {
            Path path = options.contains(StandardOpenOption.READ) ? permissions.read("open", name) : permissions.write("open", name);
            if (options.contains(StandardOpenOption.WRITE)) {
                path = permissions.write("open", name);
            }
            if (java.nio.file.Files.isDirectory(path)) {
                throw new Fault("io", "open " + name + ": is a directory");
            }
            FileChannel channel = permissions.sandbox() ? ExactOpen.open(path, options) : FileChannel.open(path, options);
            InputStream in = options.contains(StandardOpenOption.READ) ? Channels.newInputStream(channel) : null;
            OutputStream out = options.contains(StandardOpenOption.WRITE) ? Channels.newOutputStream(channel) : null;
            return new FileStream(name, in, out);
        } catch (IOException e) {
            throw new Fault("io", "open " + name + ": " + cause(e));
        }
    }

    /// What went wrong, in the system's words, without the path that the caller names.
    public static String cause(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason().toLowerCase(java.util.Locale.ROOT);
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage().toLowerCase(java.util.Locale.ROOT);
        };
    }
}
