package sley.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import sley.compiler.ast.Expr;
import sley.compiler.ast.Pattern;
import sley.compiler.diag.Code;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HFunction;
import sley.compiler.hir.HPattern;
import sley.compiler.hir.Local;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Expressions that decide, jump, or deal with errors and threads.
final class Control {
    private final Checker checker;
    private final Patterns patterns;

    Control(Checker checker) {
        this.checker = checker;
        this.patterns = new Patterns(checker);
    }

    HExpr check(Expr expr, Type wanted, Context context) {
        return switch (expr) {
            case Expr.If conditional -> conditional(conditional, wanted, null, context);
            case Expr.Match match -> match(match, wanted, context);
            case Expr.Select select -> select(select, wanted, context);
            case Expr.Try attempt -> attempt(attempt, wanted, context);
            case Expr.Throw(Expr error, Span span) -> {
                HExpr thrown = checker.expressions.check(error, Simple.ERROR, context);
                if (thrown.type() == Simple.STRING) {
                    checker.report(Code.TYPE_MISMATCH, error.span(), "`throw` takes an `error`, not a `string`", "", "write `throw error(\"message\")`");
                    yield Checker.invalid(span);
                }
                yield new HExpr.Throw(checker.coerce(thrown, Simple.ERROR), span);
            }
            case Expr.Return jump -> jump(jump, context);
            case Expr.Break(Span span) -> {
                if (!loop(context, "break", span)) {
                    yield Checker.invalid(span);
                }
                context.loops.peek().leave();
                yield new HExpr.Break(context.loops.peek(), span);
            }
            case Expr.Continue(Span span) -> loop(context, "continue", span) ? new HExpr.Continue(context.loops.peek(), span) : Checker.invalid(span);
            case Expr.Scope(Expr.Block body, Span span) -> {
                HExpr inner = checker.statements().block(body, wanted, context);
                yield new HExpr.Scope(inner, inner.type(), span);
            }
            case Expr.Within(Expr duration, Expr.Block body, Span span) -> {
                HExpr limit = checker.expressions.value(duration, Simple.DURATION, context);
                HExpr inner = checker.statements().block(body, wanted, context);
                yield new HExpr.Within(limit, inner, inner.type(), span);
            }
            case Expr.Lock(Expr mutex, Expr.Block body, Span span) -> {
                HExpr owner = checker.expressions.value(mutex, Simple.MUTEX, context);
                HExpr inner = checker.statements().block(body, wanted, context);
                yield new HExpr.Lock(owner, inner, inner.type(), span);
            }
            case Expr.LockThread(Expr.Block body, Span span) -> {
                HExpr inner = checker.statements().block(body, wanted, context);
                yield new HExpr.LockThread(inner, inner.type(), span);
            }
            default -> throw new IllegalStateException("no such expression: " + expr.getClass());
        };
    }

    private boolean loop(Context context, String word, Span span) {
        if (context.loops.isEmpty()) {
            checker.report(Code.OUTSIDE_LOOP, span, "`" + word + "` outside a loop", "", context.outer == null ? "" : "a lambda or spawned block is a function of its own");
            return false;
        }
        return true;
    }

