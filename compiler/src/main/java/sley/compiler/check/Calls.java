package sley.compiler.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import sley.compiler.ast.Decl;
import sley.compiler.ast.Expr;
import sley.compiler.ast.TypeExpr;
import sley.compiler.check.Symbols.CaseOf;
import sley.compiler.check.Symbols.Function;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.check.Symbols.TypeDeclaration;
import sley.compiler.diag.Code;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HFunction;
import sley.compiler.hir.HProgram;
import sley.compiler.hir.Local;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;
import sley.compiler.types.TypeVariable;

/// Calls of functions, methods, function values, constructors and intrinsics.
final class Calls {
    /// Names whose meaning no signature can express; see [Intrinsics].
    static final Set<String> INTRINSICS = Set.of("print", "eprint", "str", "int", "float", "len", "cap", "list", "map", "set", "bytes", "chan", "threadLocal", "sleep", "yield", "exit");

    private final Checker checker;
    private final Intrinsics intrinsics;

    Calls(Checker checker) {
        this.checker = checker;
        this.intrinsics = new Intrinsics(checker);
    }

    HExpr call(Expr.Call expr, Type wanted, Context context) {
        return switch (expr.callee()) {
            case Expr.Name(String name, Span span) when context.find(name).isEmpty() && context.module.variable(name) == null -> named(name, span, expr, wanted, context);
            case Expr.Member member -> member(member, expr, wanted, context);
            default -> value(checker.expressions.any(expr.callee(), context), expr, context);
        };
    }

    private HExpr named(String name, Span span, Expr.Call expr, Type wanted, Context context) {
        Function function = context.module.function(name);
        // `list<int>()` in a module that has a function `list` of its own.
        boolean builtIn = function != null && function.variables.isEmpty() && !expr.typeArguments().isEmpty() && INTRINSICS.contains(name);
        if (function != null && !builtIn) {
            return call(function, expr.typeArguments(), expr.arguments(), Optional.empty(), wanted, expr.span(), context);
        }
        TypeDeclaration type = context.module.type(name);
        if (type != null && !type.symbol.isEnum()) {
            return struct(type, expr, wanted, context);
        }
        List<CaseOf> cases = context.module.casesNamed(name);
        if (!cases.isEmpty()) {
            return construct(checker.expressions.choose(cases, wanted, span, context), Optional.of(expr), wanted, expr.span(), context);
        }
        if (INTRINSICS.contains(name)) {
            return intrinsics.call(name, expr, wanted, context);
        }
        Optional<Function> prelude = checker.modules.free(name);
        if (prelude.isPresent()) {
            return call(prelude.get(), expr.typeArguments(), expr.arguments(), Optional.empty(), wanted, expr.span(), context);
        }
        checker.expressions.unknown.name(name, span, context);
        faultsIn(expr.arguments(), context);
        return Checker.invalid(expr.span());
    }

    /// `module.name` or `Enum.Case` without a call; empty when `qualifier` is neither.
    Optional<HExpr> qualified(String qualifier, String name, Span span, Type wanted, Context context) {
        ModuleScope module = context.module.imported(qualifier);
        if (module != null) {
            if (name.startsWith("_")) {
                checker.report(Code.PRIVATE_NAME, span, "`" + name + "` is private to `" + qualifier + "`", "", "");
                return Optional.of(Checker.invalid(span));
            }
            if (module.variable(name) != null) {
                return Optional.of(checker.expressions.global(module.variable(name), span, context));
            }
            if (module.function(name) != null) {
                return Optional.of(functionValue(module.function(name), wanted, span));
            }
            if (!module.visibleCases(name).isEmpty()) {
                return Optional.of(construct(checker.expressions.choose(module.visibleCases(name), wanted, span, context), Optional.empty(), wanted, span, context));
            }
            checker.expressions.unknown.in(module, qualifier, name, span);
            return Optional.of(Checker.invalid(span));
        }
        TypeDeclaration type = context.module.type(qualifier);
        if (type == null || !type.symbol.isEnum()) {
            return Optional.empty();
        }
        return Optional.of(caseOf(type, name, span).map(c -> construct(c, Optional.empty(), wanted, span, context)).orElse(Checker.invalid(span)));
    }

