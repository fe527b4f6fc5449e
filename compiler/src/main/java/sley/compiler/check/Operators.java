package sley.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sley.compiler.ast.Expr;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HExpr.BinaryOp;
import sley.compiler.hir.Local;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Operators, indexing and assignment.
final class Operators {
    private final Checker checker;

    Operators(Checker checker) {
        this.checker = checker;
    }

    HExpr unary(Expr.Unary expr, Type wanted, Context context) {
        HExpr operand = checker.expressions.any(expr.operand(), context);
        Type type = operand.type();
        HExpr.UnaryOp op = switch (expr.op()) {
            case NOT -> type == Simple.BOOL ? HExpr.UnaryOp.BOOL_NOT : null;
            case COMPLEMENT -> type == Simple.INT ? HExpr.UnaryOp.INT_NOT : null;
            case NEGATE -> type == Simple.INT || type == Simple.DURATION ? HExpr.UnaryOp.INT_NEG : type == Simple.FLOAT ? HExpr.UnaryOp.FLOAT_NEG : null;
        };
        if (Types.never(type)) {
            return operand;
        }
        if (op == null) {
            if (!Types.invalid(type)) {
                String sign = switch (expr.op()) {
                    case NOT -> "not";
                    case COMPLEMENT -> "~";
                    case NEGATE -> "-";
                };
                checker.report(Code.INVALID_OPERATOR, expr.span(), "`" + sign + "` does not take " + Types.shown(type), "",
                        expr.op() != Expr.UnaryOp.NOT || !(type instanceof Type.OptionalOf(Type inner)) ? "" : inner == Simple.BOOL ? "it may be nil: `x == false`, or `not (x ?? false)`" : "test with `x == nil`");
            }
            return Checker.invalid(expr.span());
        }
        return new HExpr.Unary(op, operand, type, expr.span());
    }

    HExpr binary(Expr.Binary expr, Type wanted, Context context) {
        return switch (expr.op()) {
            case AND, OR -> logical(expr, context);
            case COALESCE -> coalesce(expr, wanted, context);
            default -> {
                HExpr left = checker.expressions.check(expr.left(), null, context);
                HExpr right = checker.expressions.check(expr.right(), left.type() == Simple.NIL || left.type() == Simple.UNIT ? null : left.type(), context);
                if (left.type() == Simple.NIL && right.type() instanceof Type.OptionalOf) {
                    left = checker.coerce(left, right.type());
                }
                yield apply(expr.op(), left, right, expr.span());
            }
        };
    }

    private HExpr logical(Expr.Binary expr, Context context) {
        boolean and = expr.op() == Expr.BinaryOp.AND;
        HExpr left = checker.expressions.value(expr.left(), Simple.BOOL, context);
        var before = context.facts();
        Expressions.Facts facts = checker.expressions.facts(expr.left(), context);
        context.narrow(and ? facts.whenTrue() : facts.whenFalse());
        HExpr right = checker.expressions.value(expr.right(), Simple.BOOL, context);
        context.restore(before);
        return new HExpr.Logical(and, left, right, expr.span());
    }

    private HExpr coalesce(Expr.Binary expr, Type wanted, Context context) {
        HExpr left = checker.expressions.any(expr.left(), context);
        if (!(left.type() instanceof Type.OptionalOf(Type inner))) {
            if (!Types.invalid(left.type()) && !Types.never(left.type())) {
                checker.report(Code.INVALID_OPERATOR, expr.opSpan(), "`??` needs an optional on its left; this is " + Types.shown(left.type()), "never nil", "");
            }
            return left;
        }
        HExpr right = checker.expressions.check(expr.right(), inner, context);
        boolean optional = right.type() instanceof Type.OptionalOf || right.type() == Simple.NIL;
        Type type = optional ? left.type() : inner;
        Span span = expr.span();
        var local = new Local("$optional", left.type(), false, span);
        HExpr get = new HExpr.LocalGet(local, left.type(), span);
        HExpr there = optional ? get : new HExpr.Unwrap(get, inner, span);
        HExpr choice = new HExpr.If(new HExpr.IsNil(get, span), checker.coerce(right, type), Optional.of(there), type, span);
        return new HExpr.Block(List.of(new HExpr.Let(local, left, span)), Optional.of(choice), type, span);
    }