    private HExpr jump(Expr.Return expr, Context context) {
        Optional<HExpr> value = Optional.empty();
        Type result = context.result;
        if (expr.value().isPresent() && context.dropsResult) {
            HExpr dropped = checker.expressions.check(expr.value().get(), Simple.UNIT, context);
            return new HExpr.Block(List.of(dropped, new HExpr.Return(Optional.empty(), expr.span())), Optional.empty(), Simple.NEVER, expr.span());
        }
        if (expr.value().isPresent()) {
            HExpr checked = checker.expressions.check(expr.value().get(), result == Simple.UNIT ? null : result, context);
            if (result == Simple.UNIT && checked.type() != Simple.UNIT && !Types.invalid(checked.type()) && !Types.never(checked.type())) {
                boolean program = context.function.name().equals("main") && !context.declared();
                checker.report(Code.TYPE_MISMATCH, expr.value().get().span(), (program ? "the program" : "this function") + " returns nothing, found " + Types.shown(checked.type()), "",
                        program ? "`exit(n)` ends the program with an exit code" : !context.declared() ? ""
                        : checked.type() == Simple.NIL ? "state the result type, an optional: `-> int?`, for example" : "state the result type: `-> " + checked.type() + "`");
            }
            value = Optional.of(result == null ? checked : checker.coerce(checked, result));
        } else if (result != null && result != Simple.UNIT && !Types.invalid(result)) {
            checker.report(Code.TYPE_MISMATCH, expr.span(), "expected " + Types.shown(result) + " to return", "nothing is returned here", "");
        }
        if (result == null) {
            context.returned.add(value.map(HExpr::type).orElse(Simple.UNIT));
        }
        return new HExpr.Return(value, expr.span());
    }

    /// The common type of branches; when the value is dropped, or branches have none, UNIT.
    private Type common(List<HExpr> branches, Type wanted, Span span) {
        if (wanted == Simple.UNIT) {
            return branches.stream().allMatch(b -> Types.never(b.type())) ? Simple.NEVER : Simple.UNIT;
        }
        Type type = Simple.NEVER;
        for (HExpr branch : branches) {
            Optional<Type> both = Types.join(type, branch.type());
            if (both.isEmpty()) {
                if (type == Simple.UNIT || branch.type() == Simple.UNIT) {
                    return Simple.UNIT;
                }
                checker.report(Code.TYPE_MISMATCH, branch.span(), "the branches have different types: " + Types.shown(type) + " and " + Types.shown(branch.type()),
                        "this is " + Types.shown(branch.type()), "");
                return Simple.INVALID;
            }
            type = both.get();
        }
        return type;
    }

    private HExpr branch(HExpr branch, Type type) {
        return type == Simple.UNIT || type == Simple.NIL ? branch : checker.coerce(branch, type);
    }

    HExpr conditional(Expr.If expr, Type wanted, Type hint, Context context) {
        HExpr condition = condition(expr.condition(), context);
        Expressions.Facts facts = checker.expressions.facts(expr.condition(), context);
        var before = context.facts();
        context.narrow(facts.whenTrue());
        HExpr then = checker.statements().block(expr.then(), expr.otherwise().isEmpty() ? Simple.UNIT : wanted, hint, context);
        var afterThen = context.facts();
        context.restore(before);
        context.narrow(facts.whenFalse());
        if (expr.otherwise().isEmpty()) {
            if (!Types.never(then.type())) {
                var kept = context.facts();
                kept.retainAll(afterThen);
                context.restore(kept);
            }
            return new HExpr.If(condition, then, Optional.empty(), Simple.UNIT, expr.span());
        }
        Type next = hint == null ? known(List.of(then)) : hint;
        HExpr otherwise = expr.otherwise().get() instanceof Expr.If chained ? conditional(chained, wanted, next, context)
                : checker.statements().block((Expr.Block) expr.otherwise().get(), wanted, next, context);
        var afterElse = context.facts();
        if (Types.never(then.type())) {
            context.restore(afterElse);
        } else if (Types.never(otherwise.type())) {
            context.restore(afterThen);
        } else {
            afterElse.retainAll(afterThen);
            context.restore(afterElse);
        }
        Type type = common(List.of(then, otherwise), wanted, expr.span());
        return new HExpr.If(condition, branch(then, type), Optional.of(branch(otherwise, type)), type, expr.span());
    }

