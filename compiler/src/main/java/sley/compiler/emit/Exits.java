package sley.compiler.emit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sley.bytecode.build.FunctionBuilder.Label;
import sley.bytecode.op.Op;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.Local;
import sley.compiler.hir.Loop;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Ways out of blocks, and the cleanups they pass.
///
/// The emitter keeps a stack of the regions it is inside of. An error is caught by the handler table: each region records the ranges of code that it protects.
/// `return`, `break` and `continue` walk the stack from the inside out to their target: for a region with an inline cleanup (release a lock, close a scope) they
/// emit the cleanup in place, outside the region's own range; for a `finally`, of which there is one copy, they store in a register `why` which exit is under way,
/// jump to the copy, and the dispatch behind it goes on with the rest of that exit.
final class Exits {
    private static final int NORMAL = 0;
    private static final int ERROR = 1;

    private final FunctionEmitter f;
    private final List<Region> regions = new ArrayList<>();
    private final Map<Loop, Target> loops = new HashMap<>();
    private Reg defers;

    Exits(FunctionEmitter f) {
        this.f = f;
    }

    /// @param breaks    where `break` goes
    /// @param continues where `continue` goes: forwards when `back` is false
    /// @param depth     how many regions lie around the loop
    private record Target(Label breaks, Label continues, boolean back, int depth) {}

    /// An exit that a `finally` interrupts: a return when `loop` is null.
    private record Exit(Loop loop, boolean continues) {
        static final Exit RETURN = new Exit(null, false);
    }

    /// Protected code, with what happens on the way out.
    private static class Region {
        private final List<int[]> ranges = new ArrayList<>();
        private int start;
    }

    /// Nothing to do on a planned exit.
    private static final class Caught extends Region {}

    /// A cleanup of one instruction.
    private static final class Inline extends Region {
        final int op;
        final int register;
        final Span span;

        Inline(int op, int register, Span span) {
            this.op = op;
            this.register = register;
            this.span = span;
        }
    }

    private static final class Finally extends Region {
        final Reg why;
        final Reg error;
        final Label cleanup = new Label();
        final Map<Exit, Integer> exits = new LinkedHashMap<>();
        /// Holds what a `return` returns meanwhile.
        Reg returned;

        Finally(Reg why, Reg error) {
            this.why = why;
            this.error = error;
        }

        int number(Exit exit) {
            return exits.computeIfAbsent(exit, _ -> exits.size() + 2);
        }
    }

    private void open(Region region) {
        regions.add(region);
        region.start = f.b.pc();
    }

    private void close(Region region) {
        Region last = regions.removeLast();
        assert last == region;
        suspend(region);
    }

    private void suspend(Region region) {
        region.ranges.add(new int[] {region.start, f.b.pc()});
    }

    /// Makes the current place the handler of the region's errors; control gets here only through it.
    private void handler(Region region, int register) {
        assert !f.b.reachable();
        for (int[] range : region.ranges) {
            f.b.handler(range[0], range[1], register, !(region instanceof Caught));
        }
    }

    // ---- Whole functions

    void body(HExpr body) {
        Type type = f.function.result();
        if (!f.function.defers()) {
            functionBody(body, type);
            return;
        }
        Type closure = new Type.FunctionOf(List.of(), Simple.UNIT);
        Type list = new Type.ListOf(closure);
        defers = f.temporary(list);
        f.b.abc(Op.LIST_NEW, defers.number(), Emitter.small(f.types.of(list)), 0);
        Finally region = openFinally();
        functionBody(body, type);
        close(region);
        finish(region, false, () -> runDeferred(region, list, closure));
    }

    private void functionBody(HExpr body, Type type) {
        if (FunctionEmitter.never(body)) {
            f.effect(body);
        } else if (type == Simple.UNIT) {
            f.effect(body);
            if (f.b.reachable()) {
                exit(Exit.RETURN, null);
            }
        } else {
            Reg value = f.value(body);
            if (f.b.reachable()) {
                exit(Exit.RETURN, value);
            }
            f.release(value);
        }
    }

