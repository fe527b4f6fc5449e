package sley.compiler.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import sley.compiler.ast.Expr;
import sley.compiler.ast.Expr.BinaryOp;
import sley.compiler.check.Symbols.CaseOf;
import sley.compiler.check.Symbols.Function;
import sley.compiler.check.Symbols.Variable;
import sley.compiler.diag.Code;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HProgram;
import sley.compiler.hir.Local;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Expressions: literals, names, members and data. Operators, calls, lambdas and control are in classes of their own.
final class Expressions {
    private final Checker checker;
    private final Operators operators;
    private final Calls calls;
    final Control control;
    final Lambdas lambdas;
    final UnknownNames unknown;

    Expressions(Checker checker) {
        this.checker = checker;
        this.operators = new Operators(checker);
        this.calls = new Calls(checker);
        this.control = new Control(checker);
        this.lambdas = new Lambdas(checker);
        this.unknown = new UnknownNames(checker);
    }

    /// An expression whose value is dropped.
    HExpr statement(Expr expr, Context context) {
        return switch (expr) {
            case Expr.Assign assign -> operators.assign(assign, context);
            case Expr.Spawn spawn -> control.spawn(spawn, true, context);
            default -> check(expr, Simple.UNIT, context);
        };
    }

    /// Optional variables that hold a value when a condition is true, and when it is false.
    record Facts(Set<Object> whenTrue, Set<Object> whenFalse) {}

    Facts facts(Expr condition, Context context) {
        return switch (condition) {
            case Expr.Parenthesized(Expr inner, Span _) -> facts(inner, context);
            case Expr.Unary(Expr.UnaryOp op, Expr operand, Span _) when op == Expr.UnaryOp.NOT -> {
                Facts inner = facts(operand, context);
                yield new Facts(inner.whenFalse, inner.whenTrue);
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr right, Span _, Span _) when op == BinaryOp.NE || op == BinaryOp.EQ -> {
                Expr tested = right instanceof Expr.NilLiteral ? left : left instanceof Expr.NilLiteral ? right : null;
                Set<Object> locals = new HashSet<>();
                if (tested instanceof Expr.Name(String name, Span _)) {
                    Optional<Local> local = context.find(name);
                    local.filter(l -> l.type() instanceof Type.OptionalOf).ifPresent(locals::add);
                    Variable variable = local.isPresent() ? null : context.module.variable(name);
                    if (variable != null && !variable.mutable && variable.global != null && variable.global.type() instanceof Type.OptionalOf) {
                        locals.add(variable.global);
                    }
                }
                yield op == BinaryOp.NE ? new Facts(locals, Set.of()) : new Facts(Set.of(), locals);
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr right, Span _, Span _) when op == BinaryOp.AND || op == BinaryOp.OR -> {
                Facts a = facts(left, context);
                Facts b = facts(right, context);
                yield op == BinaryOp.AND ? new Facts(union(a.whenTrue, b.whenTrue), Set.of()) : new Facts(Set.of(), union(a.whenFalse, b.whenFalse));
            }
            default -> new Facts(Set.of(), Set.of());
        };
    }

    private static Set<Object> union(Set<Object> a, Set<Object> b) {
        var all = new HashSet<>(a);
        all.addAll(b);
        return all;
    }

