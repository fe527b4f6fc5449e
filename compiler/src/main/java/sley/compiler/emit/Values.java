package sley.compiler.emit;

import java.util.ArrayList;
import java.util.List;
import sley.bytecode.build.FunctionBuilder.Label;
import sley.bytecode.op.Op;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HFunction;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Expressions without control flow: constants, operators, calls, data.
final class Values {
    /// A longer list literal is pushed element by element, so that it needs few registers.
    private static final int MOST_LISTED = 64;

    private final FunctionEmitter f;

    Values(FunctionEmitter f) {
        this.f = f;
    }

    void constant(long bits, Reg to) {
        if (bits == (int) bits) {
            f.b.wide(Op.LOAD_IMMEDIATE, to.number(), (int) bits);
        } else {
            f.b.wide(Op.LOAD_INTEGER, to.number(), f.program.module().integer(bits));
        }
    }

    void into(HExpr expr, Reg to) {
        switch (expr) {
            case HExpr.Primitive e -> constant(e.bits(), to);
            case HExpr.Text e -> f.b.wide(Op.LOAD_STRING, to.number(), f.program.module().string(e.value()));
            case HExpr.Nil _ -> f.b.a(Op.LOAD_NIL, to.number());
            case HExpr.GlobalGet e -> globalGet(e, to);
            case HExpr.Unary e -> unary(e, to);
            case HExpr.Binary e -> binary(e, to);
            case HExpr.ToText e -> text(e, to);
            case HExpr.Concat e -> concat(e, to);
            case HExpr.Wrap e -> wrap(e, to);
            case HExpr.Unwrap e -> simple(e, e.type().primitive() ? Op.UNWRAP_P : Op.UNWRAP_R, e.operand(), to);
            case HExpr.IsNil e -> isNil(e, to);
            case HExpr.Call e -> {
                List<Reg> arguments = f.operands(e.arguments());
                f.at(e.span());
                f.b.wideArguments(Op.CALL, to.number(), f.program.function(e.function()), FunctionEmitter.banks(arguments));
                f.release(arguments);
            }
            case HExpr.CallValue e -> {
                var all = new ArrayList<HExpr>();
                all.add(e.callee());
                all.addAll(e.arguments());
                List<Reg> regs = f.operands(all);
                f.at(e.span());
                f.b.arguments(Op.CALL_CLOSURE, to.number(), regs.getFirst().number(), regs.size() - 1, FunctionEmitter.banks(regs.subList(1, regs.size())));
                f.release(regs);
            }
            case HExpr.CallNative e -> callNative(e, to);
            case HExpr.Closure e -> closure(e, to);
            case HExpr.New e -> {
                List<Reg> fields = f.operands(e.fields());
                f.at(e.span());
                f.b.wideArguments(Op.NEW, to.number(), f.types.of(e.type()), FunctionEmitter.banks(fields));
                f.release(fields);
            }
            case HExpr.NewCase e -> {
                List<Reg> fields = f.operands(e.fields());
                f.at(e.span());
                f.b.arguments(Op.NEW_CASE, to.number(), Emitter.small(f.types.of(e.type())), e.index(), FunctionEmitter.banks(fields));
                f.release(fields);
            }
            case HExpr.FieldGet e -> {
                Reg target = f.value(e.target());
                f.at(e.span());
                f.b.abc(e.type().primitive() ? Op.FIELD_GET_P : Op.FIELD_GET_R, to.number(), target.number(), f.types.slot(e.target().type(), e.field()));
                f.release(target);
            }
            case HExpr.ListOf e -> list(e, to);
            case HExpr.MapOf e -> map(e, to);
            case HExpr.SetOf e -> {
                f.at(e.span());
                f.b.wide(Op.SET_NEW, to.number(), f.types.of(e.type()));
            }
            case HExpr.IndexGet e -> indexGet(e, to);
            case HExpr.RangeOf e -> range(e, to);
            case HExpr.NewChan e -> {
                Reg capacity = f.value(e.capacity());
                f.at(e.span());
                f.b.abc(Op.CHAN_NEW, to.number(), Emitter.small(f.types.of(e.type())), capacity.number());
                f.release(capacity);
            }
            case HExpr.Receive e -> receive(e, to);
            case HExpr.Join e -> simple(e, e.type().primitive() ? Op.JOIN_P : Op.JOIN_R, e.thread(), to);
            default -> throw new IllegalStateException("not a plain value: " + expr.getClass());
        }
    }