    private void runDeferred(Finally region, Type list, Type closure) {
        Reg zero = f.integer(0);
        Reg left = f.temporary(Simple.INT);
        Reg next = f.temporary(closure);
        Reg unit = f.temporary(Simple.UNIT);
        Label head = f.b.here();
        var end = new Label();
        f.b.ab(Op.LIST_LENGTH, left.number(), defers.number());
        f.b.jumpCompare(Op.JUMP_EQ, left.number(), zero.number(), end, f.bool());
        f.callNative("list.pop", List.of(list), closure, List.of(defers), next);
        int start = f.b.pc();
        f.b.arguments(Op.CALL_CLOSURE, unit.number(), next.number(), 0, new int[0]);
        int stop = f.b.pc();
        f.b.loop(head);
        f.b.handler(start, stop, region.error.number(), true);
        f.b.wide(Op.LOAD_IMMEDIATE, region.why.number(), ERROR);
        f.b.loop(head);
        f.b.bind(end);
        f.release(List.of(zero, left, next, unit));
    }

    void defer(HExpr.Defer e) {
        Reg closure = f.value(e.closure());
        f.at(e.span());
        f.b.ab(Op.LIST_PUSH_R, defers.number(), closure.number());
        f.release(closure);
    }

    // ---- Jumps

    void loop(Loop loop, Label breaks, Label continues, boolean back) {
        loops.put(loop, new Target(breaks, continues, back, regions.size()));
    }

    void jump(HExpr.Jump jump) {
        switch (jump) {
            case HExpr.Return(Optional<HExpr> value, Span _) -> {
                if (value.isPresent() && !FunctionEmitter.never(value.get()) && f.function.result() != Simple.UNIT) {
                    Reg reg = f.value(value.get());
                    exit(Exit.RETURN, reg);
                    f.release(reg);
                } else {
                    value.ifPresent(f::effect);
                    exit(Exit.RETURN, null);
                }
            }
            case HExpr.Break(Loop loop, Span _) -> exit(new Exit(loop, false), null);
            case HExpr.Continue(Loop loop, Span _) -> exit(new Exit(loop, true), null);
            case HExpr.Throw(HExpr error, Span span) -> {
                Reg reg = f.value(error);
                f.at(span);
                f.b.a(Op.THROW, reg.number());
                f.release(reg);
            }
        }
    }

    /// @param value what a return returns; null when that is unit
    private void exit(Exit exit, Reg value) {
        if (!f.b.reachable()) {
            return;
        }
        int depth = exit.loop == null ? 0 : loops.get(exit.loop).depth;
        int i = regions.size();
        boolean interrupted = false;
        while (i > depth && !interrupted) {
            Region region = regions.get(--i);
            suspend(region);
            switch (region) {
                case Inline inline -> cleanup(inline);
                case Finally last -> {
                    if (value != null) {
                        if (last.returned == null) {
                            last.returned = f.temporary(f.function.result());
                        }
                        f.move(last.returned, value);
                    }
                    f.b.wide(Op.LOAD_IMMEDIATE, last.why.number(), last.number(exit));
                    f.b.jump(last.cleanup);
                    interrupted = true;
                }
                default -> { }
            }
        }
        if (!interrupted) {
            arrive(exit, value);
        }
        for (int j = i; j < regions.size(); j++) {
            regions.get(j).start = f.b.pc();
        }
    }

    private void arrive(Exit exit, Reg value) {
        if (exit.loop != null) {
            Target target = loops.get(exit.loop);
            if (!exit.continues) {
                f.b.jump(target.breaks);
            } else if (target.back) {
                f.b.loop(target.continues);
            } else {
                f.b.jump(target.continues);
            }
        } else if (value == null) {
            f.b.none(Op.RETURN_UNIT);
        } else {
            f.b.a(value.primitive() ? Op.RETURN_P : Op.RETURN_R, value.number());
        }
    }

    private void cleanup(Inline inline) {
        f.at(inline.span);
        f.b.a(inline.op, inline.register);
    }

    // ---- Try

