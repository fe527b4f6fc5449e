package sley.vm.permit;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a path really leads: links followed, `..` taken from where the links lead, for as much of it as there is.
final class RealPaths {
    /// As many links as Linux follows.
    private static final int MOST_LINKS = 40;

    private RealPaths() {}

    static Path of(Path path) throws IOException {
        return walk(path.toAbsolutePath(), true, 0);
    }

    /// The same, but a link at the end stays itself: for what is done to the link.
    static Path ofLink(Path path) throws IOException {
        return walk(path.toAbsolutePath(), false, 0);
    }

    private static Path walk(Path path, boolean followLast, int links) throws IOException {
        if (links > MOST_LINKS) {
            throw new FileSystemLoopException(path.toString());
        }
        Path real = path.getRoot();
        int count = path.getNameCount();
        for (int i = 0; i < count; i++) {
            String name = path.getName(i).toString();
            if (name.equals(".") || name.isEmpty()) {
                continue;
            }
            if (name.equals("..")) {
                real = real.getParent() == null ? real : real.getParent();
                continue;
            }
            Path next = real.resolve(name);
            boolean last = i == count - 1;
            if ((!last || followLast) && Files.isSymbolicLink(next)) {
                Path target = real.resolve(Files.readSymbolicLink(next));
                Path whole = last ? target : target.resolve(path.subpath(i + 1, count));
                return walk(whole, followLast, links + 1);
            }
            real = next;
        }
        return real;
    }
}
