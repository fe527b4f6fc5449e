package sley.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import sley.cli.process.Tty;

/// Where a command writes: UTF-8 whatever the locale, colour only where somebody sees it.
///
/// @param colour whether diagnostics on `err` are coloured
record Terminal(PrintStream out, PrintStream err, boolean colour) {

    static Terminal system() {
        String noColour = System.getenv("NO_COLOR");
        boolean colour = (noColour == null || noColour.isEmpty()) && Tty.ERROR.seemsTerminal() && !"dumb".equals(System.getenv("TERM"));
        return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), colour);
    }

    private static PrintStream stream(FileDescriptor fd) {
        return new PrintStream(new FileOutputStream(fd), true, StandardCharsets.UTF_8);
    }
}