    /// @param wanted the type that the place asks for: null when it takes any, UNIT when the value is dropped. The result may still need [Checker#coerce].
    HExpr check(Expr expr, Type wanted, Context context) {
        return switch (expr) {
            case Expr.IntLiteral(long value, Span span) -> new HExpr.Primitive(value, Simple.INT, span);
            case Expr.FloatLiteral(double value, Span span) -> new HExpr.Primitive(Double.doubleToRawLongBits(value), Simple.FLOAT, span);
            case Expr.DurationLiteral(long nanos, Span span) -> new HExpr.Primitive(nanos, Simple.DURATION, span);
            case Expr.BoolLiteral(boolean value, Span span) -> new HExpr.Primitive(value ? 1 : 0, Simple.BOOL, span);
            case Expr.NilLiteral(Span span) -> new HExpr.Nil(wanted instanceof Type.OptionalOf ? wanted : Simple.NIL, span);
            case Expr.StringLiteral(String value, Span span) -> new HExpr.Text(value, span);
            case Expr.Interpolation(List<Expr> parts, Span span) -> new HExpr.Concat(parts.stream().map(p -> text(p, context)).toList(), span);
            case Expr.Parenthesized(Expr inner, Span _) -> check(inner, wanted, context);
            case Expr.Name name -> name(name, wanted, context);
            case Expr.ListLiteral list -> list(list, wanted, context);
            case Expr.MapLiteral map -> map(map, wanted, context);
            case Expr.TupleLiteral tuple -> tuple(tuple, wanted, context);
            case Expr.Range(Expr from, Expr to, boolean inclusive, Optional<Expr> step, Span span) ->
                new HExpr.RangeOf(value(from, Simple.INT, context), value(to, Simple.INT, context), inclusive, step.map(s -> value(s, Simple.INT, context)), span);
            case Expr.Unary unary -> operators.unary(unary, wanted, context);
            case Expr.Binary binary -> operators.binary(binary, wanted, context);
            case Expr.Unwrap(Expr operand, Span span) -> {
                HExpr inner = any(operand, context);
                if (inner.type() instanceof Type.OptionalOf(Type type)) {
                    yield new HExpr.Unwrap(inner, type, span);
                }
                if (!Types.invalid(inner.type()) && !Types.never(inner.type()) && !narrowedName(operand, context)) {
                    checker.report(Code.INVALID_OPERATOR, span, "`!` takes the value out of an optional; this is " + Types.shown(inner.type()), "", "");
                }
                yield inner;
            }
            case Expr.Index index -> operators.index(index, context);
            case Expr.Member member -> member(member, wanted, context);
            case Expr.Call call -> calls.call(call, wanted, context);
            case Expr.Lambda lambda -> lambdas.lambda(lambda, wanted, context);
            case Expr.Block block -> checker.statements().block(block, wanted, context);
            case Expr.Assign assign -> operators.assign(assign, context);
            case Expr.Spawn spawn -> control.spawn(spawn, false, context);
            default -> control.check(expr, wanted, context);
        };
    }

    /// As [#check]; where the place takes any type, an earlier branch may suggest one that helps to tell what `nil` or an empty list is.
    HExpr check(Expr expr, Type wanted, Type hint, Context context) {
        if (wanted != null || hint == null) {
            return check(expr, wanted, context);
        }
        return switch (expr) {
            case Expr.Parenthesized(Expr inner, Span _) -> check(inner, null, hint, context);
            case Expr.If conditional -> control.conditional(conditional, null, hint, context);
            case Expr.Match _, Expr.Select _, Expr.Try _, Expr.Scope _, Expr.Within _, Expr.Lock _, Expr.LockThread _, Expr.Block _ -> check(expr, null, context);
            default -> check(expr, hint, context);
        };
    }

    private static boolean narrowedName(Expr operand, Context context) {
        if (!(operand instanceof Expr.Name(String name, Span _))) {
            return false;
        }
        Variable variable = context.module.variable(name);
        return context.find(name).map(context::narrowed).orElse(variable != null && variable.global != null && context.narrowed(variable.global));
    }

    /// A value of exactly that type.
    HExpr value(Expr expr, Type wanted, Context context) {
        return checker.coerce(check(expr, wanted, context), wanted);
    }

    /// A value of any type that is one.
    HExpr any(Expr expr, Context context) {
        HExpr result = check(expr, null, context);
        if (result.type() == Simple.UNIT) {
            checker.report(Code.NO_VALUE, expr.span(), "this has no value", "", "");
            return Checker.invalid(expr.span());
        }
        return result;
    }

    HExpr text(Expr expr, Context context) {
        HExpr value = any(expr, context);
        return value.type() == Simple.STRING || Types.invalid(value.type()) || Types.never(value.type()) ? value
                : value.type() == Simple.NIL ? new HExpr.Text("nil", value.span()) : new HExpr.ToText(value, value.span());
    }

    // ---- Names