    /// Statements without control flow.
    void statement(HExpr.UnitExpr expr) {
        switch (expr) {
            case HExpr.GlobalSet e -> {
                Reg value = f.value(e.value());
                f.at(e.span());
                int global = f.program.global(e.global());
                f.b.wide(e.global().type().primitive() ? Op.GLOBAL_SET_P : Op.GLOBAL_SET_R, value.number(), global);
                if (e.initial()) {
                    f.b.wide(Op.GLOBAL_READY, 0, global);
                }
                f.release(value);
            }
            case HExpr.FieldSet e -> {
                List<Reg> regs = f.operands(List.of(e.target(), e.value()));
                f.at(e.span());
                boolean primitive = e.value().type().primitive();
                f.b.abc(primitive ? Op.FIELD_SET_P : Op.FIELD_SET_R, regs.get(0).number(), f.types.slot(e.target().type(), e.field()), regs.get(1).number());
                f.release(regs);
            }
            case HExpr.IndexSet e -> indexSet(e);
            case HExpr.Send e -> {
                List<Reg> regs = f.operands(List.of(e.channel(), e.value()));
                f.at(e.span());
                f.b.ab(((Type.ChanOf) e.channel().type()).element().primitive() ? Op.SEND_P : Op.SEND_R, regs.get(0).number(), regs.get(1).number());
                f.release(regs);
            }
            case HExpr.Sleep e -> {
                Reg duration = f.value(e.duration());
                f.at(e.span());
                f.b.a(Op.SLEEP, duration.number());
                f.release(duration);
            }
            case HExpr.Yield e -> {
                f.at(e.span());
                f.b.none(Op.YIELD);
            }
            case HExpr.Defer e -> f.exits.defer(e);
            case HExpr.Let _, HExpr.LocalSet _, HExpr.While _, HExpr.ForRange _, HExpr.ForEach _ -> throw new IllegalStateException("emitted elsewhere: " + expr.getClass());
        }
    }

    // ---- Operators

    private void simple(HExpr expr, int op, HExpr operand, Reg to) {
        Reg value = f.value(operand);
        f.at(expr.span());
        f.b.ab(op, to.number(), value.number());
        f.release(value);
    }

    private void globalGet(HExpr.GlobalGet e, Reg to) {
        int global = f.program.global(e.global());
        f.at(e.span());
        Type declared = e.global().type();
        if (e.checked() && (declared.primitive() || declared instanceof Type.OptionalOf)) {
            f.b.wide(Op.GLOBAL_CHECK, 0, global);
        }
        f.b.wide(e.type().primitive() ? Op.GLOBAL_GET_P : Op.GLOBAL_GET_R, to.number(), global);
    }

    private void unary(HExpr.Unary e, Reg to) {
        int op = switch (e.op()) {
            case INT_NEG -> Op.INT_NEG;
            case INT_NOT -> Op.INT_NOT;
            case FLOAT_NEG -> Op.FLOAT_NEG;
            case BOOL_NOT -> Op.BOOL_NOT;
            case INT_TO_FLOAT -> Op.INT_TO_FLOAT;
            case FLOAT_TO_INT -> Op.FLOAT_TO_INT;
            case STRING_LENGTH -> Op.STRING_LENGTH;
            case LIST_LENGTH -> Op.LIST_LENGTH;
        };
        simple(e, op, e.operand(), to);
    }

