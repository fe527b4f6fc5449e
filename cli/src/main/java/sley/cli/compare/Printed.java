package sley.cli.compare;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// What a run printed, line by line.
///
/// @param out        of standard output
/// @param ended      whether the last line of standard output ends in a newline
/// @param attributed whether it is known which thread printed what
/// @param err        of standard error
public record Printed(List<Line> out, boolean ended, boolean attributed, List<String> err) {
    /// @param text   where bytes are not UTF-8, each is shown as `\xNN`
    /// @param thread who printed it, by its place in the family of threads (`1` is the main thread, `1.3` its third child), the same in all runs in which each thread
    ///               spawns the same; empty when that is not known
    /// @param name   the name of the thread
    /// @param nanos  since the program began, or -1
    public record Line(String text, String thread, String name, long nanos) {}

    /// The same for runs in which the same threads printed the same lines in the same order.
    String key() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            out.forEach(l -> digest.update((l.thread() + "\0" + l.text() + "\n").getBytes(StandardCharsets.UTF_8)));
            digest.update((byte) (ended ? 1 : 0));
            err.forEach(l -> digest.update(("\1" + l + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    List<String> texts() {
        return out.stream().map(Line::text).toList();
    }
}
