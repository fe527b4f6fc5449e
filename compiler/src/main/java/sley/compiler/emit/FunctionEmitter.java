package sley.compiler.emit;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import sley.bytecode.build.FunctionBuilder;
import sley.bytecode.build.FunctionBuilder.Label;
import sley.bytecode.op.Op;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HFunction;
import sley.compiler.hir.Local;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Emits one function: its registers, and which part deals with which expression.
final class FunctionEmitter {
    final Emitter program;
    final TypeTable types;
    final FunctionBuilder b;
    final HFunction function;
    final Exits exits;
    private final Values values;
    private final Branches branches;
    private final Matches matches;
    private final Threads threads;
    private final Map<Local, Integer> locals = new IdentityHashMap<>();
    private final List<List<Local>> scopes = new ArrayList<>();

    FunctionEmitter(Emitter program, HFunction function, FunctionBuilder builder) {
        this.program = program;
        this.types = program.types();
        this.function = function;
        this.b = builder;
        this.exits = new Exits(this);
        this.values = new Values(this);
        this.branches = new Branches(this);
        this.matches = new Matches(this);
        this.threads = new Threads(this);
    }

    void function() {
        enter();
        var parameters = new ArrayList<>(function.parameters());
        for (Local parameter : parameters) {
            int type = types.of(parameter.type());
            locals.put(parameter, parameter.type().primitive() ? b.primitive(type) : b.reference(type));
        }
        for (HFunction.Capture capture : function.captures()) {
            Local inner = capture.inner();
            int type = program.captured(inner);
            locals.put(inner, inner.boxed() || !inner.type().primitive() ? b.reference(type) : b.primitive(type));
        }
        for (Local parameter : parameters) {
            if (parameter.boxed()) {
                int register = locals.get(parameter);
                int cell = b.reference(types.cell(parameter.type()));
                b.ab(parameter.type().primitive() ? Op.CELL_NEW_P : Op.CELL_NEW_R, cell, register);
                locals.put(parameter, cell);
            }
            name(parameter);
        }
        function.captures().forEach(c -> name(c.inner()));
        exits.body(function.body());
        leave();
    }

    private void name(Local local) {
        b.variable(local.name(), local.type().primitive() && !local.boxed(), locals.get(local));
    }

    // ---- Registers

    Reg temporary(Type type) {
        int index = types.of(type);
        return type.primitive() ? new Reg(b.primitive(index), true, true) : new Reg(b.reference(index), false, true);
    }

    void release(Reg reg) {
        if (reg.temporary()) {
            if (reg.primitive()) {
                b.releasePrimitive(reg.number());
            } else {
                b.releaseReference(reg.number());
            }
        }
    }

    void release(List<Reg> regs) {
        regs.forEach(this::release);
    }

    void move(Reg to, Reg from) {
        if (to.number() != from.number() || to.primitive() != from.primitive()) {
            b.ab(to.primitive() ? Op.MOVE_P : Op.MOVE_R, to.number(), from.number());
        }
    }

    /// The register of a local that is not boxed, or the cell of one that is.
    Reg local(Local local) {
        Integer register = locals.get(local);
        assert register != null : "no register for " + local.name() + " in " + function.name();
        return new Reg(register, local.type().primitive() && !local.boxed(), false);
    }

    /// Gives a local its register, until the innermost scope is left.
    Reg declare(Local local) {
        boolean primitive = local.type().primitive() && !local.boxed();
        int type = program.captured(local);
        locals.put(local, primitive ? b.primitive(type) : b.reference(type));
        scopes.getLast().add(local);
        name(local);
        return local(local);
    }

    /// Declares a local whose first value is in `value`, which stays as it is.
    void bind(Local local, Reg value) {
        Reg register = declare(local);
        if (local.boxed()) {
            b.ab(local.type().primitive() ? Op.CELL_NEW_P : Op.CELL_NEW_R, register.number(), value.number());
        } else {
            move(register, value);
        }
    }

    /// Where to compute the first value of a local: its register, or, when it is boxed, a temporary; give it to [#bound] afterwards.
    Reg binding(Local local) {
        return local.boxed() ? temporary(local.type()) : declare(local);
    }

    void bound(Local local, Reg value) {
        if (local.boxed()) {
            bind(local, value);
            release(value);
        }
    }

    boolean declared(Local local) {
        return locals.containsKey(local);
    }

    void enter() {
        scopes.add(new ArrayList<>());
    }

    void leave() {
        for (Local local : scopes.removeLast()) {
            int register = locals.remove(local);
            if (local.type().primitive() && !local.boxed()) {
                b.releasePrimitive(register);
            } else {
                b.releaseReference(register);
            }
        }
    }

    // ---- Expressions

    void at(Span span) {
        b.at(span.line(), span.column());
    }

    /// Where the turns of a loop begin: there a thread stops that loses its processor in between.
    Label loopHead(Span span) {
        at(span);
        return b.here();
    }

