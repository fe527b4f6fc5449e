package sley.compiler;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import sley.bytecode.model.ModuleCode;
import sley.compiler.ast.SourceUnit;
import sley.compiler.check.SessionChecker;
import sley.compiler.check.SessionChecker.Candidate;
import sley.compiler.check.SessionChecker.Shown;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.emit.Emitter;
import sley.compiler.hir.HProgram;
import sley.compiler.parse.DeepStack;
import sley.compiler.parse.Highlight;
import sley.compiler.parse.Parser;
import sley.compiler.source.SourceFile;
import sley.compiler.types.Type;

/// The compiler of an interactive session. Each input becomes a module of its own, which holds the functions of earlier inputs that it needs; only variables are
/// shared, by their [HProgram.Global]. A definition that replaces another changes nothing in code that was compiled before. One thread at a time.
public final class Session {
    private final SessionChecker checker;

    public Session(ModuleSource source) {
        this.checker = new SessionChecker(source);
    }

    /// @param module  empty when there are errors; then the input is forgotten
    /// @param globals the variables in the module's table, in its order
    /// @param shown   what to print when it has run
    public record Input(Optional<ModuleCode> module, List<HProgram.Global> globals, List<Shown> shown, List<Diagnostic> diagnostics) {}

    /// Compiles an input; what it declares is visible to those that follow.
    ///
    /// @param identity of the file, as [ModuleSource.Found#identity] gives it, or any text that is no file's
    public Input compile(SourceFile file, String identity) {
        return DeepStack.call(() -> {
            var diagnostics = new Diagnostics();
            SourceUnit unit = Parser.parse(file, diagnostics);
            if (diagnostics.failed()) {
                return new Input(Optional.empty(), List.of(), List.of(), diagnostics.all());
            }
            SessionChecker.Input input = checker.check(unit, identity, diagnostics);
            Optional<Emitter.Input> module = input.program().flatMap(p -> Emitter.emitInput(p, diagnostics));
            if (module.isEmpty()) {
                checker.forget();
                return new Input(Optional.empty(), List.of(), List.of(), diagnostics.all());
            }
            checker.keep();
            return new Input(module.map(Emitter.Input::module), module.get().globals(), input.shown(), diagnostics.all());
        });
    }

    /// The newest input has ended with an error: see [SessionChecker#takeBack].
    public void takeBack(Predicate<HProgram.Global> hasValue) {
        checker.takeBack(hasValue);
    }

    /// @param type empty when the last statement has no value, or there are errors
    public record Typed(Optional<Type> type, List<Diagnostic> diagnostics, boolean failed) {}

    /// The type of an expression, which is not run.
    public Typed type(SourceFile file) {
        return DeepStack.call(() -> {
            var diagnostics = new Diagnostics();
            SourceUnit unit = Parser.parse(file, diagnostics);
            if (diagnostics.failed()) {
                return new Typed(Optional.empty(), diagnostics.all(), true);
            }
            SessionChecker.Input input = checker.check(unit, "type", diagnostics);
            checker.forget();
            return new Typed(diagnostics.failed() ? Optional.empty() : input.type(), diagnostics.all(), diagnostics.failed());
        });
    }

    /// As [#compile], of an input that will not be run; nothing of it is kept.
    public Input preview(SourceFile file) {
        return DeepStack.call(() -> {
            var diagnostics = new Diagnostics();
            SourceUnit unit = Parser.parse(file, diagnostics);
            if (diagnostics.failed()) {
                return new Input(Optional.empty(), List.of(), List.of(), diagnostics.all());
            }
            SessionChecker.Input input = checker.check(unit, "preview", diagnostics);
            Optional<Emitter.Input> module = input.program().flatMap(p -> Emitter.emitInput(p, diagnostics));
            checker.forget();
            return new Input(module.map(Emitter.Input::module), List.of(), List.of(), diagnostics.all());
        });
    }

    /// What may stand at `cursor` of a text that may be unfinished; each candidate replaces the name (or the part of one) that ends at the cursor.
    public List<Candidate> complete(String text, int cursor) {
        int start = cursor;
        while (start > 0 && Character.isJavaIdentifierPart(text.charAt(start - 1)) && text.charAt(start - 1) != '$') {
            start--;
        }
        String before = text.substring(0, start) + SessionChecker.MARK;
        String closers = Highlight.closers(before);
        // What follows the cursor may complete the text; else closing brackets do, perhaps after the block of a statement that has only begun.
        for (String after : List.of(text.substring(cursor), closers, " {}" + closers, closers.replaceFirst("^([)\\]]*)", "$1 {}"))) {
            Optional<List<Candidate>> found = attempt(before + after);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return List.of();
    }

    private Optional<List<Candidate>> attempt(String text) {
        return DeepStack.call(() -> {
            var diagnostics = new Diagnostics();
            SourceUnit unit = Parser.parse(new SourceFile("completion", text), diagnostics);
            return diagnostics.failed() ? Optional.empty() : checker.complete(unit);
        });
    }

    /// What the session has declared.
    public List<Candidate> declared() {
        return checker.declared();
    }
}
