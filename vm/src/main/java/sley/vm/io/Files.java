package sley.vm.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import sley.vm.permit.ExactOpen;
import sley.vm.permit.Permissions;
import sley.vm.thread.Fault;
import sley.vm.value.Bytes;

/// Opens files.
public final class Files {
    private Files() {}

    /// The whole text of a file.
    public static String read(Permissions permissions, String name) {
        return whole(permissions, name).text();
    }

    /// The whole content of a file.
    static byte[] bytes(Permissions permissions, String name) {
        return whole(permissions, name).copy();
    }

    private static Bytes whole(Permissions permissions, String name) {
        FileStream file = openFile(permissions, name, "r");
        try {
            return file.readAll();
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
        if (name.isEmpty()) {
            throw new Fault("io", "open: the path is empty");
        }
        HostParts.opening();
        try {
            Path path = options.contains(StandardOpenOption.READ) ? permissions.read("open", name) : permissions.write("open", name);
            if (options.contains(StandardOpenOption.WRITE)) {
                path = permissions.write("open", name);
            }
            if (java.nio.file.Files.isDirectory(path)) {
                throw new Fault("io", "open " + name + ": is a directory");
            }
            FileChannel channel = permissions.sandbox() ? ExactOpen.open(path, options) : FileChannel.open(path, options);
            return FileStream.of(name, channel, options.contains(StandardOpenOption.READ), options.contains(StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new Fault("io", "open " + name + ": " + Causes.of(e));
        }
    }
}
