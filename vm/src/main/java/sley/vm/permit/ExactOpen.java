package sley.vm.permit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.HashSet;
import java.util.Set;

/// Opens the very file that was judged: goes down from the root folder by folder and follows no link, so that nobody can put a link in the way after the look.
public final class ExactOpen {
    private ExactOpen() {}

    /// @param real a path without links, as [Permissions] gives it in the sandbox
    public static FileChannel open(Path real, Set<OpenOption> options) throws IOException {
        var exact = new HashSet<>(options);
        exact.add(LinkOption.NOFOLLOW_LINKS);
        DirectoryStream<Path> root = Files.newDirectoryStream(real.getRoot());
        if (!(root instanceof SecureDirectoryStream<Path> folder)) {
            root.close();
            return FileChannel.open(real, exact);
        }
        return descend(folder, real, 0, exact);
    }

    private static FileChannel descend(SecureDirectoryStream<Path> folder, Path real, int depth, Set<OpenOption> options) throws IOException {
        try (folder) {
            Path name = real.getName(depth);
            if (depth == real.getNameCount() - 1) {
                return (FileChannel) folder.newByteChannel(name, options);
            }
            return descend(folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS), real, depth + 1, options);
        }
    }
}
