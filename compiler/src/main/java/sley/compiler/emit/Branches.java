package sley.compiler.emit;

import java.util.List;
import java.util.Optional;
import sley.bytecode.build.FunctionBuilder.Label;
import sley.bytecode.op.Op;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.Local;
import sley.compiler.hir.Loop;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Conditions, `if`, `and`, `or`, and loops.
final class Branches {
    private final FunctionEmitter f;

    Branches(FunctionEmitter f) {
        this.f = f;
    }

    /// Jumps to `target` if the condition is `when`, else goes on.
    void branch(HExpr condition, Label target, boolean when) {
        switch (condition) {
            case HExpr.Primitive constant -> {
                if ((constant.bits() != 0) == when) {
                    f.b.jump(target);
                }
            }
            case HExpr.Unary e when e.op() == HExpr.UnaryOp.BOOL_NOT -> branch(e.operand(), target, !when);
            case HExpr.IsNil e -> {
                Reg value = f.value(e.operand());
                f.b.jumpIf(when ? Op.JUMP_NIL : Op.JUMP_NOT_NIL, value.number(), target);
                f.release(value);
            }
            case HExpr.Logical e -> {
                if (e.and() == when) {
                    var no = new Label();
                    branch(e.left(), no, !when);
                    branch(e.right(), target, when);
                    f.b.bind(no);
                } else {
                    branch(e.left(), target, when);
                    branch(e.right(), target, when);
                }
            }
            case HExpr.Binary e when jumps(e) -> compare(e, target, when);
            default -> {
                Reg value = f.value(condition);
                f.b.jumpIf(when ? Op.JUMP_TRUE : Op.JUMP_FALSE, value.number(), target);
                f.release(value);
            }
        }
    }

    private static boolean jumps(HExpr.Binary e) {
        return switch (e.op()) {
            case INT_EQ, INT_NE, INT_LT, INT_LE, INT_GT, INT_GE -> true;
            default -> false;
        };
    }

    private void compare(HExpr.Binary e, Label target, boolean when) {
        List<Reg> regs = f.operands(List.of(e.left(), e.right()));
        int left = regs.get(0).number();
        int right = regs.get(1).number();
        switch (e.op()) {
            case INT_EQ -> jump(when ? Op.JUMP_EQ : Op.JUMP_NE, left, right, target);
            case INT_NE -> jump(when ? Op.JUMP_NE : Op.JUMP_EQ, left, right, target);
            case INT_LT -> less(left, right, target, when);
            case INT_LE -> less(right, left, target, !when);
            case INT_GT -> less(right, left, target, when);
            default -> less(left, right, target, !when);
        }
        f.release(regs);
    }

    private void less(int left, int right, Label target, boolean when) {
        if (when) {
            jump(Op.JUMP_LT, left, right, target);
        } else {
            jump(Op.JUMP_LE, right, left, target);
        }
    }

    private void jump(int op, int left, int right, Label target) {
        f.b.jumpCompare(op, left, right, target, f.bool());
    }

    void logical(HExpr.Logical e, Reg to) {
        var end = new Label();
        f.into(e.left(), to);
        f.b.jumpIf(e.and() ? Op.JUMP_FALSE : Op.JUMP_TRUE, to.number(), end);
        f.into(e.right(), to);
        f.b.bind(end);
    }

    void conditional(HExpr.If e, Reg to) {
        var otherwise = new Label();
        branch(e.condition(), otherwise, false);
        f.enter();
        f.result(e.then(), to);
        f.leave();
        if (e.otherwise().isEmpty()) {
            f.b.bind(otherwise);
            return;
        }
        var end = new Label();
        f.b.jump(end);
        f.b.bind(otherwise);
        f.enter();
        f.result(e.otherwise().get(), to);
        f.leave();
        f.b.bind(end);
    }

    // ---- Loops