    HExpr condition(Expr expr, Context context) {
        HExpr condition = checker.expressions.check(expr, Simple.BOOL, context);
        if (condition.type() != Simple.BOOL && !Types.invalid(condition.type()) && !Types.never(condition.type())) {
            checker.report(Code.TYPE_MISMATCH, expr.span(), "a condition is a `bool`, found " + Types.shown(condition.type()), "",
                    condition.type() instanceof Type.OptionalOf(Type inner) ? inner == Simple.BOOL ? "it may be nil: `x == true`, or `x ?? false`" : "test with `x != nil`" : condition.type() == Simple.INT ? "compare it: `n != 0`" : "");
            return Checker.invalid(expr.span());
        }
        return condition;
    }

    private HExpr match(Expr.Match expr, Type wanted, Context context) {
        HExpr subject = checker.expressions.any(expr.subject(), context);
        if (Types.never(subject.type())) {
            return subject;
        }
        var arms = new ArrayList<HExpr.Arm>();
        var bodies = new ArrayList<HExpr>();
        var before = context.facts();
        int mark = context.mark();
        boolean nilTaken = false;
        for (Expr.Arm arm : expr.arms()) {
            context.enter();
            context.restore(before);
            HPattern pattern = patterns.check(arm.pattern(), subject.type(), context);
            if (nilTaken) {
                // An arm before took nil: what comes here is a value.
                context.narrow(checker.expressions.facts(new Expr.Binary(Expr.BinaryOp.NE, expr.subject(), new Expr.NilLiteral(expr.span()), expr.span(), expr.span()), context).whenTrue());
                if (pattern instanceof HPattern.Bind(Local local, Type _)) {
                    context.narrow(Set.of(local));
                }
            }
            nilTaken |= arm.guard().isEmpty() && takesNil(pattern);
            Optional<HExpr> guard = arm.guard().map(g -> condition(g, context));
            arm.guard().ifPresent(g -> context.narrow(checker.expressions.facts(g, context).whenTrue()));
            HExpr body = body(arm.body(), wanted, known(bodies), context);
            context.leave();
            arms.add(new HExpr.Arm(pattern, guard, body));
            bodies.add(body);
        }
        context.restoreAfter(before, mark);
        if (!Types.invalid(subject.type()) && arms.stream().allMatch(a -> Patterns.valid(a.pattern()))) {
            patterns.exhaustive(arms, subject.type(), expr);
        }
        Type type = common(bodies, wanted, expr.span());
        return new HExpr.Match(subject, arms.stream().map(a -> new HExpr.Arm(a.pattern(), a.guard(), branch(a.body(), type))).toList(), type, expr.span());
    }

    private static boolean takesNil(HPattern pattern) {
        return pattern instanceof HPattern.Nil || pattern instanceof HPattern.Or or && or.alternatives().stream().anyMatch(Control::takesNil);
    }

    /// What earlier branches suggest for the next one.
    private static Type known(List<HExpr> bodies) {
        return bodies.stream().map(HExpr::type).filter(Unifier::concrete).filter(t -> t != Simple.UNIT).findFirst().orElse(null);
    }

    private HExpr body(Expr body, Type wanted, Type hint, Context context) {
        return body instanceof Expr.Block block ? checker.statements().block(block, wanted, hint, context)
                : wanted == Simple.UNIT ? checker.expressions.statement(body, context) : checker.expressions.check(body, wanted, hint, context);
    }

    private HExpr attempt(Expr.Try expr, Type wanted, Context context) {
        var before = context.facts();
        int mark = context.mark();
        HExpr body = checker.statements().block(expr.body(), wanted, context);
        context.restoreAfter(before, mark);
        var branches = new ArrayList<>(List.of(body));
        Local error = null;
        if (expr.handler().isPresent()) {
            Expr.Catch handler = expr.handler().get();
            context.enter();
            error = handler.name().equals("_") ? new Local("$error", Simple.ERROR, false, handler.span()) : context.local(handler.name(), Simple.ERROR, false, handler.span());
            branches.add(checker.statements().block(handler.body(), wanted, known(branches), context));
            context.leave();
            context.restoreAfter(before, mark);
        }
        Optional<HExpr> cleanup = expr.cleanup().map(c -> checker.statements().block(c, Simple.UNIT, context));
        Type type = common(branches, wanted, expr.span());
        Optional<HExpr.Catch> handler = error == null ? Optional.empty() : Optional.of(new HExpr.Catch(error, branch(branches.get(1), type)));
        return new HExpr.Try(branch(body, type), handler, cleanup, type, expr.span());
    }