    /// `left op right` for checked operands.
    private HExpr apply(Expr.BinaryOp op, HExpr left, HExpr right, Span span) {
        Type a = left.type();
        Type b = right.type();
        if (Types.invalid(a) || Types.invalid(b)) {
            return Checker.invalid(span);
        }
        Optional<HExpr> incomplete = Checker.neverComplete(List.of(left, right), span);
        if (incomplete.isPresent()) {
            return incomplete.get();
        }
        if (op == Expr.BinaryOp.EQ || op == Expr.BinaryOp.NE) {
            return equality(op == Expr.BinaryOp.EQ, left, right, span);
        }
        if (op == Expr.BinaryOp.ADD && a == Simple.STRING && b == Simple.STRING) {
            return new HExpr.Concat(List.of(left, right), span);
        }
        BinaryOp typed = a.equals(b) ? same(op, a) : null;
        if (typed != null) {
            boolean comparison = op.compareTo(Expr.BinaryOp.LT) >= 0 && op.compareTo(Expr.BinaryOp.GE) <= 0;
            return new HExpr.Binary(typed, left, right, comparison ? Simple.BOOL : a, span);
        }
        Optional<HExpr> duration = durations(op, left, right, span);
        if (duration.isPresent()) {
            return duration.get();
        }
        String help = "";
        if (op == Expr.BinaryOp.ADD && a instanceof Type.ListOf && a.equals(b)) {
            help = "`xs.extend(ys)` adds the elements of `ys` to `xs`";
        } else if (op == Expr.BinaryOp.ADD && (a == Simple.STRING || b == Simple.STRING) && !Expressions.strip(a).equals(Expressions.strip(b))) {
            help = "`str(x)` gives the text of a value; or write \"${x}\"";
        } else if (a == Simple.INT && b == Simple.FLOAT || a == Simple.FLOAT && b == Simple.INT) {
            help = "convert one side: `float(x)` or `int(x)`";
        } else if (a instanceof Type.OptionalOf || b instanceof Type.OptionalOf) {
            help = "one side may be nil: give a default with `??`, or test it first (a `var` of the top level or of a closure: take it into a `let` for that)";
        }
        checker.report(Code.INVALID_OPERATOR, span, "`" + op.symbol() + "` does not take " + Types.shown(a) + " and " + Types.shown(b), "", help);
        return Checker.invalid(span);
    }

    private static BinaryOp same(Expr.BinaryOp op, Type type) {
        if (type == Simple.INT || type == Simple.DURATION) {
            boolean integer = type == Simple.INT;
            return switch (op) {
                case ADD -> BinaryOp.INT_ADD;
                case SUB -> BinaryOp.INT_SUB;
                case LT -> BinaryOp.INT_LT;
                case LE -> BinaryOp.INT_LE;
                case GT -> BinaryOp.INT_GT;
                case GE -> BinaryOp.INT_GE;
                case MUL -> integer ? BinaryOp.INT_MUL : null;
                case DIV -> integer ? BinaryOp.INT_DIV : null;
                case REM -> BinaryOp.INT_REM;
                case BIT_AND -> integer ? BinaryOp.INT_AND : null;
                case BIT_OR -> integer ? BinaryOp.INT_OR : null;
                case BIT_XOR -> integer ? BinaryOp.INT_XOR : null;
                case SHL -> integer ? BinaryOp.INT_SHL : null;
                case SHR -> integer ? BinaryOp.INT_SHR : null;
                case USHR -> integer ? BinaryOp.INT_USHR : null;
                case COALESCE, OR, AND, EQ, NE -> null;
            };
        }
        if (type == Simple.FLOAT) {
            return switch (op) {
                case ADD -> BinaryOp.FLOAT_ADD;
                case SUB -> BinaryOp.FLOAT_SUB;
                case MUL -> BinaryOp.FLOAT_MUL;
                case DIV -> BinaryOp.FLOAT_DIV;
                case REM -> BinaryOp.FLOAT_REM;
                case LT -> BinaryOp.FLOAT_LT;
                case LE -> BinaryOp.FLOAT_LE;
                case GT -> BinaryOp.FLOAT_GT;
                case GE -> BinaryOp.FLOAT_GE;
                case COALESCE, OR, AND, EQ, NE, BIT_OR, BIT_XOR, BIT_AND, SHL, SHR, USHR -> null;
            };
        }
        if (type == Simple.STRING) {
            return switch (op) {
                case LT -> BinaryOp.STRING_LT;
                case LE -> BinaryOp.STRING_LE;
                case GT -> BinaryOp.STRING_GT;
                case GE -> BinaryOp.STRING_GE;
                case COALESCE, OR, AND, EQ, NE, BIT_OR, BIT_XOR, BIT_AND, SHL, SHR, USHR, ADD, SUB, MUL, DIV, REM -> null;
            };
        }
        return null;
    }

