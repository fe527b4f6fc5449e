package sley.cli.repl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.text.Disassembler;
import sley.compiler.ModuleSource;
import sley.compiler.Session.Input;
import sley.compiler.check.SessionChecker.Shown;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;
import sley.compiler.hir.HProgram;
import sley.compiler.parse.Parser;
import sley.compiler.source.SourceFile;
import sley.compiler.source.SourceText;
import sley.vm.Host;
import sley.vm.Session;
import sley.vm.VmOptions;
import sley.vm.code.GlobalCell;
import sley.vm.code.Program;
import sley.vm.thread.Fault;
import sley.vm.value.Text;

/// Compiles and runs the inputs of a session and says what they gave.
public final class Evaluator implements AutoCloseable {
    /// A value is shown up to so many characters: about a screen full.
    private static final int LONGEST_VALUE = 2000;

    private final Supplier<ModuleSource> modules;
    private final Host host;
    private final Session.Watcher watcher;
    private final Renderer renderer;
    private VmOptions options;
    private sley.compiler.Session compiler;
    private volatile Session vm;
    /// Storage of the variables that some input can still reach; written, and read by others than the session's thread, under the lock of this.
    private Map<HProgram.Global, GlobalCell> cells;
    /// The newest module that holds a function of that name.
    private Map<String, ModuleCode> functions;
    private List<String> accepted;
    private int inputs;
    /// Whether the newest input came so far that it was run.
    private boolean ran;

    /// @param modules where imports come from; asked anew when the session is reset
    public Evaluator(Supplier<ModuleSource> modules, Host host, VmOptions options, boolean colour, Session.Watcher watcher) {
        this.modules = modules;
        this.host = host;
        this.options = options;
        this.watcher = watcher;
        this.renderer = new Renderer(colour);
        reset();
    }

    /// Begins anew: names are forgotten, threads end.
    public void reset() {
        if (vm != null) {
            vm.close();
        }
        compiler = new sley.compiler.Session(modules.get());
        vm = new Session(host, options, watcher);
        synchronized (this) {
            cells = new WeakHashMap<>();
        }
        functions = new HashMap<>();
        accepted = new ArrayList<>();
        inputs = 0;
    }

    /// What came of an input.
    public sealed interface Answer {
        /// @param lines to print; values with their types
        record Values(List<String> lines) implements Answer {}

        /// @param report the whole message for people
        record Failure(String report) implements Answer {}

        /// The text needs more lines.
        record Incomplete() implements Answer {}

        /// The user wants to leave.
        record Quit() implements Answer {}

        /// The program has called `exit`.
        record Leave(int code) implements Answer {}
    }

    /// As [#evaluate], but a text that is not complete is no fault yet.
    public Answer evaluateIfComplete(byte[] text) {
        Answer answer = evaluate(text);
        if (answer instanceof Answer.Failure && !ran && Parser.completeness(new String(text, StandardCharsets.UTF_8)) == Parser.Completeness.INCOMPLETE) {
            inputs--;
            return new Answer.Incomplete();
        }
        return answer;
    }

    /// Compiles, verifies and runs an input.
    public Answer evaluate(byte[] text) {
        ran = false;
        String name = "input " + ++inputs;
        var diagnostics = new Diagnostics();
        Optional<SourceFile> file = SourceText.decode(name, text, diagnostics);
        return file.isEmpty() ? new Answer.Failure(renderer.renderAll(diagnostics.all()).stripTrailing()) : evaluate(file.get(), "session: " + name);
    }