    private HExpr select(Expr.Select expr, Type wanted, Context context) {
        var bodies = new ArrayList<HExpr>();
        var makers = new ArrayList<BiFunction<HExpr, List<HExpr.SelectCase>, Boolean>>();
        var after = new HExpr[1];
        int afterAt = -1;
        int otherwiseAt = -1;
        var before = context.facts();
        int mark = context.mark();
        for (Expr.SelectArm arm : expr.arms()) {
            context.enter();
            context.restore(before);
            int at = bodies.size();
            switch (arm) {
                case Expr.SelectArm.Receive receive -> {
                    HExpr channel = channel(receive.channel(), context);
                    Type element = channel.type() instanceof Type.ChanOf(Type e) ? new Type.OptionalOf(e) : Simple.INVALID;
                    Optional<Local> local = receive.binding().filter(p -> p instanceof Pattern.Name)
                            .map(p -> context.local(((Pattern.Name) p).name(), element, false, p.span()));
                    makers.add((body, cases) -> cases.add(new HExpr.SelectCase.ReceiveCase(channel, local, body)));
                }
                case Expr.SelectArm.Send send -> {
                    HExpr channel = channel(send.channel(), context);
                    HExpr value = channel.type() instanceof Type.ChanOf(Type e) ? checker.expressions.value(send.value(), e, context)
                            : checker.expressions.any(send.value(), context);
                    makers.add((body, cases) -> cases.add(new HExpr.SelectCase.SendCase(channel, value, body)));
                }
                case Expr.SelectArm.After(Expr duration, Expr _, Span span) -> {
                    after[0] = checker.expressions.value(duration, Simple.DURATION, context);
                    twice(afterAt >= 0 || otherwiseAt >= 0, span);
                    afterAt = at;
                    makers.add((_, _) -> true);
                }
                case Expr.SelectArm.Otherwise(Expr _, Span span) -> {
                    twice(afterAt >= 0 || otherwiseAt >= 0, span);
                    otherwiseAt = at;
                    makers.add((_, _) -> true);
                }
                case Expr.SelectArm.Invalid(Expr head, Expr _, Span _) -> {
                    checker.report(Code.INVALID_SELECT, head.span(), "a case of `select` is `v = c.recv()`, `c.send(v)`, `after d` or `else`", "", "");
                    makers.add((_, _) -> true);
                }
            }
            bodies.add(body(arm.body(), wanted, known(bodies), context));
            context.leave();
        }
        context.restoreAfter(before, mark);
        // Without cases it waits for ever.
        Type type = expr.arms().isEmpty() ? Simple.NEVER : common(bodies, wanted, expr.span());
        var cases = new ArrayList<HExpr.SelectCase>();
        for (int i = 0; i < bodies.size(); i++) {
            makers.get(i).apply(branch(bodies.get(i), type), cases);
        }
        return new HExpr.Select(cases, afterAt < 0 ? Optional.empty() : Optional.of(new HExpr.After(after[0], branch(bodies.get(afterAt), type))),
                otherwiseAt < 0 ? Optional.empty() : Optional.of(branch(bodies.get(otherwiseAt), type)), type, expr.span());
    }

    private void twice(boolean seen, Span span) {
        if (seen) {
            checker.report(Code.INVALID_SELECT, span, "a `select` has at most one of `after` and `else`", "", "");
        }
    }

    private HExpr channel(Expr expr, Context context) {
        HExpr channel = checker.expressions.any(expr, context);
        if (!(channel.type() instanceof Type.ChanOf) && !Types.invalid(channel.type()) && !Types.never(channel.type())) {
            checker.report(Code.TYPE_MISMATCH, expr.span(), "expected a channel, found " + Types.shown(channel.type()), "", "");
            return Checker.invalid(expr.span());
        }
        return channel;
    }