    private void binary(HExpr.Binary e, Reg to) {
        if ((e.op() == HExpr.BinaryOp.INT_ADD || e.op() == HExpr.BinaryOp.INT_SUB) && small(e.right())) {
            Reg left = f.value(e.left());
            long constant = ((HExpr.Primitive) e.right()).bits();
            f.at(e.span());
            f.b.abc(Op.INT_ADD_IMMEDIATE, to.number(), left.number(), (int) (e.op() == HExpr.BinaryOp.INT_ADD ? constant : -constant));
            f.release(left);
            return;
        }
        List<Reg> regs = f.operands(List.of(e.left(), e.right()));
        int left = regs.get(0).number();
        int right = regs.get(1).number();
        int a = to.number();
        f.at(e.span());
        switch (e.op()) {
            case INT_ADD -> f.b.abc(Op.INT_ADD, a, left, right);
            case INT_SUB -> f.b.abc(Op.INT_SUB, a, left, right);
            case INT_MUL -> f.b.abc(Op.INT_MUL, a, left, right);
            case INT_DIV -> f.b.abc(Op.INT_DIV, a, left, right);
            case INT_REM -> f.b.abc(Op.INT_REM, a, left, right);
            case INT_AND -> f.b.abc(Op.INT_AND, a, left, right);
            case INT_OR -> f.b.abc(Op.INT_OR, a, left, right);
            case INT_XOR -> f.b.abc(Op.INT_XOR, a, left, right);
            case INT_SHL -> f.b.abc(Op.INT_SHL, a, left, right);
            case INT_SHR -> f.b.abc(Op.INT_SHR, a, left, right);
            case INT_USHR -> f.b.abc(Op.INT_USHR, a, left, right);
            case INT_EQ -> f.b.abc(Op.INT_EQ, a, left, right);
            case INT_NE -> f.b.abc(Op.INT_NE, a, left, right);
            case INT_LT -> f.b.abc(Op.INT_LT, a, left, right);
            case INT_LE -> f.b.abc(Op.INT_LE, a, left, right);
            case INT_GT -> f.b.abc(Op.INT_LT, a, right, left);
            case INT_GE -> f.b.abc(Op.INT_LE, a, right, left);
            case FLOAT_ADD -> f.b.abc(Op.FLOAT_ADD, a, left, right);
            case FLOAT_SUB -> f.b.abc(Op.FLOAT_SUB, a, left, right);
            case FLOAT_MUL -> f.b.abc(Op.FLOAT_MUL, a, left, right);
            case FLOAT_DIV -> f.b.abc(Op.FLOAT_DIV, a, left, right);
            case FLOAT_REM -> f.b.abc(Op.FLOAT_REM, a, left, right);
            case FLOAT_EQ -> f.b.abc(Op.FLOAT_EQ, a, left, right);
            case FLOAT_NE -> f.b.abc(Op.FLOAT_NE, a, left, right);
            case FLOAT_LT -> f.b.abc(Op.FLOAT_LT, a, left, right);
            case FLOAT_LE -> f.b.abc(Op.FLOAT_LE, a, left, right);
            case FLOAT_GT -> f.b.abc(Op.FLOAT_LT, a, right, left);
            case FLOAT_GE -> f.b.abc(Op.FLOAT_LE, a, right, left);
            case STRING_EQ -> f.b.abc(Op.STRING_EQ, a, left, right);
            case STRING_NE -> negated(Op.STRING_EQ, a, left, right);
            case STRING_LT -> ordered(Op.INT_LT, a, left, right);
            case STRING_LE -> ordered(Op.INT_LE, a, left, right);
            case STRING_GT -> ordered(Op.INT_LT, a, right, left);
            case STRING_GE -> ordered(Op.INT_LE, a, right, left);
            case DEEP_EQ -> f.b.extra(Op.DEEP_EQ, a, left, right, f.types.of(wider(e)));
            case DEEP_NE -> {
                f.b.extra(Op.DEEP_EQ, a, left, right, f.types.of(wider(e)));
                f.b.ab(Op.BOOL_NOT, a, a);
            }
            case REF_EQ, REF_NE -> same(e, a, left, right);
        }
        f.release(regs);
    }

    /// The type by which two values are compared: the optional one when only one is.
    private static Type wider(HExpr.Binary e) {
        return e.right().type() instanceof Type.OptionalOf ? e.right().type() : e.left().type();
    }

    private void same(HExpr.Binary e, int a, int left, int right) {
        if (e.left().type().primitive()) {
            f.b.abc(e.op() == HExpr.BinaryOp.REF_EQ ? Op.INT_EQ : Op.INT_NE, a, left, right);
        } else if (e.op() == HExpr.BinaryOp.REF_EQ) {
            f.b.abc(Op.REF_EQ, a, left, right);
        } else {
            negated(Op.REF_EQ, a, left, right);
        }
    }

    private void negated(int op, int a, int left, int right) {
        f.b.abc(op, a, left, right);
        f.b.ab(Op.BOOL_NOT, a, a);
    }

    private void ordered(int op, int a, int left, int right) {
        f.b.abc(Op.STRING_COMPARE, a, left, right);
        Reg zero = f.integer(0);
        f.b.abc(op, a, a, zero.number());
        f.release(zero);
    }

    private static boolean small(HExpr expr) {
        return expr instanceof HExpr.Primitive(long bits, Type _, var _) && bits >= -Short.MAX_VALUE && bits <= Short.MAX_VALUE;
    }

