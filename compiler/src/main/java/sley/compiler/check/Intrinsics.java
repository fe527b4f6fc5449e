package sley.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sley.compiler.ast.Expr;
import sley.compiler.diag.Code;
import sley.compiler.hir.HExpr;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Built-in functions that take values of many types, or have an instruction of their own.
final class Intrinsics {
    private final Checker checker;

    Intrinsics(Checker checker) {
        this.checker = checker;
    }

    HExpr call(String name, Expr.Call expr, Type wanted, Context context) {
        Span span = expr.span();
        Optional<Expr.Argument> named = expr.arguments().stream().filter(a -> !a.name().isEmpty() && !(name.equals("threadLocal") && a.name().equals("init"))).findFirst();
        if (named.isPresent()) {
            checker.report(Code.WRONG_ARGUMENTS, named.get().span(), "`" + name + "` has no parameter `" + named.get().name() + "`", "", "it takes its arguments by position");
            return Checker.invalid(span);
        }
        return switch (name) {
            case "print", "eprint" -> {
                var parts = new ArrayList<HExpr>();
                for (Expr.Argument argument : expr.arguments()) {
                    if (!parts.isEmpty()) {
                        parts.add(new HExpr.Text(" ", argument.span()));
                    }
                    parts.add(checker.expressions.text(argument.value(), context));
                }
                yield new HExpr.CallNative(name, List.of(Simple.STRING), List.of(new HExpr.Concat(parts, span)), Simple.UNIT, span);
            }
            case "str" -> arity(expr, 1, 1) ? checker.expressions.text(expr.arguments().getFirst().value(), context) : Checker.invalid(span);
            case "int", "float" -> arity(expr, 1, 1) ? convert(name, checker.expressions.any(expr.arguments().getFirst().value(), context), span) : Checker.invalid(span);
            case "len", "cap" -> arity(expr, 1, 1) ? size(name, checker.expressions.any(expr.arguments().getFirst().value(), context), span) : Checker.invalid(span);
            case "sleep" -> arity(expr, 1, 1) ? new HExpr.Sleep(checker.expressions.value(expr.arguments().getFirst().value(), Simple.DURATION, context), span) : Checker.invalid(span);
            case "yield" -> arity(expr, 0, 0) ? new HExpr.Yield(span) : Checker.invalid(span);
            case "exit" -> arity(expr, 0, 1) ? new HExpr.CallNative(name, List.of(Simple.INT), List.of(expr.arguments().isEmpty() ? new HExpr.Primitive(0, Simple.INT, span)
                    : checker.expressions.value(expr.arguments().getFirst().value(), Simple.INT, context)), Simple.NEVER, span) : Checker.invalid(span);
            default -> constructor(name, expr, wanted, context);
        };
    }

    private boolean arity(Expr.Call expr, int least, int most) {
        int count = expr.arguments().size();
        if (count < least || count > most) {
            checker.report(Code.WRONG_ARGUMENTS, expr.span(), "`" + ((Expr.Name) expr.callee()).name() + "` takes " + Calls.count(most) + ", not " + count, "", "");
            return false;
        }
        return true;
    }

    private HExpr convert(String name, HExpr value, Span span) {
        boolean integer = name.equals("int");
        if (Types.invalid(value.type()) || Types.never(value.type())) {
            return value;
        }
        if (value.type() == Simple.INT) {
            return integer ? value : new HExpr.Unary(HExpr.UnaryOp.INT_TO_FLOAT, value, Simple.FLOAT, span);
        }
        if (value.type() == Simple.FLOAT) {
            return integer ? new HExpr.Unary(HExpr.UnaryOp.FLOAT_TO_INT, value, Simple.INT, span) : value;
        }
        checker.report(Code.TYPE_MISMATCH, span, "`" + name + "` converts numbers, not " + Types.shown(value.type()), "",
                value.type() == Simple.STRING ? "`parseInt` and `parseFloat` read a string" : value.type() == Simple.DURATION ? "`d.nanos()`, `d.millis()` and `d.seconds()` give numbers" : "");
        return Checker.invalid(span);
    }

    private HExpr size(String name, HExpr value, Span span) {
        Type type = value.type();
        if (Types.never(type)) {
            return value;
        }
        boolean length = name.equals("len");
        if (length && type == Simple.STRING) {
            return new HExpr.Unary(HExpr.UnaryOp.STRING_LENGTH, value, Simple.INT, span);
        }
        if (length && type instanceof Type.ListOf) {
            return new HExpr.Unary(HExpr.UnaryOp.LIST_LENGTH, value, Simple.INT, span);
        }
        boolean counted = length && (type == Simple.BYTES || type == Simple.RANGE || type instanceof Type.MapOf || type instanceof Type.SetOf) || type instanceof Type.ChanOf;
        if (counted) {
            return new HExpr.CallNative(Signatures.head(type) + "." + name, List.of(type), List.of(value), Simple.INT, span);
        }
        if (!Types.invalid(type)) {
            checker.report(Code.TYPE_MISMATCH, span, Types.shown(type) + " has no " + (length ? "length" : "capacity"), "",
                    type instanceof Type.OptionalOf ? "it may be nil: test it first" : "");
        }
        return Checker.invalid(span);
    }