    // ---- Threads

    /// @param detached the handle is not used
    HExpr spawn(Expr.Spawn expr, boolean detached, Context context) {
        Optional<HExpr> name = expr.name().map(n -> checker.expressions.value(n, Simple.STRING, context));
        if (expr.body() instanceof Expr.Block block) {
            HFunction function = checker.statements().inner("spawn", List.of(), null, expr.span(), context);
            // Nobody takes what a thread without a handle gives.
            Type result = checker.expressions.lambdas.body(function, block, detached ? Simple.UNIT : null, detached, context);
            return new HExpr.Spawn(name, function, List.of(), detached, Types.invalid(result) ? result : new Type.ThreadOf(result), expr.span());
        }
        if (!(expr.body() instanceof Expr.Call call)) {
            checker.report(Code.INVALID_SPAWN, expr.body().span(), "`spawn` takes a call or a block", "", "write `spawn f(x)` or `spawn { … }`");
            return Checker.invalid(expr.span());
        }
        return Placement.changed(checker.expressions.check(call, null, context), checked -> checked instanceof HExpr.Call(HFunction function, List<HExpr> arguments, Type type, Span _)
                ? new HExpr.Spawn(name, function, arguments, detached, new Type.ThreadOf(type), expr.span())
                : Types.invalid(checked.type()) ? checked : deferred(name, checked, detached, expr.span(), context));
    }

    /// A thread for a call that is no plain function: its operands are evaluated here, the call happens there.
    private HExpr deferred(Optional<HExpr> name, HExpr call, boolean detached, Span span, Context context) {
        List<HExpr> operands = switch (call) {
            case HExpr.CallValue c -> concat(c.callee(), c.arguments());
            case HExpr.CallNative c -> c.arguments();
            case HExpr.Send c -> List.of(c.channel(), c.value());
            case HExpr.Receive c -> List.of(c.channel());
            case HExpr.Join c -> List.of(c.thread());
            case HExpr.Sleep c -> List.of(c.duration());
            case HExpr.Yield _ -> List.of();
            default -> null;
        };
        if (operands == null) {
            checker.report(Code.INVALID_SPAWN, span, "this call cannot be spawned by itself", "", "write `spawn { … }`");
            return Checker.invalid(span);
        }
        var parameters = new ArrayList<Local>();
        for (HExpr operand : operands) {
            parameters.add(new Local("$argument" + parameters.size(), operand.type(), false, span));
        }
        List<HExpr> values = parameters.stream().map(p -> (HExpr) new HExpr.LocalGet(p, p.type(), span)).toList();
        HExpr body = switch (call) {
            case HExpr.CallValue c -> new HExpr.CallValue(values.getFirst(), values.subList(1, values.size()), c.type(), c.span());
            case HExpr.CallNative c -> new HExpr.CallNative(c.name(), c.parameters(), values, c.type(), c.span());
            case HExpr.Send c -> new HExpr.Send(values.getFirst(), values.get(1), c.span());
            case HExpr.Receive c -> new HExpr.Receive(values.getFirst(), c.type(), c.span());
            case HExpr.Join c -> new HExpr.Join(values.getFirst(), c.type(), c.span());
            case HExpr.Yield c -> c;
            default -> new HExpr.Sleep(values.getFirst(), call.span());
        };
        Type result = Types.never(call.type()) ? Simple.UNIT : call.type();
        HFunction function = checker.statements().inner("spawn", parameters, result, span, context);
        function.setBody(body);
        return new HExpr.Spawn(name, function, operands, detached, new Type.ThreadOf(result), span);
    }

    private static List<HExpr> concat(HExpr first, List<HExpr> rest) {
        var all = new ArrayList<HExpr>();
        all.add(first);
        all.addAll(rest);
        return all;
    }
}
