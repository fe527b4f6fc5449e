package sley.compiler;

import java.util.List;
import java.util.Optional;
import sley.bytecode.model.ModuleCode;
import sley.compiler.ast.SourceUnit;
import sley.compiler.check.Checker;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.emit.Emitter;
import sley.compiler.hir.HProgram;
import sley.compiler.parse.DeepStack;
import sley.compiler.parse.Parser;
import sley.compiler.source.SourceFile;

/// The compiler as a whole. It does no input or output: texts come from the caller and from a [ModuleSource].
public final class Compiler {
    private Compiler() {}

    /// @param program empty when there are errors
    public record Checked(Optional<HProgram> program, List<Diagnostic> diagnostics) {}

    /// Parses and checks a program.
    ///
    /// @param identity of the main file, as [ModuleSource.Found#identity] gives it for imported ones
    public static Checked check(SourceFile main, String identity, ModuleSource source) {
        return DeepStack.call(() -> {
            var diagnostics = new Diagnostics();
            SourceUnit unit = Parser.parse(main, diagnostics);
            Optional<HProgram> program = diagnostics.failed() ? Optional.empty() : Checker.check(unit, identity, source, diagnostics);
            return new Checked(program, diagnostics.all());
        });
    }

    /// @param module empty when there are errors
    public record Compiled(Optional<ModuleCode> module, List<Diagnostic> diagnostics) {}

    /// Parses, checks and compiles a program; parameters as in [#check].
    public static Compiled compile(SourceFile main, String identity, ModuleSource source) {
        return DeepStack.call(() -> {
            var diagnostics = new Diagnostics();
            SourceUnit unit = Parser.parse(main, diagnostics);
            Optional<HProgram> program = diagnostics.failed() ? Optional.empty() : Checker.check(unit, identity, source, diagnostics);
            Optional<ModuleCode> module = program.flatMap(p -> Emitter.emit(p, diagnostics)).filter(_ -> !diagnostics.failed());
            return new Compiled(module, diagnostics.all());
        });
    }
}