    /// The enum that `module.Enum` names.
    private static Optional<TypeDeclaration> importedEnum(Expr expr, Context context) {
        if (!(expr instanceof Expr.Member(Expr.Name(String qualifier, Span _), String name, boolean optional, Span _, Span _)) || optional || name.startsWith("_")
                || context.find(qualifier).isPresent() || context.module.variable(qualifier) != null) {
            return Optional.empty();
        }
        return Optional.ofNullable(context.module.imported(qualifier)).map(m -> m.type(name)).filter(t -> t.symbol.isEnum());
    }

    /// `module.Enum.Case` without a call; empty when the target is no enum of a module.
    Optional<HExpr> imported(Expr.Member expr, Type wanted, Context context) {
        return importedEnum(expr.target(), context)
                .map(type -> caseOf(type, expr.name(), expr.nameSpan()).map(c -> construct(c, Optional.empty(), wanted, expr.span(), context)).orElse(Checker.invalid(expr.span())));
    }

    private Optional<CaseOf> caseOf(TypeDeclaration type, String name, Span span) {
        for (int i = 0; i < type.cases.size(); i++) {
            if (type.cases.get(i).name().equals(name)) {
                return Optional.of(new CaseOf(type, i));
            }
        }
        if (name.equals(Completion.MARK)) {
            checker.wantedOf(type);
        }
        String help = Spelling.suggestion(name, type.cases.stream().map(HProgram.Case::name));
        checker.report(Code.UNKNOWN_MEMBER, span, "`" + type.symbol.name() + "` has no case `" + name + "`", "", help);
        return Optional.empty();
    }

    private HExpr member(Expr.Member member, Expr.Call expr, Type wanted, Context context) {
        if (member.target() instanceof Expr.Name(String name, Span _) && !member.optional() && context.find(name).isEmpty() && context.module.variable(name) == null) {
            ModuleScope module = context.module.imported(name);
            if (module != null && !member.name().startsWith("_")) {
                if (module.function(member.name()) != null) {
                    return call(module.function(member.name()), expr.typeArguments(), expr.arguments(), Optional.empty(), wanted, expr.span(), context);
                }
                TypeDeclaration type = module.type(member.name());
                if (type != null && !type.symbol.isEnum()) {
                    return struct(type, expr, wanted, context);
                }
                if (!module.visibleCases(member.name()).isEmpty()) {
                    return construct(checker.expressions.choose(module.visibleCases(member.name()), wanted, member.span(), context), Optional.of(expr), wanted, expr.span(), context);
                }
                if (module.methods.containsKey(member.name()) && !expr.arguments().isEmpty() && expr.arguments().getFirst().name().isEmpty()) {
                    HExpr self = checker.expressions.any(expr.arguments().getFirst().value(), context);
                    return Types.invalid(self.type()) ? self
                            : method(module.methods.get(member.name()), self, expr.typeArguments(), expr.arguments().subList(1, expr.arguments().size()), member, wanted, context);
                }
            }
            TypeDeclaration type = context.module.type(name);
            if (type != null && type.symbol.isEnum()) {
                return caseOf(type, member.name(), member.nameSpan()).map(c -> construct(c, Optional.of(expr), wanted, expr.span(), context))
                        .orElse(Checker.invalid(expr.span()));
            }
            if (module != null) {
                return value(qualified(name, member.name(), member.nameSpan(), null, context).orElseThrow(), expr, context);
            }
        }
        Optional<TypeDeclaration> imported = importedEnum(member.target(), context);
        if (imported.isPresent() && !member.optional()) {
            return caseOf(imported.get(), member.name(), member.nameSpan()).map(c -> construct(c, Optional.of(expr), wanted, expr.span(), context)).orElse(Checker.invalid(expr.span()));
        }
        HExpr target = checker.expressions.any(member.target(), context);
        return member.optional() ? checker.expressions.optional(target, expr.span(), context, inner -> memberCall(inner, member, expr, wanted, context))
                : memberCall(target, member, expr, wanted, context);
    }