    private HExpr name(Expr.Name expr, Type wanted, Context context) {
        String name = expr.name();
        Span span = expr.span();
        Optional<Local> local = context.find(name);
        if (local.isPresent()) {
            return local(local.get(), span, context);
        }
        Variable variable = context.module.variable(name);
        if (variable != null) {
            return global(variable, span, context);
        }
        Function function = context.module.function(name);
        if (function != null) {
            return calls.functionValue(function, wanted, span);
        }
        List<CaseOf> cases = context.module.casesNamed(name);
        if (!cases.isEmpty()) {
            return calls.construct(choose(cases, wanted, span, context), Optional.empty(), wanted, span, context);
        }
        Optional<Function> property = checker.modules.free("get_" + name);
        if (property.isPresent()) {
            return calls.call(property.get(), List.of(), List.of(), Optional.empty(), wanted, span, context);
        }
        Optional<Function> prelude = checker.modules.free(name);
        if (prelude.isPresent()) {
            return calls.functionValue(prelude.get(), wanted, span);
        }
        Optional<Expr> intrinsic = Calls.intrinsic(expr, wanted, context);
        if (intrinsic.isPresent()) {
            return check(intrinsic.get(), wanted, context);
        }
        unknown.name(name, span, context);
        return Checker.invalid(span);
    }

    /// The case that a bare name means, by the type that is expected; empty after a report.
    Optional<CaseOf> choose(List<CaseOf> cases, Type wanted, Span span, Context context) {
        Type type = wanted instanceof Type.OptionalOf(Type inner) ? inner : wanted;
        if (cases.size() > 1) {
            if (type instanceof Type.Named named) {
                for (CaseOf each : cases) {
                    if (each.type().symbol == named.symbol()) {
                        return Optional.of(each);
                    }
                }
            }
            String name = cases.getFirst().type().cases.get(cases.getFirst().index()).name();
            checker.report(Code.AMBIGUOUS, span, "several enums have a case `" + name + "`", "",
                    "write " + String.join(" or ", cases.stream().map(c -> "`" + (c.type().module == context.module ? "" : c.type().module.name + ".") + c.type().symbol.name() + "." + name + "`").toList()));
            return Optional.empty();
        }
        return Optional.of(cases.getFirst());
    }

    HExpr local(Local local, Span span, Context context) {
        HExpr get = new HExpr.LocalGet(local, local.type(), span);
        return local.type() instanceof Type.OptionalOf(Type inner) && context.narrowed(local) ? new HExpr.Unwrap(get, inner, span) : get;
    }

    HExpr global(Variable variable, Span span, Context context) {
        if (variable.global == null && variable.stated.isPresent()) {
            variable.global = checker.global(variable.module.qualified(variable.name), new Signatures(variable.module, checker.diagnostics).resolve(variable.stated.get(), Map.of()), variable.mutable);
        }
        if (variable.global == null) {
            checker.report(Code.CANNOT_INFER, span, "`" + variable.name + "` is used before its declaration", "", "state its type there, or move it up");
            return Checker.invalid(span);
        }
        boolean checked = context.function != checker.topLevel || !variable.declared;
        HExpr get = new HExpr.GlobalGet(variable.global, checked, variable.global.type(), span);
        return variable.global.type() instanceof Type.OptionalOf(Type inner) && context.narrowed(variable.global) ? new HExpr.Unwrap(get, inner, span) : get;
    }

    // ---- Data

    private HExpr list(Expr.ListLiteral expr, Type wanted, Context context) {
        Type goal = strip(wanted);
        if (goal instanceof Type.ListOf(Type element)) {
            return new HExpr.ListOf(expr.elements().stream().map(e -> value(e, element, context)).toList(), goal, expr.span());
        }
        if (expr.elements().isEmpty() && goal == Simple.INVALID) {
            return Checker.invalid(expr.span());
        }
        if (expr.elements().isEmpty()) {
            checker.report(Code.CANNOT_INFER, expr.span(), "the element type of this empty list cannot be told here", "", "write `list<int>()`, for example");
            return Checker.invalid(expr.span());
        }
        Joined joined = join(expr.elements(), context);
        return Checker.neverComplete(joined.values, expr.span())
                .orElseGet(() -> Types.invalid(joined.type) ? Checker.invalid(expr.span()) : new HExpr.ListOf(joined.values, new Type.ListOf(joined.type), expr.span()));
    }