    /// The value in some register: that of a local, or a temporary which the caller releases.
    Reg value(HExpr expr) {
        if (expr instanceof HExpr.LocalGet(Local local, Type _, Span _) && !local.boxed()) {
            return local(local);
        }
        if (expr instanceof HExpr.Wrap(HExpr operand, Type type, Span _) && !operand.type().primitive() && !never(operand)) {
            assert !type.primitive();
            return value(operand);
        }
        if (never(expr)) {
            effect(expr);
            return new Reg(0, false, false);
        }
        Reg reg = temporary(expr.type());
        into(expr, reg);
        return reg;
    }

    /// The value in a register that nothing else changes.
    Reg kept(HExpr expr) {
        Reg reg = value(expr);
        if (reg.temporary() || never(expr) || !(expr instanceof HExpr.LocalGet(Local local, Type _, Span _)) || !local.mutable()) {
            return reg;
        }
        Reg copy = temporary(expr.type());
        move(copy, reg);
        return copy;
    }

    /// Values of operands, left to right; a variable's value is taken when its turn comes.
    List<Reg> operands(List<HExpr> exprs) {
        var regs = new ArrayList<Reg>(exprs.size());
        for (int i = 0; i < exprs.size(); i++) {
            HExpr expr = exprs.get(i);
            boolean copied = plainMutable(expr) && exprs.subList(i + 1, exprs.size()).stream().anyMatch(FunctionEmitter::assigns);
            regs.add(copied ? kept(strip(expr)) : value(expr));
        }
        return regs;
    }

    private static HExpr strip(HExpr expr) {
        return expr instanceof HExpr.Wrap(HExpr operand, Type _, Span _) && !operand.type().primitive() ? strip(operand) : expr;
    }

    private static boolean plainMutable(HExpr expr) {
        return strip(expr) instanceof HExpr.LocalGet(Local local, Type _, Span _) && local.mutable() && !local.boxed();
    }

    /// Whether evaluating `expr` may assign to a local of this function.
    private static boolean assigns(HExpr expr) {
        return switch (expr) {
            case HExpr.Primitive _, HExpr.Text _, HExpr.Nil _, HExpr.LocalGet _, HExpr.GlobalGet _, HExpr.Closure _, HExpr.SetOf _ -> false;
            case HExpr.Unary e -> assigns(e.operand());
            case HExpr.Binary e -> assigns(e.left()) || assigns(e.right());
            case HExpr.Logical e -> assigns(e.left()) || assigns(e.right());
            case HExpr.ToText e -> assigns(e.operand());
            case HExpr.Concat e -> assigns(e.parts());
            case HExpr.Wrap e -> assigns(e.operand());
            case HExpr.Unwrap e -> assigns(e.operand());
            case HExpr.IsNil e -> assigns(e.operand());
            case HExpr.Call e -> assigns(e.arguments());
            case HExpr.CallValue e -> assigns(e.callee()) || assigns(e.arguments());
            case HExpr.CallNative e -> assigns(e.arguments());
            case HExpr.New e -> assigns(e.fields());
            case HExpr.NewCase e -> assigns(e.fields());
            case HExpr.FieldGet e -> assigns(e.target());
            case HExpr.IndexGet e -> assigns(e.target()) || assigns(e.index());
            case HExpr.ListOf e -> assigns(e.elements());
            case HExpr.Receive e -> assigns(e.channel());
            case HExpr.Join e -> assigns(e.thread());
            default -> true;
        };
    }

    private static boolean assigns(List<HExpr> exprs) {
        return exprs.stream().anyMatch(FunctionEmitter::assigns);
    }

    static boolean never(HExpr expr) {
        return expr.type() == Simple.NEVER;
    }

    /// Evaluates `expr` and drops its value.
    void effect(HExpr expr) {
        switch (expr) {
            case HExpr.Primitive _, HExpr.Text _, HExpr.Nil _, HExpr.LocalGet _, HExpr.Closure _ -> { }
            case HExpr.Jump jump -> exits.jump(jump);
            case HExpr.While loop -> branches.whileLoop(loop);
            case HExpr.ForRange loop -> branches.forRange(loop);
            case HExpr.ForEach loop -> branches.forEach(loop);
            case HExpr.Let(Local local, HExpr value, Span _) -> let(local, value);
            case HExpr.LocalSet(Local local, HExpr value, Span _) -> set(local, value);
            case HExpr.UnitExpr e -> values.statement(e);
            case HExpr.Receive e -> values.receive(e, null);
            case HExpr.CallNative call when never(call) -> {
                release(values.callNative(call, null));
                unreachable();
            }
            default -> {
                if (!structured(expr, null)) {
                    release(value(expr));
                }
            }
        }
    }

    /// Emits an expression that has branches or cleanups inside. Its value goes into `to`, or is dropped when `to` is null.
    ///
    /// @return false when `expr` is none
    private boolean structured(HExpr expr, Reg to) {
        switch (expr) {
            case HExpr.Block block -> block(block, to);
            case HExpr.If conditional -> branches.conditional(conditional, to);
            case HExpr.Match match -> matches.match(match, to);
            case HExpr.Try attempt -> exits.attempt(attempt, to);
            case HExpr.Scope e -> exits.scope(e, to);
            case HExpr.Within e -> exits.within(e, to);
            case HExpr.Lock e -> exits.lock(e, to);
            case HExpr.LockThread e -> exits.lockThread(e, to);
            case HExpr.Select e -> threads.select(e, to);
            default -> {
                return false;
            }
        }
        return true;
    }