    /// There is no such call; what is wrong with its arguments by themselves is told all the same.
    private void faultsIn(List<Expr.Argument> arguments, Context context) {
        arguments.stream().filter(a -> !(a.value() instanceof Expr.Lambda)).forEach(a -> checker.expressions.check(a.value(), Simple.INVALID, context));
    }

    private HExpr memberCall(HExpr target, Expr.Member member, Expr.Call expr, Type wanted, Context context) {
        if (Types.invalid(target.type()) || Types.never(target.type())) {
            faultsIn(expr.arguments(), context);
            return target;
        }
        Optional<HExpr> intrinsic = intrinsics.method(target, member.name(), expr, context);
        if (intrinsic.isPresent()) {
            return intrinsic.get();
        }
        if (target.type() instanceof Type.Named named && !named.symbol().isEnum()
                && checker.fields(named).stream().anyMatch(f -> f.name().equals(member.name()) && f.type() instanceof Type.FunctionOf)) {
            return value(checker.expressions.property(target, member, context), expr, context);
        }
        return method(checker.modules.visibleMethods(context.module, target.type(), member.name()), target, expr.typeArguments(), expr.arguments(), member, wanted, context);
    }

    /// The read of a property, which a method without arguments gives.
    HExpr property(HExpr target, String getter, Expr.Member member, Context context) {
        return method(checker.modules.visibleMethods(context.module, target.type(), getter), target, List.of(), List.of(), member, null, context);
    }

    /// A call of that of `candidates` whose `self` fits.
    private HExpr method(List<Function> candidates, HExpr target, List<TypeExpr> typeArguments, List<Expr.Argument> arguments, Expr.Member member, Type wanted,
            Context context) {
        Optional<Function> function = Modules.fitting(candidates, target.type());
        if (function.isPresent()) {
            return call(function.get(), typeArguments, arguments, Optional.of(target), wanted, member.span(), context);
        }
        checker.expressions.unknown.member(target.type(), member.name(), member.nameSpan(), context, false);
        faultsIn(arguments, context);
        return Checker.invalid(member.span());
    }

    /// A call of a function value.
    private HExpr value(HExpr callee, Expr.Call expr, Context context) {
        if (Types.never(callee.type())) {
            return callee;
        }
        if (!(callee.type() instanceof Type.FunctionOf(List<Type> parameters, Type result))) {
            if (!Types.invalid(callee.type())) {
                checker.report(Code.NOT_CALLABLE, expr.callee().span(), Types.shown(callee.type()) + " cannot be called", "", "");
            }
            return Checker.invalid(expr.span());
        }
        if (expr.arguments().size() != parameters.size() || expr.arguments().stream().anyMatch(a -> !a.name().isEmpty())) {
            checker.report(Code.WRONG_ARGUMENTS, expr.span(), "this function takes " + count(parameters.size()) + " by position, not " + expr.arguments().size(), "", "");
            return Checker.invalid(expr.span());
        }
        var values = new ArrayList<HExpr>();
        for (int i = 0; i < parameters.size(); i++) {
            values.add(checker.expressions.value(expr.arguments().get(i).value(), parameters.get(i), context));
        }
        return new HExpr.CallValue(callee, values, result, expr.span());
    }

    static String count(int arguments) {
        return count(arguments, "argument");
    }

    /// `no arguments`, `one argument`, `2 arguments`
    static String count(int things, String name) {
        return things == 1 ? "one " + name : (things == 0 ? "no" : things) + " " + name + "s";
    }

    // ---- Declared functions