    private static Optional<HExpr> durations(Expr.BinaryOp op, HExpr left, HExpr right, Span span) {
        Type a = left.type();
        Type b = right.type();
        boolean multiply = op == Expr.BinaryOp.MUL;
        boolean divide = op == Expr.BinaryOp.DIV;
        if (a == Simple.DURATION && b == Simple.DURATION && divide) {
            return Optional.of(new HExpr.CallNative("duration.ratio", List.of(a, b), List.of(left, right), Simple.FLOAT, span));
        }
        if (a == Simple.DURATION && b == Simple.INT && (multiply || divide)) {
            return Optional.of(new HExpr.Binary(multiply ? BinaryOp.INT_MUL : BinaryOp.INT_DIV, left, right, a, span));
        }
        if (b == Simple.DURATION && a == Simple.INT && multiply) {
            return Optional.of(new HExpr.Binary(BinaryOp.INT_MUL, left, right, b, span));
        }
        if (a == Simple.DURATION && b == Simple.FLOAT && (multiply || divide)) {
            return Optional.of(new HExpr.CallNative(multiply ? "duration.scale" : "duration.divide", List.of(a, b), List.of(left, right), a, span));
        }
        if (b == Simple.DURATION && a == Simple.FLOAT && multiply) {
            // Operands keep their order of evaluation; multiplication of floats commutes.
            return Optional.of(new HExpr.CallNative("duration.scaled", List.of(a, b), List.of(left, right), b, span));
        }
        return Optional.empty();
    }

