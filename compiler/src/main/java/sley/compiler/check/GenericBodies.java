package sley.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import sley.compiler.ast.Decl;
import sley.compiler.check.Symbols.Function;
import sley.compiler.check.Symbols.TypeDeclaration;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.hir.HFunction;
import sley.compiler.hir.Local;
import sley.compiler.types.Type;
import sley.compiler.types.TypeSymbol;
import sley.compiler.types.TypeVariable;

/// Finds the faults in generic functions that nothing calls: those that are faults whatever the type parameters stand for. They are checked with a type of its own for each
/// parameter; what is said about such a type may not hold for the types that callers will give, and is dropped.
final class GenericBodies {
    /// Begins the names of those types, so that messages about them are known.
    private static final String MARK = "\uE000";

    private final Checker checker;

    GenericBodies(Checker checker) {
        this.checker = checker;
    }

    void check(Function function) {
        var found = new Diagnostics();
        Diagnostics before = checker.diagnostics;
        checker.diagnostics = found;
        body(function);
        checker.diagnostics = before;
        for (Diagnostic diagnostic : found.all()) {
            if (!marked(diagnostic)) {
                before.add(diagnostic);
            } else if (whatever(diagnostic, function)) {
                var plain = Diagnostic.error(diagnostic.code(), diagnostic.span(), diagnostic.headline().replace(MARK, ""));
                before.add(diagnostic.help().map(h -> plain.help(h.replace(MARK, ""))).orElse(plain));
            }
        }
    }

    /// What is said about a type with parameters in it holds whatever they stand for.
    private static boolean whatever(Diagnostic diagnostic, Function function) {
        return switch (diagnostic.code()) {
            case MISSING_RETURN -> true;
            // Unless there is such a method for some of the types that it may become.
            case UNKNOWN_MEMBER -> !diagnostic.headline().startsWith("`" + MARK) && !function.module.methods.containsKey(diagnostic.span().text());
            default -> false;
        };
    }

    private void body(Function function) {
        var names = new HashMap<String, Type>();
        var types = new HashMap<TypeVariable, Type>();
        for (TypeVariable variable : function.variables) {
            var symbol = new TypeSymbol("", MARK + variable.name(), false, function.declaration.nameSpan());
            checker.declarations.put(symbol, new TypeDeclaration(function.module, symbol, function.declaration, List.of()));
            Type opaque = new Type.Named(symbol, List.of());
            names.put(variable.name(), opaque);
            types.put(variable, opaque);
        }
        var parameters = new ArrayList<Local>();
        for (int i = 0; i < function.parameters.size(); i++) {
            parameters.add(new Local(function.parameters.get(i).name(), Unifier.substitute(function.parameterTypes.get(i), types), false, function.parameters.get(i).span()));
        }
        var target = new HFunction(function.name, parameters, Unifier.substitute(function.result, types), function.declaration.nameSpan());
        checker.statements().functionBody((Decl.Function) function.declaration, new Context(target, null, function.module, Map.copyOf(names), target.result()));
    }

    private static boolean marked(Diagnostic diagnostic) {
        Stream<String> notes = diagnostic.notes().stream().map(Diagnostic.Label::text);
        return Stream.concat(Stream.of(diagnostic.headline(), diagnostic.label(), diagnostic.help().orElse("")), notes).anyMatch(t -> t.contains(MARK));
    }
}
