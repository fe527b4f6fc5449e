package sley.vm.attend;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Where a user's running programs can be found: one folder for each user, which nobody else may enter; in it one socket for each process, named by its number.
public final class RuntimeFolder {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final String SUFFIX = ".sock";

    private RuntimeFolder() {}

    /// @param user the kernel's number of the user
    public static Path of(int user) {
        return TEMPORARY.resolve("sley-" + user);
    }

    /// The socket of a process.
    public static Path socket(int user, long process) {
        return of(user).resolve(process + SUFFIX);
    }

    /// The process of a socket's name; empty when it is something else.
    public static Optional<Long> process(Path socket) {
        String name = socket.getFileName().toString();
        return name.matches("[0-9]{1,18}" + Pattern.quote(SUFFIX)) ? Optional.of(Long.parseLong(name.substring(0, name.length() - SUFFIX.length()))) : Optional.empty();
    }

    /// The user that owns a process; empty when there is no such process, or no `/proc`.
    public static Optional<Integer> owner(String process) {
        try {
            return Optional.of((Integer) Files.getAttribute(Path.of("/proc", process), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Makes the folder of this process's user if it is not there.
    ///
    /// @throws IOException also when somebody else could enter it: then it is not used
    static Path make(int user) throws IOException {
        Path folder = of(user);
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
            } catch (FileAlreadyExistsException _) {
                // Another program of this user began at the same time; it is looked at below.
            }
        }
        boolean own = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(user)
                && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE);
        if (!own) {
            throw new IOException(folder + " is not private");
        }
        return folder;
    }
}
