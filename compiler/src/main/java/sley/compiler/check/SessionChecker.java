package sley.compiler.check;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import sley.compiler.ModuleSource;
import sley.compiler.ast.SourceUnit;
import sley.compiler.check.Symbols.Function;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.check.Symbols.TypeDeclaration;
import sley.compiler.check.Symbols.Variable;
import sley.compiler.diag.Diagnostics;
import sley.compiler.hir.HProgram;
import sley.compiler.types.Type;

/// Checks the inputs of an interactive session one after the other: each sees what the ones before it have declared.
public final class SessionChecker {
    private final Checker checker;
    private final Earlier earlier = new Earlier();
    private ModuleScope newest;

    public SessionChecker(ModuleSource source) {
        this.checker = new Checker(source, new Diagnostics());
    }

    /// What an input shows when it has run.
    ///
    /// @param global empty for the value `nil`
    public record Shown(String name, Optional<HProgram.Global> global, Type type) {}

    /// @param program empty when there are errors
    /// @param type    that of the last statement's value, when it has one
    public record Input(Optional<HProgram> program, List<Shown> shown, Optional<Type> type) {}

    /// Checks an input; [#keep] or [#forget] must follow.
    public Input check(SourceUnit unit, String identity, Diagnostics diagnostics) {
        Checker.Input input = checker.input(unit, identity, earlier.view(), diagnostics);
        newest = input.scope();
        return new Input(input.program(), input.shown().stream().map(s -> new Shown(s.name(), s.global(), s.type())).toList(), input.type());
    }

    /// What the input declares is visible from now on.
    public void keep() {
        earlier.add(newest);
    }

    /// The input has not been run after all.
    public void forget() {
        checker.forget();
    }

    /// The newest input has ended with an error: its variables that have no value are taken back, so that earlier ones of the same names are visible again.
    public void takeBack(Predicate<HProgram.Global> hasValue) {
        for (Variable variable : newest.variables.values()) {
            if (variable.global == null || !hasValue.test(variable.global)) {
                earlier.remove(variable.name);
            }
        }
    }

    /// Completions where [#MARK] stands in the text; empty when the checker did not come to it.
    public Optional<List<Candidate>> complete(SourceUnit unit) {
        var completion = new Completion();
        checker.complete(completion);
        checker.input(unit, "completion", earlier.view(), new Diagnostics());
        checker.complete(null);
        checker.forget();
        return completion.reached() ? Optional.of(completion.candidates().stream().map(c -> new Candidate(c.name(), c.detail(), c.doc())).toList()) : Optional.empty();
    }

    /// The name to stand where a completion is wanted.
    public static final String MARK = Completion.MARK;

    /// @param detail type or signature
    public record Candidate(String name, String detail, String doc) {}

    /// What the session has declared, as it would be written, in the order of the first declarations.
    public List<Candidate> declared() {
        return earlier.newest().entrySet().stream().map(e -> described(e.getKey(), e.getValue())).toList();
    }

    private static Candidate described(String name, Object symbol) {
        return switch (symbol) {
            case Variable v -> new Candidate(name, (v.mutable ? "var " : "let ") + name + ": " + v.global.type(), "");
            case Function f -> new Candidate(name, "fn " + name + Completion.detail(f, 0, new Unifier()), Completion.doc(f.declaration));
            case TypeDeclaration t -> new Candidate(name, (t.symbol.isEnum() ? "enum " : "struct ") + name, Completion.doc(t.declaration));
            default -> new Candidate(name, "import " + name, "");
        };
    }

    /// Names of methods that the session has declared.
    public Set<String> methods() {
        return earlier.view().methodNames();
    }
}