    void whileLoop(HExpr.While e) {
        var end = new Label();
        Label head = f.loopHead(e.span());
        f.exits.loop(e.loop(), end, head, true);
        branch(e.condition(), end, false);
        body(e.body());
        f.at(e.span());
        f.b.loop(head);
        if (!e.endless()) {
            f.b.bind(end);
        }
    }

    private void body(HExpr body) {
        f.enter();
        f.effect(body);
        f.leave();
    }

    void forRange(HExpr.ForRange e) {
        f.enter();
        if (e.step().isPresent() || e.inclusive() && !(e.to() instanceof HExpr.Primitive(long last, Type _, var _) && last < Long.MAX_VALUE)) {
            stepped(e);
        } else {
            plain(e);
        }
        f.leave();
    }

    /// Counts by one up to a limit that is not reached.
    private void plain(HExpr.ForRange e) {
        List<Reg> bounds = f.operands(List.of(e.from(), e.to()));
        Reg limit = bounds.get(1);
        if (e.inclusive()) {
            limit = f.integer(((HExpr.Primitive) e.to()).bits() + 1);
        } else if (!limit.temporary()) {
            limit = f.temporary(Simple.INT);
            f.move(limit, bounds.get(1));
        }
        var end = new Label();
        var next = new Label();
        jump(Op.JUMP_LE, limit.number(), bounds.getFirst().number(), end);
        Reg counter = counter(e.local(), bounds.getFirst());
        Reg turns = turns(e.index());
        Label head = f.loopHead(e.span());
        f.exits.loop(e.loop(), end, next, false);
        f.enter();
        turn(e.local(), counter);
        e.index().ifPresent(i -> turn(i, turns));
        f.effect(e.body());
        f.leave();
        f.b.bind(next);
        f.at(e.span());
        count(turns);
        f.b.forLess(counter.number(), limit.number(), head, f.bool());
        f.b.bind(end);
        f.release(bounds);
        if (!limit.equals(bounds.get(1))) {
            f.release(limit);
        }
        release(counter, turns);
    }

    /// Counts the turns, as many as a range value with these bounds has.
    private void stepped(HExpr.ForRange e) {
        HExpr step = e.step().orElse(new HExpr.Primitive(1, Simple.INT, e.span()));
        overRange(e.loop(), e.index(), e.local(), new HExpr.RangeOf(e.from(), e.to(), e.inclusive(), Optional.of(step), e.span()), e.body());
    }

    private void overRange(Loop loop, Optional<Local> index, Local local, HExpr range, HExpr body) {
        Reg value = f.kept(range);
        Reg limit = f.temporary(Simple.INT);
        Reg step = f.temporary(Simple.INT);
        Reg first = f.temporary(Simple.INT);
        f.at(range.span());
        f.callNative("range.len", List.of(Simple.RANGE), Simple.INT, List.of(value), limit);
        f.callNative("range.step", List.of(Simple.RANGE), Simple.INT, List.of(value), step);
        f.callNative("range.from", List.of(Simple.RANGE), Simple.INT, List.of(value), first);
        f.release(value);
        Reg turns = f.integer(0);
        var end = new Label();
        var next = new Label();
        jump(Op.JUMP_LE, limit.number(), turns.number(), end);
        Reg counter = counter(local, first);
        Label head = f.loopHead(range.span());
        f.exits.loop(loop, end, next, false);
        f.enter();
        turn(local, counter);
        index.ifPresent(i -> turn(i, turns));
        f.effect(body);
        f.leave();
        f.b.bind(next);
        f.at(range.span());
        f.b.abc(Op.INT_ADD, counter.number(), counter.number(), step.number());
        f.b.forLess(turns.number(), limit.number(), head, f.bool());
        f.b.bind(end);
        f.release(List.of(limit, step, first));
        release(counter, turns);
    }

    /// The register that counts: that of the loop variable itself if nothing else can see it change.
    private Reg counter(Local local, Reg first) {
        if (own(local)) {
            Reg register = f.declare(local);
            f.move(register, first);
            return register;
        }
        Reg register = f.temporary(Simple.INT);
        f.move(register, first);
        return register;
    }