    private HExpr equality(boolean equal, HExpr first, HExpr second, Span span) {
        HExpr left = first;
        HExpr right = second;
        if (left.type() == Simple.NIL && right.type() == Simple.NIL) {
            return new HExpr.Primitive(equal ? 1 : 0, Simple.BOOL, span);
        }
        if (left.type() instanceof Type.OptionalOf && right instanceof HExpr.Nil || right.type() instanceof Type.OptionalOf && left instanceof HExpr.Nil) {
            HExpr test = new HExpr.IsNil(right instanceof HExpr.Nil ? left : right, span);
            return equal ? test : new HExpr.Unary(HExpr.UnaryOp.BOOL_NOT, test, Simple.BOOL, span);
        }
        if (Types.fits(right.type(), left.type()) && left.type() != Simple.UNIT) {
            right = checker.coerce(right, left.type());
        } else if (Types.fits(left.type(), right.type()) && right.type() != Simple.UNIT) {
            left = checker.coerce(left, right.type());
        } else {
            checker.report(Code.INVALID_OPERATOR, span, "`" + (equal ? "==" : "!=") + "` compares values of one type, not " + Types.shown(left.type()) + " and " + Types.shown(right.type()), "",
                    right.type() == Simple.NIL || left.type() == Simple.NIL ? "this value is never nil" : "");
            return Checker.invalid(span);
        }
        BinaryOp op = switch (left.type()) {
            case Simple s -> switch (s) {
                case INT, BOOL, DURATION -> equal ? BinaryOp.INT_EQ : BinaryOp.INT_NE;
                case FLOAT -> equal ? BinaryOp.FLOAT_EQ : BinaryOp.FLOAT_NE;
                case STRING -> equal ? BinaryOp.STRING_EQ : BinaryOp.STRING_NE;
                case BYTES, RANGE -> equal ? BinaryOp.DEEP_EQ : BinaryOp.DEEP_NE;
                case ERROR, MUTEX, ATOMIC, STREAM, LISTENER, PROCESS, UNIT, NEVER, NIL, INVALID -> equal ? BinaryOp.REF_EQ : BinaryOp.REF_NE;
            };
            case Type.FunctionOf _, Type.ChanOf _, Type.ThreadOf _, Type.ThreadLocalOf _ -> equal ? BinaryOp.REF_EQ : BinaryOp.REF_NE;
            case Type.ListOf _, Type.MapOf _, Type.SetOf _, Type.OptionalOf _, Type.TupleOf _, Type.Named _, Type.Variable _ -> equal ? BinaryOp.DEEP_EQ : BinaryOp.DEEP_NE;
        };
        return new HExpr.Binary(op, left, right, Simple.BOOL, span);
    }

    // ---- Index

    HExpr index(Expr.Index expr, Context context) {
        HExpr target = checker.expressions.any(expr.target(), context);
        Type type = target.type();
        if (Types.never(type)) {
            return target;
        }
        if (type instanceof Type.MapOf(Type key, Type value)) {
            return new HExpr.IndexGet(target, checker.expressions.value(expr.index(), key, context), value, expr.span());
        }
        HExpr index = checker.expressions.check(expr.index(), Simple.INT, context);
        boolean sliced = index.type() == Simple.RANGE;
        Type element = switch (type) {
            case Type.ListOf(Type e) -> e;
            case Simple s when s == Simple.STRING -> s;
            case Simple s when s == Simple.BYTES -> Simple.INT;
            default -> null;
        };
        if (element == null) {
            return notIndexed(type, expr.span(), sliced ? "sliced" : "indexed");
        }
        return sliced ? new HExpr.CallNative(Signatures.head(type) + ".slice", List.of(type, Simple.RANGE), List.of(target, index), type, expr.span())
                : new HExpr.IndexGet(target, checker.coerce(index, Simple.INT), element, expr.span());
    }

    private HExpr integer(Expr expr, Context context) {
        return checker.expressions.value(expr, Simple.INT, context);
    }

    private HExpr notIndexed(Type type, Span span, String what) {
        if (!Types.invalid(type)) {
            checker.report(Code.INVALID_OPERATOR, span, Types.shown(type) + " cannot be " + what, "", type instanceof Type.TupleOf ? "fields of tuples are `.0`, `.1`"
                    : type instanceof Type.OptionalOf ? "it may be nil: test it first" : "");
        }
        return Checker.invalid(span);
    }

    // ---- Assignment

    HExpr assign(Expr.Assign expr, Context context) {
        if (expr.target() instanceof Expr.TupleLiteral tuple) {
            return assignTuple(tuple, expr, context);
        }
        return assign(expr.target(), expr.op(), expr.value(), null, expr.span(), context);
    }