    private record Joined(List<HExpr> values, Type type) {}

    /// Values of one type: that of the first, made optional when one of them is nil.
    private Joined join(List<Expr> elements, Context context) {
        var values = new ArrayList<HExpr>();
        Type type = Simple.NEVER;
        for (Expr element : elements) {
            HExpr value = check(element, Types.never(type) ? null : type, context);
            if (value.type() == Simple.UNIT) {
                checker.report(Code.NO_VALUE, element.span(), "this has no value", "", "");
                value = Checker.invalid(element.span());
            }
            Optional<Type> both = Types.join(type, value.type());
            if (both.isEmpty()) {
                checker.mismatch(element.span(), type, value.type());
                value = Checker.invalid(element.span());
            } else {
                type = Types.invalid(type) ? value.type() : both.get();
            }
            values.add(value);
        }
        if (type == Simple.NIL) {
            checker.report(Code.CANNOT_INFER, elements.getFirst().span(), "the type of `nil` cannot be told here", "", "state the type, as in `let xs: list<int?> = [nil]`");
        }
        Type goal = type == Simple.NIL || Types.never(type) ? Simple.INVALID : type;
        return new Joined(values.stream().map(v -> checker.coerce(v, goal)).toList(), goal);
    }

    private HExpr map(Expr.MapLiteral expr, Type wanted, Context context) {
        if (strip(wanted) instanceof Type.MapOf(Type key, Type value)) {
            if (!checker.key(key, expr.span())) {
                return Checker.invalid(expr.span());
            }
            return new HExpr.MapOf(expr.entries().stream().map(e -> new HExpr.Entry(value(e.key(), key, context), value(e.value(), value, context))).toList(),
                    strip(wanted), expr.span());
        }
        if (expr.entries().isEmpty() && strip(wanted) == Simple.INVALID) {
            return Checker.invalid(expr.span());
        }
        if (expr.entries().isEmpty()) {
            checker.report(Code.CANNOT_INFER, expr.span(), "the types of this empty map cannot be told here", "", "write `map<string, int>()`, for example");
            return Checker.invalid(expr.span());
        }
        Joined keys = join(expr.entries().stream().map(Expr.Entry::key).toList(), context);
        Joined values = join(expr.entries().stream().map(Expr.Entry::value).toList(), context);
        var parts = new ArrayList<HExpr>();
        for (int i = 0; i < keys.values.size(); i++) {
            parts.addAll(List.of(keys.values.get(i), values.values.get(i)));
        }
        Optional<HExpr> incomplete = Checker.neverComplete(parts, expr.span());
        if (incomplete.isPresent()) {
            return incomplete.get();
        }
        if (Types.invalid(keys.type) || Types.invalid(values.type) || !checker.key(keys.type, expr.span())) {
            return Checker.invalid(expr.span());
        }
        var entries = new ArrayList<HExpr.Entry>();
        for (int i = 0; i < keys.values.size(); i++) {
            entries.add(new HExpr.Entry(keys.values.get(i), values.values.get(i)));
        }
        return new HExpr.MapOf(entries, new Type.MapOf(keys.type, values.type), expr.span());
    }

    private HExpr tuple(Expr.TupleLiteral expr, Type wanted, Context context) {
        List<Type> goals = strip(wanted) instanceof Type.TupleOf(List<Type> types) && types.size() == expr.elements().size() ? types : List.of();
        var values = new ArrayList<HExpr>();
        for (int i = 0; i < expr.elements().size(); i++) {
            values.add(goals.isEmpty() ? any(expr.elements().get(i), context) : value(expr.elements().get(i), goals.get(i), context));
        }
        for (HExpr value : values) {
            if (value.type() == Simple.NIL) {
                checker.report(Code.CANNOT_INFER, value.span(), "the type of `nil` cannot be told here", "", "state the type of the variable");
                return Checker.invalid(expr.span());
            }
        }
        boolean invalid = values.stream().anyMatch(v -> Types.invalid(v.type()));
        Optional<HExpr> incomplete = Checker.neverComplete(values, expr.span());
        return invalid ? Checker.invalid(expr.span()) : incomplete.isPresent() ? incomplete.get() : new HExpr.New(values, new Type.TupleOf(values.stream().map(HExpr::type).toList()), expr.span());
    }