    /// A declared function used as a value.
    HExpr functionValue(Function function, Type wanted, Span span) {
        var unifier = new Unifier();
        Type type = new Type.FunctionOf(function.parameterTypes, function.result);
        if (Expressions.strip(wanted) instanceof Type.FunctionOf goal) {
            unifier.learn(type, goal);
        }
        Type concrete = unifier.apply(type);
        if (!Unifier.concrete(concrete)) {
            checker.report(Code.CANNOT_INFER, span, "the type arguments of `" + function.name + "` cannot be told here", "", "wrap it: `x => " + function.name + "(x)`");
            return Checker.invalid(span);
        }
        List<Type> arguments = function.variables.stream().map(v -> unifier.apply(new Type.Variable(v))).toList();
        if (function.nativeName.isEmpty()) {
            return new HExpr.Closure(checker.instance(function, arguments, span), concrete, span);
        }
        var goal = (Type.FunctionOf) concrete;
        var locals = new ArrayList<Local>();
        for (int i = 0; i < goal.parameters().size(); i++) {
            locals.add(new Local(function.parameters.get(i).name(), goal.parameters().get(i), false, span));
        }
        var wrapper = new HFunction(function.name, locals, goal.result(), span);
        wrapper.setBody(new HExpr.CallNative(function.nativeName, goal.parameters(), locals.stream().map(l -> (HExpr) new HExpr.LocalGet(l, l.type(), span)).toList(), goal.result(), span));
        return new HExpr.Closure(wrapper, concrete, span);
    }

    /// A call of a declared function; `self` is given for a method.
    HExpr call(Function function, List<TypeExpr> typeArguments, List<Expr.Argument> arguments, Optional<HExpr> self, Type wanted, Span span, Context context) {
        int skip = self.isPresent() ? 1 : 0;
        Optional<Expr[]> placed = Placement.of(checker, function.name, function.parameters.subList(skip, function.parameters.size()), arguments, span);
        int[] written = placed.map(p -> Placement.parameters(p, arguments)).orElse(new int[0]);
        var unifier = new Unifier();
        if (placed.isEmpty() || !explicit(function, typeArguments, unifier, span, context)) {
            faultsIn(arguments, context);
            return Checker.invalid(span);
        }
        self.ifPresent(s -> unifier.learn(function.parameterTypes.getFirst(), s.type()));
        if (wanted != null && wanted != Simple.UNIT && !function.variables.isEmpty()) {
            // What the place asks for is a hint only where the arguments say nothing.
            arguments(function, placed.get(), skip, unifier, context, false);
            new ArrayList<>(function.variables).stream().filter(v -> unifier.of(v).isEmpty()).forEach(v -> hint(function, v, wanted, unifier));
        }
        HExpr[] values = arguments(function, placed.get(), skip, unifier, context, true);
        for (TypeVariable variable : function.variables) {
            if (unifier.of(variable).isEmpty()) {
                for (int i = 0; i < values.length; i++) {
                    Type declared = unifier.apply(function.parameterTypes.get(i + skip));
                    if (Unifier.concrete(values[i].type()) && !(declared instanceof Type.Variable) && !Signatures.head(declared).equals(Signatures.head(values[i].type()))) {
                        checker.mismatch(values[i].span(), declared, values[i].type());
                        return Checker.invalid(span);
                    }
                }
                Expr[] given = placed.get();
                if (IntStream.range(0, values.length).noneMatch(i -> given[i] != null && Types.invalid(values[i].type()))) {
                    int count = function.variables.size();
                    checker.report(Code.CANNOT_INFER, span, "the type argument `" + variable.name() + "` of `" + function.name + "` cannot be told here", "",
                            "state " + (count == 1 ? "it" : "all of them") + ": `" + function.name + "<" + String.join(", ", Collections.nCopies(count, "int")) + ">(…)`, for example");
                }
                return Checker.invalid(span);
            }
        }
        var all = new ArrayList<HExpr>();
        self.ifPresent(all::add);
        for (int i = 0; i < values.length; i++) {
            all.add(checker.coerce(values[i], unifier.apply(function.parameterTypes.get(i + skip))));
        }
        List<HExpr> variables = Placement.variables(all, written, skip);
        new Ordering(checker).demand(function, function.variables.stream().map(v -> unifier.of(v).orElseThrow()).toList(), placed.get().length > 0 && placed.get()[0] != null, span);
        Type result = unifier.apply(function.result);
        if (!function.nativeName.isEmpty()) {
            var called = new HExpr.CallNative(function.nativeName, function.parameterTypes.stream().map(unifier::apply).toList(), all, result, span);
            return arguments.size() == 1 && function.nativeName.equals("assert") ? Assertions.explained(called, arguments.getFirst().value().span()) : Placement.after(variables, called);
        }
        List<Type> types = function.variables.stream().map(v -> unifier.of(v).orElseThrow()).toList();
        return Placement.after(variables, new HExpr.Call(checker.instance(function, types, span), all, result, span));
    }