    /// As above, from a file.
    public Answer evaluate(SourceFile file, String identity) {
        Input input = compiler.compile(file, identity);
        String report = renderer.renderAll(input.diagnostics()).stripTrailing();
        if (input.module().isEmpty()) {
            return new Answer.Failure(report);
        }
        ModuleCode module = input.module().get();
        Program program;
        try {
            program = vm.link(module, input.globals().stream().map(cells::get).toArray(GlobalCell[]::new));
        } catch (Program.UnknownNative unknown) {
            compiler.takeBack(_ -> false);
            return new Answer.Failure("error: " + unknown.getMessage());
        }
        synchronized (this) {
            for (int i = 0; i < input.globals().size(); i++) {
                cells.put(input.globals().get(i), program.global(i));
            }
        }
        for (FunctionCode function : module.functions()) {
            functions.put(function.name(), module);
        }
        ran = true;
        Session.Result result = vm.run(program);
        if (!(result instanceof Session.Result.Done)) {
            compiler.takeBack(global -> cells.containsKey(global) && cells.get(global).isReady());
        }
        return switch (result) {
            case Session.Result.Done _ -> {
                accepted.add(file.text());
                var lines = new ArrayList<String>();
                if (!report.isEmpty()) {
                    lines.add(report);
                }
                input.shown().forEach(s -> lines.add(shown(s)));
                yield new Answer.Values(lines);
            }
            case Session.Result.Failed(String failure) -> new Answer.Failure(failure);
            case Session.Result.Exited(int code) -> new Answer.Leave(code);
            case Session.Result.LeftBehind(long thread) -> new Answer.Failure("thread " + thread + " does not end: it is in a call that cannot be interrupted and goes on in the background");
        };
    }

    private String shown(Shown shown) {
        if (shown.global().isEmpty()) {
            return "nil";
        }
        GlobalCell cell = cells.get(shown.global().get());
        String value;
        try {
            value = cell.shape().primitive() ? Text.of(cell.shape(), cell.p()) : Text.inside(cell.shape(), cell.r(), LONGEST_VALUE);
        } catch (Fault changing) {
            // A thread in the background changes the value while it is read.
            value = "(" + changing.error().message() + ")";
        }
        return shown.name() + ": " + shown.type() + " = " + Renderer.visible(value);
    }

    // ---- What else one wants to know of code

    /// The type of an expression, or what is wrong with it.
    public Answer type(String expression) {
        var typed = compiler.type(new SourceFile("expression", expression));
        return typed.failed() ? new Answer.Failure(renderer.renderAll(typed.diagnostics()).stripTrailing())
                : new Answer.Values(List.of(typed.type().map(Object::toString).orElse("() (no value)")));
    }

    /// The bytecode of a function, or of any input, which is not run.
    public Answer disassemble(String text) {
        Input input = compiler.preview(new SourceFile("code", text));
        boolean name = text.matches("[A-Za-z_][A-Za-z0-9_.]*");
        Optional<String> code = input.module().map(m -> name ? code(m, text) : code(m, "main")).filter(c -> !c.isEmpty());
        if (code.isEmpty() && name && functions.containsKey(text)) {
            code = Optional.of(code(functions.get(text), text));
        }
        if (code.isEmpty() && input.module().isPresent()) {
            code = Optional.of(code(input.module().get(), "main"));
        }
        return code.<Answer>map(c -> new Answer.Values(List.of(c.stripTrailing())))
                .orElse(new Answer.Failure(renderer.renderAll(input.diagnostics()).stripTrailing()));
    }

    private static String code(ModuleCode module, String function) {
        return Disassembler.text(module, function, (_, _) -> Optional.empty());
    }

    public sley.compiler.Session compiler() {
        return compiler;
    }

    /// What the variables of the session hold: what is typed next can use it. From any kernel thread.
    public synchronized List<Object> held() {
        return cells.values().stream().map(GlobalCell::r).filter(Objects::nonNull).toList();
    }

    public Session vm() {
        return vm;
    }

    /// The inputs that were run without an error, as a script.
    public String script() {
        return String.join("\n", accepted) + (accepted.isEmpty() ? "" : "\n");
    }

    public VmOptions options() {
        return options;
    }

    /// Runs what follows under other options.
    public void use(VmOptions newOptions) {
        options = newOptions;
        vm.use(newOptions);
    }

    @Override
    public void close() {
        vm.close();
    }
}