    private static boolean own(Local local) {
        return !local.mutable() && !local.boxed();
    }

    /// The loop variable of this turn.
    private void turn(Local local, Reg counter) {
        if (!f.declared(local)) {
            f.bind(local, counter);
        }
    }

    private Reg turns(Optional<Local> index) {
        return index.isPresent() ? f.integer(0) : null;
    }

    private void count(Reg turns) {
        if (turns != null) {
            f.b.abc(Op.INT_ADD_IMMEDIATE, turns.number(), turns.number(), 1);
        }
    }

    private void release(Reg... regs) {
        for (Reg reg : regs) {
            if (reg != null) {
                f.release(reg);
            }
        }
    }

    void forEach(HExpr.ForEach e) {
        f.enter();
        switch (e.iterable().type()) {
            case Type.ListOf _ -> overIndexed(e);
            case Type.SetOf set -> overSet(e, set);
            case Type.MapOf map -> overMap(e, map);
            case Type.ChanOf chan -> overChan(e, chan);
            case Simple.RANGE -> overRange(e.loop(), e.index(), e.element(), e.iterable(), e.body());
            case Simple.BYTES -> overIndexed(e);
            default -> overString(e);
        }
        f.leave();
    }

    /// A list or bytes; elements added during the loop take part.
    private void overIndexed(HExpr.ForEach e) {
        boolean list = e.iterable().type() instanceof Type.ListOf;
        Reg target = f.kept(e.iterable());
        Reg at = f.integer(0);
        Reg length = f.temporary(Simple.INT);
        var end = new Label();
        var next = new Label();
        length(e, target, length);
        jump(Op.JUMP_LE, length.number(), at.number(), end);
        Label head = f.loopHead(e.span());
        f.exits.loop(e.loop(), end, next, false);
        f.enter();
        Reg element = f.binding(e.element());
        f.at(e.span());
        f.b.abc(list ? element.primitive() ? Op.LIST_GET_P : Op.LIST_GET_R : Op.BYTES_GET, element.number(), target.number(), at.number());
        f.bound(e.element(), element);
        e.index().ifPresent(i -> f.bind(i, at));
        f.effect(e.body());
        f.leave();
        f.b.bind(next);
        f.at(e.span());
        length(e, target, length);
        f.b.forLess(at.number(), length.number(), head, f.bool());
        f.b.bind(end);
        release(target, at, length);
    }

    private void length(HExpr.ForEach e, Reg target, Reg length) {
        if (e.iterable().type() instanceof Type.ListOf) {
            f.b.ab(Op.LIST_LENGTH, length.number(), target.number());
        } else {
            f.callNative("bytes.len", List.of(Simple.BYTES), Simple.INT, List.of(target), length);
        }
    }

    private void overSet(HExpr.ForEach e, Type.SetOf set) {
        overEntries(e, "set.next", set, (target, at) -> {
            Reg element = f.binding(e.element());
            f.callNative("set.at", List.of(set, Simple.INT), set.element(), List.of(target, at), element);
            f.bound(e.element(), element);
        }, true);
    }

    private void overMap(HExpr.ForEach e, Type.MapOf map) {
        overEntries(e, "map.next", map, (target, at) -> {
            List<Type> parameters = List.of(map, Simple.INT);
            if (e.index().isPresent()) {
                Reg key = f.binding(e.index().get());
                f.callNative("map.keyAt", parameters, map.key(), List.of(target, at), key);
                f.bound(e.index().get(), key);
                Reg value = f.binding(e.element());
                f.callNative("map.valueAt", parameters, map.value(), List.of(target, at), value);
                f.bound(e.element(), value);
                return;
            }
            Reg key = f.temporary(map.key());
            Reg value = f.temporary(map.value());
            f.callNative("map.keyAt", parameters, map.key(), List.of(target, at), key);
            f.callNative("map.valueAt", parameters, map.value(), List.of(target, at), value);
            Reg pair = f.binding(e.element());
            f.b.wideArguments(Op.NEW, pair.number(), f.types.of(e.element().type()), FunctionEmitter.banks(List.of(key, value)));
            f.bound(e.element(), pair);
            release(key, value);
        }, false);
    }