    void attempt(HExpr.Try e, Reg to) {
        if (e.cleanup().isEmpty()) {
            caught(e, to);
            return;
        }
        Finally region = openFinally();
        caught(e, to);
        close(region);
        boolean normal = f.b.reachable();
        finish(region, normal, () -> f.effect(e.cleanup().get()));
    }

    private void caught(HExpr.Try e, Reg to) {
        if (e.handler().isEmpty()) {
            f.result(e.body(), to);
            return;
        }
        var end = new Label();
        var region = new Caught();
        open(region);
        f.result(e.body(), to);
        close(region);
        f.b.jump(end);
        f.enter();
        Local local = e.handler().get().error();
        Reg error = f.binding(local);
        handler(region, error.number());
        f.bound(local, error);
        f.result(e.handler().get().body(), to);
        f.leave();
        f.b.bind(end);
    }

    private Finally openFinally() {
        var region = new Finally(f.temporary(Simple.INT), f.temporary(Simple.ERROR));
        open(region);
        return region;
    }

    /// Emits the cleanup of a closed region and what follows it.
    ///
    /// @param normal whether control gets here from the end of the protected code
    private void finish(Finally region, boolean normal, Runnable cleanup) {
        f.b.wide(Op.LOAD_IMMEDIATE, region.why.number(), NORMAL);
        f.b.jump(region.cleanup);
        handler(region, region.error.number());
        boolean fails = f.b.reachable();
        f.b.wide(Op.LOAD_IMMEDIATE, region.why.number(), ERROR);
        f.b.bind(region.cleanup);
        cleanup.run();
        if (fails || f.function.defers() && regions.isEmpty()) {
            leaveWhen(region, ERROR, () -> f.b.a(Op.THROW, region.error.number()));
        }
        for (Map.Entry<Exit, Integer> exit : region.exits.entrySet()) {
            leaveWhen(region, exit.getValue(), () -> exit(exit.getKey(), region.returned));
        }
        if (!normal) {
            f.unreachable();
        }
        f.release(region.why);
        f.release(region.error);
        if (region.returned != null) {
            f.release(region.returned);
        }
    }

    private void leaveWhen(Finally region, int why, Runnable leave) {
        var next = new Label();
        Reg number = f.integer(why);
        f.b.jumpCompare(Op.JUMP_NE, region.why.number(), number.number(), next, f.bool());
        f.release(number);
        leave.run();
        f.b.bind(next);
    }

    // ---- Blocks with a cleanup of one instruction

    void lock(HExpr.Lock e, Reg to) {
        Reg mutex = f.kept(e.mutex());
        f.at(e.span());
        f.b.a(Op.LOCK, mutex.number());
        inline(new Inline(Op.UNLOCK, mutex.number(), e.span()), Op.UNLOCK, e.body(), to);
        f.release(mutex);
    }

    void within(HExpr.Within e, Reg to) {
        Reg limit = f.value(e.duration());
        f.at(e.span());
        f.b.a(Op.WITHIN_ENTER, limit.number());
        f.release(limit);
        inline(new Inline(Op.WITHIN_EXIT, 0, e.span()), Op.WITHIN_EXIT, e.body(), to);
    }

    void lockThread(HExpr.LockThread e, Reg to) {
        f.at(e.span());
        f.b.none(Op.WIRE);
        inline(new Inline(Op.UNWIRE, 0, e.span()), Op.UNWIRE, e.body(), to);
    }

    void scope(HExpr.Scope e, Reg to) {
        f.b.none(Op.SCOPE_ENTER);
        inline(new Inline(Op.SCOPE_EXIT, 0, e.span()), Op.SCOPE_ABORT, e.body(), to);
    }

    private void inline(Inline region, int onError, HExpr body, Reg to) {
        open(region);
        f.result(body, to);
        close(region);
        cleanup(region);
        var end = new Label();
        f.b.jump(end);
        Reg error = f.temporary(Simple.ERROR);
        handler(region, error.number());
        f.at(region.span);
        f.b.a(onError, region.register);
        f.b.a(Op.THROW, error.number());
        f.release(error);
        f.b.bind(end);
    }
}