    private void isNil(HExpr.IsNil e, Reg to) {
        Reg value = f.value(e.operand());
        var end = new Label();
        f.b.wide(Op.LOAD_IMMEDIATE, to.number(), 1);
        f.b.jumpIf(Op.JUMP_NIL, value.number(), end);
        f.b.wide(Op.LOAD_IMMEDIATE, to.number(), 0);
        f.b.bind(end);
        f.release(value);
    }

    private void wrap(HExpr.Wrap e, Reg to) {
        if (e.operand().type().primitive()) {
            simple(e, Op.BOX, e.operand(), to);
        } else {
            f.into(e.operand(), to);
        }
    }

    // ---- Text

    private void text(HExpr.ToText e, Reg to) {
        Type type = e.operand().type();
        if (type == Simple.STRING) {
            f.into(e.operand(), to);
            return;
        }
        Reg value = f.value(e.operand());
        f.at(e.span());
        f.b.abc(type.primitive() ? Op.TEXT_P : Op.TEXT_R, to.number(), value.number(), Emitter.small(f.types.of(type)));
        f.release(value);
    }

    private void concat(HExpr.Concat e, Reg to) {
        var parts = new ArrayList<HExpr>();
        for (HExpr part : e.parts()) {
            HExpr plain = part instanceof HExpr.ToText t && t.operand().type() == Simple.STRING ? t.operand() : part;
            if (plain instanceof HExpr.Text(String text, var span) && !parts.isEmpty() && parts.getLast() instanceof HExpr.Text(String before, var _)) {
                parts.set(parts.size() - 1, new HExpr.Text(before + text, span));
            } else if (!(plain instanceof HExpr.Text(String text, var _)) || !text.isEmpty()) {
                parts.add(plain);
            }
        }
        switch (parts.size()) {
            case 0 -> into(new HExpr.Text("", e.span()), to);
            case 1 -> f.into(parts.getFirst(), to);
            default -> {
                List<Reg> regs = f.operands(parts);
                f.at(e.span());
                f.b.arguments(Op.CONCAT, to.number(), 0, Emitter.small(regs.size()), FunctionEmitter.banks(regs));
                f.release(regs);
            }
        }
    }

    // ---- Calls

    /// @param to where the result goes; null to drop it
    /// @return the register of the result
    Reg callNative(HExpr.CallNative e, Reg to) {
        if (e.name().equals("list.push") && e.parameters().getFirst() instanceof Type.ListOf(Type element)) {
            List<Reg> regs = f.operands(e.arguments());
            f.at(e.span());
            f.b.ab(element.primitive() ? Op.LIST_PUSH_P : Op.LIST_PUSH_R, regs.get(0).number(), regs.get(1).number());
            f.release(regs);
            if (to != null) {
                f.b.wide(Op.LOAD_IMMEDIATE, to.number(), 0);
            }
            return to;
        }
        List<Reg> arguments = f.operands(e.arguments());
        Type result = FunctionEmitter.never(e) ? Simple.UNIT : e.type();
        Reg register = to == null ? f.temporary(result) : to;
        f.at(e.span());
        callNative(e.name(), e.parameters(), result, arguments, register);
        f.release(arguments);
        return register;
    }

    void callNative(String name, List<Type> parameters, Type result, List<Reg> arguments, Reg to) {
        int index = f.program.nativeRef(name, parameters.stream().map(f.types::of).toList(), f.types.of(result));
        f.b.wideArguments(Op.CALL_NATIVE, to.number(), index, FunctionEmitter.banks(arguments));
    }

    private void closure(HExpr.Closure e, Reg to) {
        f.at(e.span());
        f.b.wideArguments(Op.CLOSURE, to.number(), f.program.function(e.function()), FunctionEmitter.banks(captured(e.function())));
    }

    List<Reg> captured(HFunction function) {
        return function.captures().stream().map(c -> f.local(c.outer())).toList();
    }

    // ---- Data

    private void list(HExpr.ListOf e, Reg to) {
        int type = Emitter.small(f.types.of(e.type()));
        if (e.elements().size() <= MOST_LISTED) {
            List<Reg> elements = f.operands(e.elements());
            f.at(e.span());
            f.b.arguments(Op.LIST_NEW, to.number(), type, elements.size(), FunctionEmitter.banks(elements));
            f.release(elements);
            return;
        }
        Reg list = f.temporary(e.type());
        f.at(e.span());
        f.b.abc(Op.LIST_NEW, list.number(), type, 0);
        boolean primitive = ((Type.ListOf) e.type()).element().primitive();
        for (HExpr element : e.elements()) {
            Reg value = f.value(element);
            f.b.ab(primitive ? Op.LIST_PUSH_P : Op.LIST_PUSH_R, list.number(), value.number());
            f.release(value);
        }
        f.move(to, list);
        f.release(list);
    }