    static Type strip(Type wanted) {
        return wanted instanceof Type.OptionalOf(Type inner) ? inner : wanted;
    }

    // ---- Members

    private HExpr member(Expr.Member expr, Type wanted, Context context) {
        if (expr.target() instanceof Expr.Name(String name, Span _) && !expr.optional() && context.find(name).isEmpty() && context.module.variable(name) == null) {
            Optional<HExpr> qualified = calls.qualified(name, expr.name(), expr.nameSpan(), wanted, context);
            if (qualified.isPresent()) {
                return qualified.get();
            }
        }
        Optional<HExpr> imported = expr.optional() ? Optional.empty() : calls.imported(expr, wanted, context);
        if (imported.isPresent()) {
            return imported.get();
        }
        HExpr target = any(expr.target(), context);
        return expr.optional() ? optional(target, expr.span(), context, inner -> property(inner, expr, context)) : property(target, expr, context);
    }

    /// `target?.…`: nil when the target is, else what `use` makes of the value inside.
    HExpr optional(HExpr target, Span span, Context context, UnaryOperator<HExpr> use) {
        if (!(target.type() instanceof Type.OptionalOf(Type inner))) {
            if (Types.never(target.type())) {
                return target;
            }
            if (!Types.invalid(target.type())) {
                checker.report(Code.INVALID_OPERATOR, span, "`?.` needs an optional; this is " + Types.shown(target.type()), "", "write `.`");
            }
            return Checker.invalid(span);
        }
        var local = new Local("$optional", target.type(), false, span);
        HExpr get = new HExpr.LocalGet(local, target.type(), span);
        HExpr result = use.apply(new HExpr.Unwrap(get, inner, span));
        var bind = new HExpr.Let(local, target, span);
        if (result.type() == Simple.UNIT || Types.invalid(result.type())) {
            var not = new HExpr.Unary(HExpr.UnaryOp.BOOL_NOT, new HExpr.IsNil(get, span), Simple.BOOL, span);
            return new HExpr.Block(List.of(bind), Optional.of(new HExpr.If(not, result, Optional.empty(), result.type(), span)), result.type(), span);
        }
        Type type = result.type() instanceof Type.OptionalOf ? result.type() : new Type.OptionalOf(result.type());
        HExpr choice = new HExpr.If(new HExpr.IsNil(get, span), new HExpr.Nil(type, span), Optional.of(checker.coerce(result, type)), type, span);
        return new HExpr.Block(List.of(bind), Optional.of(choice), type, span);
    }

    HExpr property(HExpr target, Expr.Member expr, Context context) {
        String name = expr.name();
        switch (target.type()) {
            case Type.TupleOf(List<Type> types) when name.matches("[0-9]{1,4}") && Integer.parseInt(name) < types.size() -> {
                int index = Integer.parseInt(name);
                return new HExpr.FieldGet(target, index, types.get(index), expr.span());
            }
            case Type.Named named when !named.symbol().isEnum() -> {
                List<HProgram.Field> fields = checker.fields(named);
                for (int i = 0; i < fields.size(); i++) {
                    if (fields.get(i).name().equals(name)) {
                        return new HExpr.FieldGet(target, i, fields.get(i).type(), expr.span());
                    }
                }
            }
            case Type.Simple simple when simple == Simple.INVALID || simple == Simple.NEVER -> {
                return target;
            }
            default -> { }
        }
        List<Function> getters = checker.modules.methods(target.type(), "get_" + name);
        if (!getters.isEmpty()) {
            return calls.property(target, "get_" + name, expr, context);
        }
        unknown.member(target.type(), name, expr.nameSpan(), context, checker.modules.method(context.module, target.type(), name).isPresent());
        return Checker.invalid(expr.span());
    }
}