    private HExpr assignTuple(Expr.TupleLiteral targets, Expr.Assign expr, Context context) {
        Span span = expr.span();
        HExpr value = checker.expressions.any(expr.value(), context);
        if (!(value.type() instanceof Type.TupleOf(List<Type> types)) || types.size() != targets.elements().size() || expr.op().isPresent()) {
            if (Types.never(value.type())) {
                return value;
            }
            if (!Types.invalid(value.type())) {
                checker.report(Code.INVALID_ASSIGNMENT, span, "a tuple of " + targets.elements().size() + " is needed here, found " + Types.shown(value.type()), "", "");
            }
            return Checker.invalid(span);
        }
        var whole = new Local("$tuple", value.type(), false, span);
        var effects = new ArrayList<HExpr>();
        effects.add(new HExpr.Let(whole, value, span));
        for (int i = 0; i < types.size(); i++) {
            HExpr part = new HExpr.FieldGet(new HExpr.LocalGet(whole, value.type(), span), i, types.get(i), span);
            Expr target = targets.elements().get(i);
            if (!(target instanceof Expr.Name(String name, Span _) && name.equals("_"))) {
                effects.add(assign(target, Optional.empty(), null, part, span, context));
            }
        }
        return new HExpr.Block(effects, Optional.empty(), Simple.UNIT, span);
    }

    /// @param ready the value when it is already checked, else null
    private HExpr assign(Expr target, Optional<Expr.BinaryOp> op, Expr value, HExpr ready, Span span, Context context) {
        switch (target) {
            case Expr.Parenthesized(Expr inner, Span _) -> {
                return assign(inner, op, value, ready, span, context);
            }
            case Expr.Name(String name, Span place) -> {
                Optional<Local> local = context.find(name);
                if (local.isPresent()) {
                    return assignLocal(local.get(), op, value, ready, place, span, context);
                }
                var variable = context.module.variable(name);
                if (variable == null) {
                    checker.expressions.unknown.notAssigned(name, place, context);
                    return Checker.invalid(span);
                }
                if (!variable.mutable) {
                    immutable(name, place, variable.span, true);
                }
                HExpr get = checker.expressions.global(variable, place, context);
                return get instanceof HExpr.GlobalGet g ? new HExpr.GlobalSet(g.global(), updated(get, op, value, ready, span, context), false, span) : get;
            }
            case Expr.Member member -> {
                if (member.target() instanceof Expr.Name(String name, Span _) && context.find(name).isEmpty() && context.module.imported(name) != null) {
                    checker.report(Code.IMMUTABLE, member.span(), "variables of other modules cannot be assigned", "", "offer a function that does");
                    return Checker.invalid(span);
                }
                HExpr object = checker.expressions.any(member.target(), context);
                if (Types.never(object.type())) {
                    return object;
                }
                if (object.type() instanceof Type.OptionalOf || member.optional() && !Types.invalid(object.type())) {
                    boolean may = object.type() instanceof Type.OptionalOf;
                    checker.report(Code.INVALID_ASSIGNMENT, member.span(), member.optional() ? "`?.` reads and cannot assign" : "a field of " + Types.shown(object.type()) + " cannot be assigned", "",
                            may ? "the value may be nil: test it first, `if v != nil { v." + member.name() + " = … }`, with `v` a `let` or a local variable" : "write `.`");
                    return Checker.invalid(span);
                }
                var bind = once(object, "$object");
                HExpr get = checker.expressions.property(bind.get, member, context);
                if (!(get instanceof HExpr.FieldGet field) || !(object.type() instanceof Type.Named)) {
                    if (!Types.invalid(get.type())) {
                        checker.report(Code.INVALID_ASSIGNMENT, member.span(), "this cannot be assigned", "", object.type() instanceof Type.TupleOf ? "tuples do not change; make a new one" : "");
                    }
                    return Checker.invalid(span);
                }
                HExpr set = new HExpr.FieldSet(bind.get, field.field(), updated(get, op, value, ready, span, context), span);
                return new HExpr.Block(List.of(bind.let, set), Optional.empty(), Simple.UNIT, span);
            }
            case Expr.Index index -> {
                return assignIndex(index, op, value, ready, span, context);
            }
            default -> {
                checker.report(Code.INVALID_ASSIGNMENT, target.span(), "this cannot be assigned", "", "variables, fields and elements can");
                return Checker.invalid(span);
            }
        }
    }

    private record Once(HExpr.Let let, HExpr get) {}