    private interface Entry {
        void bind(Reg target, Reg at);
    }

    /// By a cursor that skips removed entries.
    private void overEntries(HExpr.ForEach e, String nextName, Type type, Entry entry, boolean counted) {
        Reg target = f.kept(e.iterable());
        Reg at = f.integer(0);
        Reg zero = f.integer(0);
        Reg turns = counted ? turns(e.index()) : null;
        var end = new Label();
        var next = new Label();
        Label head = f.loopHead(e.span());
        f.exits.loop(e.loop(), end, next, false);
        f.at(e.span());
        f.callNative(nextName, List.of(type, Simple.INT), Simple.INT, List.of(target, at), at);
        jump(Op.JUMP_LT, at.number(), zero.number(), end);
        f.enter();
        entry.bind(target, at);
        if (turns != null) {
            f.bind(e.index().orElseThrow(), turns);
        }
        f.effect(e.body());
        f.leave();
        f.b.bind(next);
        f.at(e.span());
        count(turns);
        count(at);
        f.b.loop(head);
        f.b.bind(end);
        release(target, at, zero, turns);
    }

    private void overString(HExpr.ForEach e) {
        Reg text = f.kept(e.iterable());
        Reg at = f.integer(0);
        Reg after = f.temporary(Simple.INT);
        Reg zero = f.integer(0);
        Reg turns = turns(e.index());
        List<Type> parameters = List.of(Simple.STRING, Simple.INT);
        var end = new Label();
        var next = new Label();
        Label head = f.loopHead(e.span());
        f.exits.loop(e.loop(), end, next, false);
        f.at(e.span());
        f.callNative("string.nextIndex", parameters, Simple.INT, List.of(text, at), after);
        jump(Op.JUMP_LT, after.number(), zero.number(), end);
        f.enter();
        Reg element = f.binding(e.element());
        f.callNative("string.charAt", parameters, Simple.STRING, List.of(text, at), element);
        f.bound(e.element(), element);
        e.index().ifPresent(i -> f.bind(i, turns));
        f.effect(e.body());
        f.leave();
        f.b.bind(next);
        f.at(e.span());
        count(turns);
        f.move(at, after);
        f.b.loop(head);
        f.b.bind(end);
        release(text, at, after, zero, turns);
    }

    /// Until the channel is closed and drained.
    private void overChan(HExpr.ForEach e, Type.ChanOf chan) {
        Reg channel = f.kept(e.iterable());
        Reg turns = turns(e.index());
        boolean primitive = chan.element().primitive();
        Reg ok = f.temporary(primitive ? Simple.BOOL : new Type.OptionalOf(chan.element()));
        var end = new Label();
        var next = new Label();
        Label head = f.loopHead(e.span());
        f.exits.loop(e.loop(), end, next, false);
        f.enter();
        f.at(e.span());
        Reg element = f.binding(e.element());
        if (primitive) {
            f.b.abc(Op.RECV_P, element.number(), ok.number(), channel.number());
            f.b.jumpIf(Op.JUMP_FALSE, ok.number(), end);
        } else {
            f.b.ab(Op.RECV_R, ok.number(), channel.number());
            f.b.jumpIf(Op.JUMP_NIL, ok.number(), end);
            f.b.ab(Op.UNWRAP_R, element.number(), ok.number());
        }
        f.bound(e.element(), element);
        e.index().ifPresent(i -> f.bind(i, turns));
        f.effect(e.body());
        f.leave();
        f.b.bind(next);
        f.at(e.span());
        count(turns);
        f.b.loop(head);
        f.b.bind(end);
        release(channel, ok, turns);
    }
}