    private static void hint(Function function, TypeVariable variable, Type wanted, Unifier unifier) {
        var expected = new Unifier();
        expected.learn(function.result, function.result instanceof Type.OptionalOf ? wanted : Expressions.strip(wanted));
        expected.of(variable).ifPresent(t -> unifier.bind(variable, t));
    }

    private boolean explicit(Function function, List<TypeExpr> typeArguments, Unifier unifier, Span span, Context context) {
        if (typeArguments.isEmpty()) {
            return true;
        }
        if (typeArguments.size() != function.variables.size()) {
            checker.report(Code.WRONG_TYPE_ARGUMENTS, span, "`" + function.name + "` takes " + count(function.variables.size(), "type argument") + ", not " + typeArguments.size(), "", "");
            return false;
        }
        for (int i = 0; i < typeArguments.size(); i++) {
            unifier.bind(function.variables.get(i), checker.resolve(typeArguments.get(i), context));
        }
        return true;
    }

    /// Checks the arguments, those that are no lambdas first, so that the parameter types of lambdas are known.
    ///
    /// @param last false for a first look that only learns from plain arguments, without checking anything twice that could report
    private HExpr[] arguments(Function function, Expr[] placed, int skip, Unifier unifier, Context context, boolean last) {
        var values = new HExpr[placed.length];
        for (int i = 0; i < placed.length; i++) {
            if (placed[i] instanceof Expr.Name name) {
                placed[i] = intrinsic(name, function.parameterTypes.get(i + skip), context).orElse(name);
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < placed.length; i++) {
                boolean lambda = placed[i] instanceof Expr.Lambda;
                Type declared = function.parameterTypes.get(i + skip);
                boolean plain = placed[i] instanceof Expr.Name(String name, Span _) && context.find(name).isPresent();
                if (round != round(placed[i], context) || !last && !plain) {
                    continue;
                }
                if (placed[i] == null) {
                    values[i] = defaultValue(function, i + skip, unifier, context);
                    continue;
                }
                Type goal = unifier.apply(declared);
                values[i] = checker.expressions.check(placed[i], lambda || Unifier.concrete(goal) ? goal : partly(goal), context);
                unifier.learn(declared, values[i].type());
            }
        }
        return values;
    }

    /// `x => print(x)` for `print` where a function is wanted; empty when it is no such name.
    static Optional<Expr> intrinsic(Expr.Name expr, Type wanted, Context context) {
        String name = expr.name();
        boolean other = !INTRINSICS.contains(name) || context.find(name).isPresent() || context.module.variable(name) != null || context.module.function(name) != null;
        if (other || !(Expressions.strip(wanted) instanceof Type.FunctionOf(List<Type> types, Type _))) {
            return Optional.empty();
        }
        Span span = expr.span();
        var parameters = IntStream.range(0, types.size()).mapToObj(i -> new Expr.Parameter("$" + i, Optional.empty(), Optional.empty(), span)).toList();
        var arguments = parameters.stream().map(p -> new Expr.Argument("", new Expr.Name(p.name(), span), span)).toList();
        return Optional.of(new Expr.Lambda(parameters, Optional.empty(), new Expr.Call(expr, List.of(), arguments, span), false, span));
    }

    private static final int ROUNDS = 4;

    /// When an argument is checked: last those that need to know what is expected of them.
    private static int round(Expr argument, Context context) {
        return switch (argument) {
            case Expr.Lambda _ -> 2;
            case Expr.ListLiteral list when list.elements().isEmpty() -> 1;
            case Expr.MapLiteral map when map.entries().isEmpty() -> 1;
            case Expr.NilLiteral _ -> 1;
            case Expr.Name(String name, Span _) when context.find(name).isEmpty() && !context.module.casesNamed(name).isEmpty() -> 1;
            case null -> ROUNDS - 1;
            default -> 0;
        };
    }

