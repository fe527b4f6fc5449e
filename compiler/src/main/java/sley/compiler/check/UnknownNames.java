package sley.compiler.check;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import sley.compiler.check.Symbols.CaseOf;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.check.Symbols.TypeDeclaration;
import sley.compiler.diag.Code;
import sley.compiler.hir.HProgram;
import sley.compiler.source.Span;
import sley.compiler.types.Type;

/// Reports names and members that there are not, with what was probably meant.
final class UnknownNames {
    /// What other languages call the length of a value.
    private static final Set<String> LENGTHS = Set.of("len", "length", "size", "count");
    private static final Set<String> PARTS = Set.of("slice", "substring", "substr", "subList", "take", "sub");

    private final Checker checker;

    UnknownNames(Checker checker) {
        this.checker = checker;
    }

    void name(String name, Span span, Context context) {
        name(name, span, "", context);
    }

    /// @param otherwise the help when no other name is like it
    private void name(String name, Span span, String otherwise, Context context) {
        var module = context.module;
        if (name.equals(Completion.MARK)) {
            checker.wanted(null, context);
        }
        if (Calls.INTRINSICS.contains(name)) {
            checker.report(Code.CANNOT_INFER, span, "the type of `" + name + "` cannot be told here", "", "wrap it: `fn(x: int) { " + name + "(x) }`");
            return;
        }
        Optional<String> kind = kind(name, module);
        if (kind.isPresent()) {
            checker.report(Code.NO_VALUE, span, "`" + name + "` is " + kind.get() + ", not a value", "", use(name, module));
            return;
        }
        Stream<String> known = Stream.of(context.names(), module.names(), Calls.INTRINSICS.stream()).flatMap(s -> s);
        String help = checker.modules.free("get_" + name).isPresent() ? "it is a value, no function: write `" + name + "`"
                : checker.modules.isStandard(name) ? "write `import " + name + "` for the standard module"
                : checker.modules.isMethod(module, name) ? "it is a method: `x." + name + "(…)`"
                : Spelling.name(name, known).map(n -> "did you mean `" + n + "`?").orElse(otherwise);
        checker.report(Code.UNKNOWN_NAME, span, "no name `" + name + "`", "not found here", help);
    }

    /// What a name means that is no value: `a struct`; empty for other names.
    private static Optional<String> kind(String name, ModuleScope module) {
        TypeDeclaration type = module.type(name);
        return type != null ? Optional.of(type.symbol.isEnum() ? "an enum" : "a struct")
                : module.imported(name) != null ? Optional.of("a module") : Signatures.simple(name).map(_ -> "a type");
    }

    private static String use(String name, ModuleScope module) {
        TypeDeclaration type = module.type(name);
        if (type == null) {
            return module.imported(name) != null ? "use what it offers: `" + name + ".…`" : name.equals("range") ? "a range is written `0..n`" : name.equals("string") ? "`str(x)` gives the text of a value" : "";
        }
        return !type.symbol.isEnum() ? "make a value with `" + name + "(…)`"
                : type.cases.isEmpty() ? "" : "a value is one of its cases: `" + String.join("`, `", type.cases.stream().map(c -> c.fields().isEmpty() ? c.name() : c.name() + "(…)").toList()) + "`";
    }

    /// Reports an assignment to a name that is no variable.
    void notAssigned(String name, Span span, Context context) {
        var module = context.module;
        List<CaseOf> cases = module.casesNamed(name);
        Optional<String> kind = module.function(name) != null ? Optional.of("a function")
                : !cases.isEmpty() ? Optional.of("a case of `" + cases.getFirst().type().symbol.name() + "`")
                : kind(name, module).or(() -> Calls.INTRINSICS.contains(name) || checker.modules.free(name).isPresent() ? Optional.of("a built-in function") : Optional.empty());
        if (kind.isPresent()) {
            checker.report(Code.IMMUTABLE, span, "`" + name + "` is " + kind.get() + " and cannot be assigned", "", "");
        } else {
            name(name, span, "declare it: `let " + name + " = …`, or `var` when it changes", context);
        }
    }

    /// A name that a module does not offer.
    void in(ModuleScope module, String qualifier, String name, Span span) {
        if (module.broken) {
            return;
        }
        if (name.equals(Completion.MARK)) {
            checker.wantedOf(module);
        }
        String help = checker.modules.free(name).isPresent() ? "`" + name + "` belongs to no module: write it without `" + qualifier + ".`"
                : Spelling.suggestion(name, Stream.of(module.functions, module.types, module.methods, module.variables).flatMap(names -> names.keySet().stream()));
        checker.report(Code.UNKNOWN_MEMBER, span, "`" + qualifier + "` has no `" + name + "`", "", help);
    }

    void member(Type type, String name, Span span, Context context, boolean isMethod) {
        if (Types.invalid(type)) {
            return;
        }
        Stream<String> fields = type instanceof Type.Named named && !named.symbol().isEnum() ? checker.fields(named).stream().map(HProgram.Field::name) : Stream.of();
        if (name.equals(Completion.MARK)) {
            checker.wanted(type, context);
        }
        Stream<String> methods = Stream.concat(Intrinsics.methods(type), checker.modules.methodsFor(context.module, type).stream().map(f -> f.name));
        String help = isMethod ? "it is a method: `." + name + "()`"
                : checker.modules.free(name).isPresent() ? "it is a function: `" + name + (checker.modules.free(name).get().parameters.size() > 1 ? "(x, …)`" : "(x)`")
                : LENGTHS.contains(name) ? "the length of a value is `len(x)`"
                : PARTS.contains(name) ? "a part of a value is `x[from..to]`"
                : type instanceof Type.OptionalOf ? "the value may be nil: use `?." + name + "`, or test it first (a `var` of the top level or of a closure: take it into a `let` for that)"
                : Spelling.member(name, Stream.concat(fields, methods).toList()).map(n -> "did you mean `" + n + "`?").or(() -> Spelling.instead(name)).orElse("");
        checker.report(Code.UNKNOWN_MEMBER, span, Types.shown(type) + " has no member `" + name + "`", "", help);
    }
}
