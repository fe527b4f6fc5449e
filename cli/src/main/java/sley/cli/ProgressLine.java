package sley.cli;

import java.io.PrintStream;

/// One line on the terminal that says what is being done; nothing where nobody looks.
final class ProgressLine {
    private static final String ERASE = "\r\u001b[K";
    private final PrintStream out;

    ProgressLine(Terminal terminal) {
        this.out = terminal() ? terminal.err() : null;
    }

    static boolean terminal() {
        return System.console() != null && System.console().isTerminal();
    }

    void show(String text) {
        if (out != null) {
            out.print(ERASE + text);
            out.flush();
        }
    }

    void clear() {
        show("");
    }
}