    private HExpr constructor(String name, Expr.Call expr, Type wanted, Context context) {
        Span span = expr.span();
        int parameters = name.equals("map") ? 2 : name.equals("bytes") ? 0 : 1;
        List<Type> types = expr.typeArguments().stream().map(t -> checker.resolve(t, context)).toList();
        boolean argument = !expr.arguments().isEmpty();
        if (!types.isEmpty() && types.size() != parameters) {
            checker.report(Code.WRONG_TYPE_ARGUMENTS, span, "`" + name + "` takes " + Calls.count(parameters, "type argument") + ", not " + types.size(), "", "");
            return Checker.invalid(span);
        }
        if (name.equals("bytes") || name.equals("set") && argument) {
            return from(name, expr, types, context);
        }
        Type goal = Expressions.strip(wanted);
        if (types.isEmpty() && !name.equals("threadLocal")) {
            types = switch (goal) {
                case Type.ListOf(Type e) when name.equals("list") -> List.of(e);
                case Type.SetOf(Type e) when name.equals("set") -> List.of(e);
                case Type.ChanOf(Type e) when name.equals("chan") -> List.of(e);
                case Type.MapOf(Type k, Type v) when name.equals("map") -> List.of(k, v);
                case null, default -> List.of();
            };
            if (types.isEmpty() && goal == Simple.INVALID) {
                return Checker.invalid(span);
            }
            if (types.isEmpty()) {
                checker.report(Code.CANNOT_INFER, span, "the type of this " + name + " cannot be told here", "", "write `" + name + (name.equals("map") ? "<string, int>()`" : "<int>()`"));
                return Checker.invalid(span);
            }
        }
        if (types.contains(Simple.INVALID) || !arity(expr, name.equals("threadLocal") ? 1 : 0, name.equals("chan") || name.equals("threadLocal") ? 1 : 0)) {
            return Checker.invalid(span);
        }
        if ((name.equals("set") || name.equals("map")) && !checker.key(types.getFirst(), span)) {
            return Checker.invalid(span);
        }
        if (name.equals("chan") && types.getFirst() instanceof Type.OptionalOf) {
            checker.report(Code.INVALID_TYPE, span, Signatures.OPTIONAL_ELEMENT, "", Signatures.OPTIONAL_ELEMENT_HELP);
            return Checker.invalid(span);
        }
        return switch (name) {
            case "list" -> new HExpr.ListOf(List.of(), new Type.ListOf(types.getFirst()), span);
            case "set" -> new HExpr.SetOf(new Type.SetOf(types.getFirst()), span);
            case "map" -> new HExpr.MapOf(List.of(), new Type.MapOf(types.getFirst(), types.get(1)), span);
            case "chan" -> new HExpr.NewChan(argument ? checker.expressions.value(expr.arguments().getFirst().value(), Simple.INT, context) : new HExpr.Primitive(0, Simple.INT, span),
                    new Type.ChanOf(types.getFirst()), span);
            default -> {
                Expr value = expr.arguments().getFirst().value();
                HExpr initial = types.isEmpty() ? checker.expressions.any(value, context) : checker.expressions.value(value, types.getFirst(), context);
                Type type = types.isEmpty() ? initial.type() : types.getFirst();
                yield new HExpr.CallNative("threadLocal", List.of(type), List.of(initial), new Type.ThreadLocalOf(type), span);
            }
        };
    }

    private HExpr from(String name, Expr.Call expr, List<Type> types, Context context) {
        Span span = expr.span();
        if (!arity(expr, 0, 1)) {
            return Checker.invalid(span);
        }
        if (name.equals("bytes")) {
            Type list = new Type.ListOf(Simple.INT);
            HExpr values = expr.arguments().isEmpty() ? new HExpr.ListOf(List.of(), list, span) : checker.expressions.value(expr.arguments().getFirst().value(), list, context);
            return new HExpr.CallNative("bytes.from", List.of(list), List.of(values), Simple.BYTES, span);
        }
        Type hint = types.isEmpty() ? null : new Type.ListOf(types.getFirst());
        HExpr values = checker.expressions.check(expr.arguments().getFirst().value(), hint, context);
        if (Types.never(values.type())) {
            return values;
        }
        if (!(values.type() instanceof Type.ListOf(Type element))) {
            if (!Types.invalid(values.type())) {
                checker.report(Code.TYPE_MISMATCH, span, "`set` takes a list, not " + Types.shown(values.type()), "", "");
            }
            return Checker.invalid(span);
        }
        if (!checker.key(element, span)) {
            return Checker.invalid(span);
        }
        return new HExpr.CallNative("set.from", List.of(values.type()), List.of(values), new Type.SetOf(element), span);
    }

    /// The names of those that [#method] knows for a type.
    static Stream<String> methods(Type type) {
        return switch (type) {
            case Type.ChanOf _ -> Stream.of("send", "recv");
            case Type.ThreadOf _ -> Stream.of("join");
            default -> Stream.of();
        };
    }

    /// `send`, `recv` and `join`, which have instructions of their own; empty for any other method.
    Optional<HExpr> method(HExpr target, String name, Expr.Call expr, Context context) {
        List<Expr.Argument> arguments = expr.arguments();
        return switch (target.type()) {
            case Type.ChanOf(Type element) when name.equals("send") && arguments.size() == 1 ->
                Optional.of(new HExpr.Send(target, checker.expressions.value(arguments.getFirst().value(), element, context), expr.span()));
            case Type.ChanOf(Type element) when name.equals("recv") && arguments.isEmpty() -> Optional.of(new HExpr.Receive(target, new Type.OptionalOf(element), expr.span()));
            case Type.ThreadOf(Type result) when name.equals("join") && arguments.isEmpty() -> Optional.of(new HExpr.Join(target, result, expr.span()));
            default -> Optional.empty();
        };
    }
}
