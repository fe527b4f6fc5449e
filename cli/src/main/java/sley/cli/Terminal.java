package sley.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import sley.cli.process.Tty;

/// Where a command writes: UTF-8 whatever the locale, colour only where somebody sees it.
///
/// @param colour whether diagnostics on `err` are coloured
record Terminal(PrintStream out, PrintStream err, boolean colour) {

    static Terminal system(OutputStream out) {
        String noColour = System.getenv("NO_COLOR");
        boolean colour = (noColour == null || noColour.isEmpty()) && Tty.ERROR.seemsTerminal() && !"dumb".equals(System.getenv("TERM"));
        return new Terminal(stream(out), stream(new FileOutputStream(FileDescriptor.err)), colour);
    }

    private static PrintStream stream(OutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