    /// Evaluates `expr` into `to`, which may be read until the value is complete, unless the expression is one with branches.
    void into(HExpr expr, Reg to) {
        switch (expr) {
            case HExpr.LocalGet(Local local, Type type, Span _) -> {
                if (local.boxed()) {
                    b.ab(type.primitive() ? Op.CELL_GET_P : Op.CELL_GET_R, to.number(), local(local).number());
                } else {
                    move(to, local(local));
                }
            }
            case HExpr.Logical e -> branches.logical(e, to);
            case HExpr.Spawn e -> threads.spawn(e, to);
            case HExpr.UnitExpr e -> {
                effect(e);
                b.wide(Op.LOAD_IMMEDIATE, to.number(), 0);
            }
            default -> {
                if (never(expr)) {
                    effect(expr);
                } else if (expr.type() == Simple.UNIT && structured(expr, null)) {
                    b.wide(Op.LOAD_IMMEDIATE, to.number(), 0);
                } else if (!structured(expr, to)) {
                    values.into(expr, to);
                }
            }
        }
    }

    /// The value of a branch: into `to`, or dropped when `to` is null.
    void result(HExpr expr, Reg to) {
        if (to == null) {
            effect(expr);
        } else {
            into(expr, to);
        }
    }

    void block(HExpr.Block block, Reg to) {
        if (to != null && threads.receiveOr(block, to)) {
            return;
        }
        enter();
        boolean reached = true;
        for (HExpr effect : block.effects()) {
            // What is never reached may have no type.
            if (reached) {
                effect(effect);
                reached = !never(effect);
            }
        }
        if (reached && block.result().isPresent()) {
            result(block.result().get(), to);
        }
        leave();
    }

    private void let(Local local, HExpr value) {
        if (never(value)) {
            effect(value);
            declare(local);
        } else if (local.boxed()) {
            Reg reg = value(value);
            bind(local, reg);
            release(reg);
        } else {
            into(value, declare(local));
        }
    }

    private void set(Local local, HExpr value) {
        if (never(value)) {
            effect(value);
        } else if (local.boxed()) {
            Reg reg = value(value);
            b.ab(local.type().primitive() ? Op.CELL_SET_P : Op.CELL_SET_R, local(local).number(), reg.number());
            release(reg);
        } else if (writesLast(value)) {
            into(value, local(local));
        } else {
            Reg reg = value(value);
            move(local(local), reg);
            release(reg);
        }
    }

    /// Whether [#into] writes its register only once everything is evaluated.
    private static boolean writesLast(HExpr expr) {
        return switch (expr) {
            case HExpr.Block block -> block.result().isPresent() && writesLast(block.result().get());
            case HExpr.If e -> writesLast(e.then()) && e.otherwise().isPresent() && writesLast(e.otherwise().get());
            case HExpr.Wrap e -> writesLast(e.operand());
            case HExpr.ToText e -> writesLast(e.operand());
            case HExpr.Concat e -> e.parts().stream().allMatch(FunctionEmitter::writesLast);
            case HExpr.Logical _, HExpr.Match _, HExpr.Try _, HExpr.Scope _, HExpr.Within _, HExpr.Lock _, HExpr.LockThread _, HExpr.Select _, HExpr.ListOf _,
                    HExpr.MapOf _ -> false;
            default -> true;
        };
    }

    /// The value of a fresh temporary that holds an int.
    Reg integer(long value) {
        Reg reg = temporary(Simple.INT);
        values.constant(value, reg);
        return reg;
    }

    void constant(long bits, Reg to) {
        values.constant(bits, to);
    }

    void branch(HExpr condition, FunctionBuilder.Label target, boolean when) {
        branches.branch(condition, target, when);
    }

    void callNative(String name, List<Type> parameters, Type result, List<Reg> arguments, Reg to) {
        values.callNative(name, parameters, result, arguments, to);
    }

    void boxed(Reg value, Reg ok, Reg to) {
        values.boxed(value, ok, to);
    }

    int bool() {
        return types.of(Simple.BOOL);
    }

    /// Registers as instructions list them: those of bank P, then those of bank R.
    static int[] banks(List<Reg> regs) {
        var result = new int[regs.size()];
        int n = 0;
        for (Reg reg : regs) {
            if (reg.primitive()) {
                result[n++] = reg.number();
            }
        }
        for (Reg reg : regs) {
            if (!reg.primitive()) {
                result[n++] = reg.number();
            }
        }
        return result;
    }

    /// Ends code that control cannot reach though instructions allow it.
    void unreachable() {
        Reg none = temporary(new Type.OptionalOf(Simple.ERROR));
        Reg error = temporary(Simple.ERROR);
        b.a(Op.LOAD_NIL, none.number());
        b.ab(Op.UNWRAP_R, error.number(), none.number());
        b.a(Op.THROW, error.number());
        release(error);
        release(none);
    }
}