    private void map(HExpr.MapOf e, Reg to) {
        Reg map = f.temporary(e.type());
        f.at(e.span());
        f.b.wide(Op.MAP_NEW, map.number(), f.types.of(e.type()));
        for (HExpr.Entry entry : e.entries()) {
            List<Reg> regs = f.operands(List.of(entry.key(), entry.value()));
            f.at(entry.key().span());
            put(e.type(), map, regs.get(0), regs.get(1));
            f.release(regs);
        }
        f.move(to, map);
        f.release(map);
    }

    private void put(Type type, Reg map, Reg key, Reg value) {
        var m = (Type.MapOf) type;
        Reg unit = f.temporary(Simple.UNIT);
        callNative("map.put", List.of(type, m.key(), m.value()), Simple.UNIT, List.of(map, key, value), unit);
        f.release(unit);
    }

    private void indexGet(HExpr.IndexGet e, Reg to) {
        List<Reg> regs = f.operands(List.of(e.target(), e.index()));
        int target = regs.get(0).number();
        int index = regs.get(1).number();
        f.at(e.span());
        switch (e.target().type()) {
            case Type.ListOf(Type element) -> f.b.abc(element.primitive() ? Op.LIST_GET_P : Op.LIST_GET_R, to.number(), target, index);
            case Type.MapOf m -> callNative("map.at", List.of(m, m.key()), m.value(), regs, to);
            case Simple.BYTES -> f.b.abc(Op.BYTES_GET, to.number(), target, index);
            default -> f.b.abc(Op.STRING_AT, to.number(), target, index);
        }
        f.release(regs);
    }

    private void indexSet(HExpr.IndexSet e) {
        List<Reg> regs = f.operands(List.of(e.target(), e.index(), e.value()));
        int target = regs.get(0).number();
        int index = regs.get(1).number();
        int value = regs.get(2).number();
        f.at(e.span());
        switch (e.target().type()) {
            case Type.ListOf(Type element) -> f.b.abc(element.primitive() ? Op.LIST_SET_P : Op.LIST_SET_R, target, index, value);
            case Type.MapOf m -> put(m, regs.get(0), regs.get(1), regs.get(2));
            default -> f.b.abc(Op.BYTES_SET, target, index, value);
        }
        f.release(regs);
    }

    private void range(HExpr.RangeOf e, Reg to) {
        HExpr step = e.step().orElse(new HExpr.Primitive(1, Simple.INT, e.span()));
        HExpr inclusive = new HExpr.Primitive(e.inclusive() ? 1 : 0, Simple.BOOL, e.span());
        List<Reg> regs = f.operands(List.of(e.from(), e.to(), inclusive, step));
        f.at(e.span());
        callNative("range.new", List.of(Simple.INT, Simple.INT, Simple.BOOL, Simple.INT), Simple.RANGE, regs, to);
        f.release(regs);
    }

    /// @param to null when the value is dropped
    void receive(HExpr.Receive e, Reg to) {
        Type element = ((Type.ChanOf) e.channel().type()).element();
        Reg channel = f.value(e.channel());
        f.at(e.span());
        if (element.primitive()) {
            Reg value = f.temporary(element);
            Reg ok = f.temporary(Simple.BOOL);
            f.b.abc(Op.RECV_P, value.number(), ok.number(), channel.number());
            if (to != null) {
                boxed(value, ok, to);
            }
            f.release(ok);
            f.release(value);
        } else {
            Reg value = to != null ? to : f.temporary(e.type());
            f.b.ab(Op.RECV_R, value.number(), channel.number());
            if (to == null) {
                f.release(value);
            }
        }
        f.release(channel);
    }

    /// `to` becomes the boxed value, or nil unless `ok`.
    void boxed(Reg value, Reg ok, Reg to) {
        var closed = new Label();
        var end = new Label();
        f.b.jumpIf(Op.JUMP_FALSE, ok.number(), closed);
        f.b.ab(Op.BOX, to.number(), value.number());
        f.b.jump(end);
        f.b.bind(closed);
        f.b.a(Op.LOAD_NIL, to.number());
        f.b.bind(end);
    }
}
