package sley.cli;

import java.io.PrintStream;
import sley.cli.process.Tty;

/// One line on the terminal that says what is being done; nothing where nobody looks.
final class ProgressLine {
    private static final String ERASE = "\r\u001b[K";
    private final PrintStream out;

    ProgressLine(Terminal terminal) {
        this.out = Tty.ERROR.isTerminal() && !"dumb".equals(System.getenv("TERM")) ? terminal.err() : null;
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
