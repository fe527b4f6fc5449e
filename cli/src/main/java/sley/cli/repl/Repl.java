package sley.cli.repl;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import sley.cli.Version;
import sley.cli.repl.Evaluator.Answer;
import sley.compiler.ModuleSource;
import sley.compiler.parse.DeepStack;
import sley.vm.Host;
import sley.vm.Session;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.io.FileStream;
import sley.vm.io.Output;
import sley.vm.permit.Permissions;

/// A session from its beginning to its end, at a terminal or without one.
public final class Repl {
    private static final String PROMPT = "sley> ";

    private final Supplier<ModuleSource> modules;
    private final VmOptions options;
    private final Map<String, String> environment;
    private final Function<String, Optional<String>> documentation;
    private final Permissions permissions;

    /// For a session that may do everything.
    public Repl(Supplier<ModuleSource> modules, VmOptions options, Map<String, String> environment, Function<String, Optional<String>> documentation) {
        this(modules, options, environment, documentation, Permissions.ALL);
    }

    /// @param modules       where imports come from
    /// @param documentation of built-in and standard names
    /// @param permissions   of what is typed
    public Repl(Supplier<ModuleSource> modules, VmOptions options, Map<String, String> environment, Function<String, Optional<String>> documentation, Permissions permissions) {
        this.modules = modules;
        this.options = options;
        this.environment = environment;
        this.documentation = documentation;
        this.permissions = permissions;
    }

    // ---- Without a terminal

    /// @return the exit code
    public int plain() throws IOException {
        return plain(new BufferedInputStream(new FileInputStream(FileDescriptor.in)), new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
    }

    int plain(InputStream input, OutputStream out, OutputStream err) throws IOException {
        Runnable gone = () -> Runtime.getRuntime().halt(Vm.OUTPUT_GONE);
        var host = new Host(new FileStream("standard input", input, null), new Output("standard output", out, false, gone), new Output("standard error", err, true, gone),
                List.of(), environment, permissions);
        var watcher = new Session.Watcher() {
            @Override
            public void slow() { }

            @Override
            public void exited(int code) {
                // Between two inputs: what follows is not wanted any more.
                host.out().flush();
                Runtime.getRuntime().halt(code);
            }
        };
        try (var evaluator = new Evaluator(modules, host, options, false, watcher); var attendant = new SessionAttendant(evaluator, host.err()::println)) {
            attendant.start();
            var session = new PlainSession(evaluator, new MetaCommands(evaluator, documentation), input, host.out(), host.err());
            // All inputs are compiled on one thread: making a thread with a deep stack for each would take longer than most inputs.
            return DeepStack.call(() -> {
                try {
                    return session.run();
                } catch (IOException problem) {
                    throw new UncheckedIOException(problem);
                }
            });
        } catch (UncheckedIOException problem) {
            throw problem.getCause();
        }
    }

    // ---- At a terminal

    /// @return the exit code
    public int interactive(boolean colour) throws IOException {
        try (Terminal terminal = Screen.system(colour)) {
            return interactive(terminal, colour);
        }
    }

    /// A short session, for the record of what a session needs.
    ///
    /// @param inputs what is typed, each at a prompt
    public int rehearse(List<String> inputs) throws IOException {
        return new Rehearsal(this, inputs).run();
    }

    int interactive(Terminal terminal, boolean colour) throws IOException {
        var evaluators = new Evaluator[1];
        var screen = new Screen(terminal, environment, colour, () -> evaluators[0].compiler());
        var exits = new Exits(screen, Thread.currentThread());
        Runnable gone = () -> Runtime.getRuntime().halt(Vm.OUTPUT_GONE);
        var host = new Host(new FileStream("standard input", screen.input(), null), new Output("standard output", screen.output(), false, gone),
                new Output("standard error", screen.output(), true, gone), List.of(), environment, permissions);
        try (var evaluator = new Evaluator(modules, host, options, colour, exits); var attendant = new SessionAttendant(evaluator, screen::print)) {
            attendant.start();
            evaluators[0] = evaluator;
            screen.onInterrupt(() -> evaluator.vm().interrupt());
            screen.print("Sley " + Version.TEXT + ", model " + evaluator.vm().model() + ". `:help` lists what you can do; Ctrl-D leaves.");
            int code = loop(screen, evaluator, exits);
            evaluator.vm().unheard().forEach(screen::error);
            return code;
        }
    }

    private int loop(Screen screen, Evaluator evaluator, Exits exits) {
        var commands = new MetaCommands(evaluator, documentation);
        boolean hinted = false;
        while (true) {
            Screen.Typed typed = screen.read(prompt(evaluator));
            if (exits.code >= 0) {
                return exits.code;
            }
            switch (typed) {
                case Screen.Typed.End _ -> {
                    return 0;
                }
                case Screen.Typed.Interrupt(boolean empty) -> {
                    if (empty && !hinted) {
                        screen.print("(Ctrl-D or :quit leaves)");
                        hinted = true;
                    }
                }
                case Screen.Typed.Line(String text) -> {
                    Answer answer = text.isBlank() ? new Answer.Values(List.of()) : answer(text, screen, evaluator, commands);
                    if (answer instanceof Answer.Leave(int code)) {
                        return code;
                    }
                    if (answer instanceof Answer.Quit) {
                        return 0;
                    }
                }
            }
        }
    }

    private static Answer answer(String text, Screen screen, Evaluator evaluator, MetaCommands commands) {
        Answer answer = MetaCommands.is(text) ? commands.run(text) : evaluator.evaluate(text.getBytes(StandardCharsets.UTF_8));
        switch (answer) {
            case Answer.Values(List<String> lines) -> lines.forEach(screen::print);
            case Answer.Failure(String report) -> screen.error(report);
            case Answer.Incomplete _, Answer.Leave _, Answer.Quit _ -> { }
        }
        return answer;
    }

    /// Says how many threads go on in the background.
    private static String prompt(Evaluator evaluator) {
        int alive = evaluator.vm().threads().size();
        return alive == 0 ? PROMPT : "sley [" + alive + (alive == 1 ? " thread" : " threads") + "]> ";
    }

    /// Ends the session when a thread in the background calls `exit`.
    private static final class Exits implements Session.Watcher {
        private final Screen screen;
        private final Thread loop;
        private volatile int code = -1;

        Exits(Screen screen, Thread loop) {
            this.screen = screen;
            this.loop = loop;
        }

        @Override
        public void slow() {
            screen.print("(still running; Ctrl-C again ends it, whatever it catches; a third time leaves it behind)");
        }

        @Override
        public void exited(int newCode) {
            code = newCode;
            loop.interrupt();
        }
    }
}