    /// A type that still holds unknowns is no use as an expectation.
    private static Type partly(Type goal) {
        return Unifier.concrete(goal) ? goal : null;
    }

    private HExpr defaultValue(Function function, int parameter, Unifier unifier, Context context) {
        Expr value = function.parameters.get(parameter).defaultValue().orElseThrow();
        var names = new HashMap<String, Type>();
        // One that nothing has told so far is reported by the caller.
        function.variables.forEach(v -> names.put(v.name(), unifier.of(v).orElse(Simple.INVALID)));
        return inModule(function.module, names, value, unifier.apply(function.parameterTypes.get(parameter)), context);
    }

    private HExpr inModule(ModuleScope module, Map<String, Type> typeNames, Expr value, Type wanted, Context context) {
        ModuleScope before = context.module;
        Map<String, Type> names = context.typeNames;
        var hidden = context.hide();
        context.module = module;
        context.typeNames = typeNames;
        HExpr result = checker.expressions.value(value, wanted, context);
        context.reveal(hidden);
        context.module = before;
        context.typeNames = names;
        return result;
    }

    // ---- Constructors

    private HExpr struct(TypeDeclaration type, Expr.Call expr, Type wanted, Context context) {
        var declaration = (Decl.Struct) type.declaration;
        return make(type, type.symbol.name(), declaration.fields(), type.fields, expr.typeArguments(), expr.arguments(), wanted, expr.span(), context,
                (values, named) -> new HExpr.New(values, named, expr.span()));
    }

    HExpr construct(Optional<CaseOf> chosen, Optional<Expr.Call> expr, Type wanted, Span span, Context context) {
        return chosen.isPresent() ? construct(chosen.get(), expr, wanted, span, context) : Checker.invalid(span);
    }

    /// @param expr empty for a case without fields
    HExpr construct(CaseOf chosen, Optional<Expr.Call> expr, Type wanted, Span span, Context context) {
        var declaration = (Decl.Enum) chosen.type().declaration;
        HProgram.Case target = chosen.type().cases.get(chosen.index());
        String name = target.name();
        List<Expr.Parameter> parameters = declaration.cases().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow().fields();
        if (expr.isEmpty() && parameters.stream().anyMatch(p -> p.defaultValue().isEmpty())) {
            checker.report(Code.WRONG_ARGUMENTS, span, "the case `" + name + "` of `" + chosen.type().symbol.name() + "` has fields, and is no value without them", "",
                    "give them: `" + name + "(…)`; as a function: `x => " + name + "(x)`");
            return Checker.invalid(span);
        }
        return make(chosen.type(), name, parameters, target.fields(), expr.map(Expr.Call::typeArguments).orElse(List.of()), expr.map(Expr.Call::arguments).orElse(List.of()), wanted, span,
                context, (values, named) -> new HExpr.NewCase(chosen.index(), values, named, span));
    }

    /// @param name of the struct or of the case
    private HExpr make(TypeDeclaration type, String name, List<Expr.Parameter> parameters, List<HProgram.Field> fields, List<TypeExpr> typeArguments, List<Expr.Argument> arguments,
            Type wanted, Span span, Context context, BiFunction<List<HExpr>, Type.Named, HExpr> build) {
        Type self = new Type.Named(type.symbol, type.variables.stream().map(v -> (Type) new Type.Variable(v)).toList());
        var constructor = new Function(type.module, name, type.variables, parameters, fields.stream().map(HProgram.Field::type).toList(), self, type.declaration, "new");
        HExpr call = call(constructor, typeArguments, arguments, Optional.empty(), wanted, span, context);
        return Placement.changed(call, inner -> {
            if (!(inner instanceof HExpr.CallNative made)) {
                return inner;
            }
            var named = (Type.Named) made.type();
            if (type.symbol.isEnum()) {
                checker.cases(named);
            } else {
                checker.fields(named);
            }
            return build.apply(made.arguments(), named);
        });
    }
}