    private static Once once(HExpr value, String name) {
        var local = new Local(name, value.type(), false, value.span());
        return new Once(new HExpr.Let(local, value, value.span()), new HExpr.LocalGet(local, value.type(), value.span()));
    }

    private HExpr assignLocal(Local local, Optional<Expr.BinaryOp> op, Expr value, HExpr ready, Span place, Span span, Context context) {
        if (!local.mutable()) {
            immutable(local.name(), place, local.span(), checker.lets.contains(local.span()));
        }
        HExpr get = op.isPresent() ? checker.expressions.local(local, place, context) : new HExpr.LocalGet(local, local.type(), place);
        HExpr result = checker.coerce(updated(get, op, value, ready, span, context), local.type());
        if (result instanceof HExpr.Wrap) {
            context.narrow(Set.of(local));
        } else if (!op.isPresent()) {
            context.forget(local);
        }
        return new HExpr.LocalSet(local, result, span);
    }

    private HExpr assignIndex(Expr.Index index, Optional<Expr.BinaryOp> op, Expr value, HExpr ready, Span span, Context context) {
        HExpr target = checker.expressions.any(index.target(), context);
        Type key = switch (target.type()) {
            case Type.ListOf _ -> Simple.INT;
            case Type.MapOf(Type k, Type _) -> k;
            case Simple s when s == Simple.BYTES -> Simple.INT;
            default -> null;
        };
        if (Types.never(target.type())) {
            return target;
        }
        if (key == null) {
            if (!Types.invalid(target.type())) {
                checker.report(Code.INVALID_ASSIGNMENT, index.span(), "elements of " + Types.shown(target.type()) + " cannot be assigned", "",
                        target.type() == Simple.STRING ? "strings do not change; build a new one" : "");
            }
            return Checker.invalid(span);
        }
        Type element = switch (target.type()) {
            case Type.ListOf(Type e) -> e;
            case Type.MapOf(Type _, Type v) -> v;
            default -> Simple.INT;
        };
        HExpr place = checker.expressions.check(index.index(), key, context);
        if (place.type() == Simple.RANGE && key == Simple.INT) {
            checker.report(Code.INVALID_ASSIGNMENT, index.span(), "a slice cannot be assigned", "", "a slice is a copy; assign the elements one by one");
            return Checker.invalid(span);
        }
        HExpr position = checker.coerce(place, key);
        Optional<HExpr> incomplete = Checker.neverComplete(List.of(target, position), span);
        if (incomplete.isPresent()) {
            return incomplete.get();
        }
        Once object = once(target, "$object");
        Once at = once(position, "$index");
        HExpr get = new HExpr.IndexGet(object.get, at.get, element, index.span());
        HExpr set = new HExpr.IndexSet(object.get, at.get, updated(get, op, value, ready, span, context), span);
        return new HExpr.Block(List.of(object.let, at.let, set), Optional.empty(), Simple.UNIT, span);
    }

    private HExpr updated(HExpr get, Optional<Expr.BinaryOp> op, Expr value, HExpr ready, Span span, Context context) {
        if (ready != null) {
            return checker.coerce(ready, get.type());
        }
        if (op.isEmpty()) {
            HExpr result = checker.expressions.check(value, get.type(), context);
            if (result.type() == Simple.UNIT) {
                checker.report(Code.NO_VALUE, value.span(), "this has no value", "", "");
                return Checker.invalid(span);
            }
            return checker.coerce(result, get.type());
        }
        return checker.coerce(apply(op.get(), get, checker.expressions.any(value, context), span), get.type());
    }

    /// @param let it is declared by a `let` statement, where `var` could stand
    private void immutable(String name, Span place, Span declared, boolean let) {
        checker.diagnostics.add(Diagnostic.error(Code.IMMUTABLE, place, "`" + name + "` cannot be assigned again").label("assigned here")
                .note(declared, "declared here").help(let ? "declare it with `var` when it changes" : "take a copy that changes: `var " + (name.equals("self") ? "x" : name) + " = " + name + "`"));
    }
}
