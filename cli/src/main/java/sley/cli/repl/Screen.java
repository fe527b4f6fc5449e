package sley.cli.repl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.Buffer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp;
import sley.cli.HostSignals;
import sley.compiler.Session;

/// A terminal with a line editor on it, through which the session and its threads also print: what they print while a line is edited goes above that line.
final class Screen implements AutoCloseable {
    private static final int INDENTATION = 2;
    /// Stands for no key where the kernel wants one.
    private static final int NO_KEY = 0;
    private static final String WIDGET = "sley-close-block";
    /// Interrupt, another size, back from the background.
    private static final List<Terminal.Signal> SIGNALS = List.of(Terminal.Signal.INT, Terminal.Signal.WINCH, Terminal.Signal.CONT);

    private final Terminal terminal;
    private final LineReader reader;
    private final boolean colour;
    private final OutputStream output = new Above();
    /// The key that ends the input of a program, as the user has set it.
    private final int endKey;
    /// What was printed without a newline: the prompt goes to the next line.
    private boolean midLine;

    /// @param session what completions come from
    Screen(Terminal terminal, Map<String, String> environment, boolean colour, Supplier<Session> session) {
        this.terminal = terminal;
        this.colour = colour;
        endKey = terminal.getAttributes().getControlChar(ControlChar.VEOF);
        endKey(NO_KEY);
        LineReaderBuilder builder = LineReaderBuilder.builder().terminal(terminal).appName("sley").parser(new ScriptParser()).completer(new ScriptCompleter(session));
        if (colour) {
            builder.highlighter(new ScriptHighlighter());
        }
        reader = builder.option(Option.DISABLE_EVENT_EXPANSION, true).option(Option.HISTORY_IGNORE_SPACE, true).option(Option.BRACKETED_PASTE, true)
                .option(Option.DISABLE_HIGHLIGHTER, !colour).option(Option.AUTO_FRESH_LINE, false)
                .option(Option.COMPLETE_MATCHER_TYPO, false)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P  ... ").variable(LineReader.INDENTATION, INDENTATION).build();
        Path history = history(environment);
        if (history != null) {
            reader.setVariable(LineReader.HISTORY_FILE, history);
        }
        reader.getWidgets().put(WIDGET, closeBlock());
        reader.getKeyMaps().get(LineReader.MAIN).bind(new Reference(WIDGET), "}");
    }

    /// The real terminal of the process.
    static Terminal system(boolean colour) throws IOException {
        String type = System.getenv("TERM");
        String known = type == null ? null : InfoCmp.getDefaultInfoCmp(type);
        if (known != null) {
            InfoCmp.setLoadedInfoCmp(type, known); // else the program `infocmp` is run to ask for what the editor knows already
        }
        // Signals come from us: the editor generates a proxy class for each and starts the host's logging, which takes a quarter of the time to the prompt.
        TerminalBuilder builder = TerminalBuilder.builder().system(true).graphemeCluster(false).color(colour).nativeSignals(false).dumb(true);
        Terminal terminal = builder.provider("jni").build();
        for (Terminal.Signal signal : SIGNALS) {
            HostSignals.register(signal.name(), () -> terminal.raise(signal));
        }
        return terminal;
    }

    /// `$XDG_STATE_HOME/sley/history`; null when its folder cannot be made: then the history lives as long as the session.
    private static Path history(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        Path folder = (state.startsWith("/") ? Path.of(state) : Path.of(home, ".local", "state")).resolve("sley");
        try {
            Files.createDirectories(folder);
            return Files.isWritable(folder) ? folder.resolve("history") : null;
        } catch (IOException unwritable) {
            return null;
        }
    }

    /// A closing brace that begins a line goes one level out.
    private Widget closeBlock() {
        return () -> {
            Buffer buffer = reader.getBuffer();
            String before = buffer.upToCursor();
            String line = before.substring(before.lastIndexOf('\n') + 1);
            if (line.length() >= INDENTATION && line.isBlank() && before.length() > line.length()) {
                buffer.backspace(INDENTATION);
            }
            buffer.write('}');
            return true;
        };
    }

    // ---- Reading

    /// What came from the keyboard.
    sealed interface Typed {
        record Line(String text) implements Typed {}

        /// Ctrl-C; `empty` when the line was.
        record Interrupt(boolean empty) implements Typed {}

        record End() implements Typed {}
    }

    Typed read(String prompt) {
        synchronized (this) {
            if (midLine) {
                terminal.writer().println();
                midLine = false;
            }
        }
        String shown = colour ? new AttributedString(prompt, AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN).bold()).toAnsi(terminal) : prompt;
        // The editor knows from the terminal which key ends the session.
        endKey(endKey);
        try {
            return new Typed.Line(reader.readLine(shown));
        } catch (UserInterruptException interrupted) {
            return new Typed.Interrupt(interrupted.getPartialLine() == null || interrupted.getPartialLine().isBlank());
        } catch (EndOfFileException end) {
            return new Typed.End();
        } finally {
            endKey(NO_KEY);
        }
    }

    /// Ctrl-C while no line is edited.
    void onInterrupt(Runnable action) {
        terminal.handle(Terminal.Signal.INT, _ -> action.run());
    }

    // ---- Printing

    void print(String text) {
        above(text);
    }

    /// An error: its first line in red, unless it is coloured already.
    void error(String text) {
        if (!colour || text.indexOf(KeyMap.esc().charAt(0)) >= 0) {
            above(text);
            return;
        }
        int end = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n');
        above(new AttributedStringBuilder().styled(AttributedStyle.DEFAULT.foreground(AttributedStyle.RED), text.substring(0, end)).append(text.substring(end)).toAnsi(terminal));
    }

    private void above(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            output.write(bytes, 0, bytes.length);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /// For what the program prints.
    OutputStream output() {
        return output;
    }

    /// What a program reads as its standard input.
    InputStream input() {
        return new Keyboard();
    }

    /// While no line is edited, the kernel takes Ctrl-D for the end of a line, and nothing of it is left for the editor at the next prompt. So then the key has that meaning only while a program
    /// reads.
    private void endKey(int key) {
        Attributes attributes = terminal.getAttributes();
        attributes.setControlChar(ControlChar.VEOF, key);
        terminal.setAttributes(attributes);
    }

    private final class Keyboard extends InputStream {
        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            endKey(endKey);
            try {
                return terminal.input().read(bytes, offset, count);
            } finally {
                endKey(NO_KEY);
            }
        }
    }

    boolean colour() {
        return colour;
    }

    private final class Above extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            synchronized (Screen.this) {
                if (reader.isReading()) {
                    // Whole lines as a rule; a part of one gets a line of its own.
                    String text = new String(bytes, offset, count, StandardCharsets.UTF_8);
                    reader.printAbove(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
                    return;
                }
                terminal.output().write(bytes, offset, count);
                terminal.output().flush();
                midLine = count > 0 ? bytes[offset + count - 1] != '\n' : midLine;
            }
        }
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
