package sley.vm.io;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What went wrong outside, in plain words: the end of every message of kind `io`. The operation and its target are named by who raises it.
public final class Causes {
    /// Nobody reads the other end any more.
    public static final String BROKEN_PIPE = "broken pipe";

    /// How the host words an error of the system in some messages.
    private static final Pattern NUMBERED = Pattern.compile("error[:=] ?\\d+,? \\(?([^()]+)\\)?");
    /// Some messages carry the name of the host's own type.
    private static final Pattern TYPE_NAME = Pattern.compile("^[a-z]+(\\.[A-Za-z]+)+: ");

    private Causes() {}

    public static String of(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "file exists";
            case NotDirectoryException _ -> "not a directory";
            case DirectoryNotEmptyException _ -> "directory not empty";
            case FileSystemLoopException _ -> "too many levels of symbolic links";
            case FileSystemException f when f.getReason() != null -> plain(f.getReason());
            case UnknownHostException _, UnresolvedAddressException _ -> "no such host";
            case ConnectException c when c.getMessage() == null -> "connection refused";
            case BindException b when b.getMessage() == null -> "address in use";
            case NoRouteToHostException _ -> "no route to host";
            case ClosedChannelException _ -> "closed";
            case SecureWire.Insecure i -> i.getMessage();
            case IOException io when io.getMessage() != null -> plain(io.getMessage());
            default -> "failed";
        };
    }

    /// @param message the system's, in whatever clothes the host gave it
    static String plain(String message) {
        Matcher numbered = NUMBERED.matcher(message);
        String text = (numbered.find() ? numbered.group(1) : TYPE_NAME.matcher(message).replaceFirst("")).strip().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "address already in use" -> "address in use";
            case "connection reset by peer" -> "connection reset";
            case "no space left on device" -> "disk full";
            case "disk quota exceeded" -> "disk quota exceeded";
            case "connection timed out", "operation timed out" -> "timed out";
            case "name or service not known", "temporary failure in name resolution", "nodename nor servname provided, or not known" -> "no such host";
            case "stream closed" -> "closed";
            default -> text.isEmpty() ? "failed" : text;
        };
    }
}
