package sley.vm.jit;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.BitSet;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Word;
import sley.vm.code.GlobalCell;
import sley.vm.code.LinkedFunction;
import sley.vm.code.Program;
import sley.vm.natives.NativeSite;
import sley.vm.chan.Channel;
import sley.vm.thread.Fault;
import sley.vm.value.Bytes;
import sley.vm.value.LongCell;
import sley.vm.value.LongList;
import sley.vm.value.Record;
import sley.vm.value.RefCell;
import sley.vm.value.RefList;
import sley.vm.value.Shape;
import sley.vm.value.Strings;
import sley.vm.value.Text;
import sley.vm.value.Values;

/// Translates instructions that go on at the next one. What is more than an instruction or two of the host calls the method that the interpreter calls. Rare ones are not translated
/// at all: their operands are written to the frame in the stack, and the interpreter's own code for them runs there.
final class Instructions {
    private static final ClassDesc SHAPE = Names.of(Shape.class);
    private static final ClassDesc RECORD = Names.of(Record.class);
    private static final ClassDesc PROGRAM = Names.of(Program.class);
    private static final ClassDesc GLOBAL = Names.of(GlobalCell.class);
    private static final ClassDesc LONG = Names.of(Long.class);

    private final Translation translation;
    private final CodeBuilder code;
    private final LinkedFunction f;
    private final Slots slots;
    private final Constants constants;
    private final Registers registers;
    private final BitSet reads = new BitSet();
    private final BitSet writes = new BitSet();

    Instructions(Translation translation, CodeBuilder code, LinkedFunction f, Slots slots, Constants constants) {
        this.translation = translation;
        this.code = code;
        this.f = f;
        this.slots = slots;
        this.constants = constants;
        this.registers = new Registers(f, new Registers.Visitor() {
            @Override
            public void read(int register) {
                reads.set(register);
            }

            @Override
            public void write(int register) {
                writes.set(register);
            }
        });
    }

    void translate(int pc, Opcode op) {
        long w = f.code[pc];
        int a = Word.a(w);
        int b = Word.b(w);
        int c = Word.c(w);
        int bc = Word.bc(w);
        switch (op) {
            case MOVE_P -> {
                if (slots.isFloat(a) && slots.isFloat(b)) {
                    slots.pushDouble(b);
                    slots.popDouble(a);
                } else {
                    slots.pushLong(b);
                    slots.popLong(a);
                }
            }
            case MOVE_R -> {
                slots.push(b);
                slots.pop(a);
            }
            case LOAD_IMMEDIATE -> constant(a, bc);
            case LOAD_INTEGER -> constant(a, f.program.integers[bc]);
            case LOAD_STRING -> {
                constants.push(code, f.program.strings[bc]);
                slots.pop(a);
            }
            case LOAD_NIL -> {
                code.aconst_null();
                slots.pop(a);
            }
            case INT_ADD -> longs(b, c, a, code::ladd);
            case INT_ADD_IMMEDIATE -> {
                slots.pushLong(b);
                code.loadConstant((long) (short) c).ladd();
                slots.popLong(a);
            }
            case INT_SUB -> longs(b, c, a, code::lsub);
            case INT_MUL -> longs(b, c, a, code::lmul);
            case INT_DIV -> {
                translation.mayLeave(pc);
                longs(b, c, a, code::ldiv);
            }
            case INT_REM -> {
                translation.mayLeave(pc);
                longs(b, c, a, code::lrem);
            }
            case INT_AND -> longs(b, c, a, code::land);
            case INT_OR -> longs(b, c, a, code::lor);
            case INT_XOR -> longs(b, c, a, code::lxor);
            case INT_SHL -> shift(b, c, a, code::lshl);
            case INT_SHR -> shift(b, c, a, code::lshr);
            case INT_USHR -> shift(b, c, a, code::lushr);
            case INT_NEG -> {
                slots.pushLong(b);
                code.lneg();
                slots.popLong(a);
            }
            case INT_NOT -> {
                slots.pushLong(b);
                code.loadConstant(-1L).lxor();
                slots.popLong(a);
            }
            case BOOL_NOT -> {
                code.lconst_1();
                slots.pushLong(b);
                code.lsub();
                slots.popLong(a);
            }
            case INT_EQ -> compare(b, c, a, code::ifne);
            case INT_NE -> compare(b, c, a, code::ifeq);
            case INT_LT -> compare(b, c, a, code::ifge);
            case INT_LE -> compare(b, c, a, code::ifgt);
            case FLOAT_ADD -> doubles(b, c, a, code::dadd);
            case FLOAT_SUB -> doubles(b, c, a, code::dsub);
            case FLOAT_MUL -> doubles(b, c, a, code::dmul);
            case FLOAT_DIV -> doubles(b, c, a, code::ddiv);
            case FLOAT_REM -> doubles(b, c, a, code::drem);
            case FLOAT_NEG -> {
                slots.pushDouble(b);
                code.dneg();
                slots.popDouble(a);
            }
            case FLOAT_EQ -> compareDoubles(b, c, a, code::ifne);
            case FLOAT_NE -> compareDoubles(b, c, a, code::ifeq);
            case FLOAT_LT -> compareDoubles(b, c, a, code::ifge);
            case FLOAT_LE -> compareDoubles(b, c, a, code::ifgt);
            case INT_TO_FLOAT -> {
                slots.pushLong(b);
                code.l2d();
                slots.popDouble(a);
            }
            case FLOAT_TO_INT -> {
                translation.mayLeave(pc);
                slots.pushDouble(b);
                bridge("toInt", CD_long, CD_double);
                slots.popLong(a);
            }
            case REF_EQ -> {
                slots.push(b);
                slots.push(c);
                truth(code::if_acmpne, a);
            }
            default -> {
                translation.mayLeave(pc);
                values(pc, op, w, a, b, c, bc);
            }
        }
    }

    /// Instructions that may fail.
    private void values(int pc, Opcode op, long w, int a, int b, int c, int bc) {
        switch (op) {
            case STRING_EQ -> {
                // As the interpreter's: only the first must not be null.
                slots.push(b);
                slots.push(c);
                code.invokevirtual(CD_Object, "equals", MethodTypeDesc.of(CD_boolean, CD_Object)).i2l();
                slots.popLong(a);
            }
            case STRING_COMPARE -> {
                slots.push(b, String.class);
                slots.push(c, String.class);
                code.invokestatic(Names.of(Values.class), "compare", MethodTypeDesc.of(CD_int, CD_String, CD_String)).i2l();
                slots.popLong(a);
            }
            case DEEP_EQ -> {
                constants.push(code, f.program.shapes[(int) f.code[pc + 1]]);
                slots.push(b);
                slots.push(c);
                code.invokestatic(Names.of(Values.class), "deepEqual", MethodTypeDesc.of(CD_boolean, SHAPE, CD_Object, CD_Object)).i2l();
                slots.popLong(a);
            }
            case TEXT_P -> {
                constants.push(code, f.program.shapes[c]);
                slots.pushLong(b);
                code.invokestatic(Names.of(Text.class), "of", MethodTypeDesc.of(CD_String, SHAPE, CD_long));
                slots.pop(a);
            }
            case TEXT_R -> {
                constants.push(code, f.program.shapes[c]);
                slots.push(b);
                code.invokestatic(Names.of(Text.class), "of", MethodTypeDesc.of(CD_String, SHAPE, CD_Object));
                slots.pop(a);
            }
            case STRING_LENGTH -> {
                slots.push(b, String.class);
                code.invokestatic(Names.of(Strings.class), "length", MethodTypeDesc.of(CD_int, CD_String)).i2l();
                slots.popLong(a);
            }
            case STRING_AT -> {
                slots.push(b, String.class);
                slots.pushLong(c);
                code.invokestatic(Names.of(Strings.class), "at", MethodTypeDesc.of(CD_String, CD_String, CD_long));
                slots.pop(a);
            }
            case CONCAT -> {
                if (c == 2) {
                    slots.push(Word.argument(f.code, pc + 1, 0), String.class);
                    slots.push(Word.argument(f.code, pc + 1, 1), String.class);
                    bridge("concat", CD_String, CD_String, CD_String);
                    slots.pop(a);
                } else {
                    rare(pc);
                }
            }
            case THROW -> {
                slots.push(a);
                bridge("raised", Names.of(Fault.class), CD_Object);
                code.athrow();
            }
            case GLOBAL_GET_P -> {
                constants.push(code, f.program.global(bc));
                code.invokevirtual(GLOBAL, "p", MethodTypeDesc.of(CD_long));
                slots.popLong(a);
            }
            case GLOBAL_GET_R -> {
                constants.push(code, f.program.global(bc));
                constants.push(code, f.program);
                code.loadConstant(bc);
                bridge("global", CD_Object, GLOBAL, PROGRAM, CD_int);
                slots.pop(a);
            }
            case GLOBAL_SET_P -> {
                constants.push(code, f.program.global(bc));
                slots.pushLong(a);
                code.invokevirtual(GLOBAL, "setP", MethodTypeDesc.of(CD_void, CD_long));
            }
            case GLOBAL_SET_R -> {
                constants.push(code, f.program.global(bc));
                slots.push(a);
                code.invokevirtual(GLOBAL, "setR", MethodTypeDesc.of(CD_void, CD_Object));
            }
            case GLOBAL_CHECK -> {
                constants.push(code, f.program);
                code.loadConstant(bc);
                bridge("checkReady", CD_void, PROGRAM, CD_int);
            }
            case CELL_NEW_P -> {
                code.new_(Names.of(LongCell.class)).dup();
                slots.pushLong(b);
                code.invokespecial(Names.of(LongCell.class), INIT_NAME, MethodTypeDesc.of(CD_void, CD_long));
                slots.pop(a);
            }
            case CELL_NEW_R -> {
                code.new_(Names.of(RefCell.class)).dup();
                slots.push(b);
                code.invokespecial(Names.of(RefCell.class), INIT_NAME, MethodTypeDesc.of(CD_void, CD_Object));
                slots.pop(a);
            }
            case CELL_GET_P -> {
                slots.push(b, LongCell.class);
                code.invokevirtual(Names.of(LongCell.class), "get", MethodTypeDesc.of(CD_long));
                slots.popLong(a);
            }
            case CELL_GET_R -> {
                slots.push(b, RefCell.class);
                code.invokevirtual(Names.of(RefCell.class), "get", MethodTypeDesc.of(CD_Object));
                slots.pop(a);
            }
            case CELL_SET_P -> {
                slots.push(a, LongCell.class);
                slots.pushLong(b);
                code.invokevirtual(Names.of(LongCell.class), "set", MethodTypeDesc.of(CD_void, CD_long));
            }
            case CELL_SET_R -> {
                slots.push(a, RefCell.class);
                slots.push(b);
                code.invokevirtual(Names.of(RefCell.class), "set", MethodTypeDesc.of(CD_void, CD_Object));
            }
            case NEW -> record(f.program.shapes[bc].layouts().getFirst(), 0, pc, a);
            case NEW_CASE -> record(f.program.shapes[b].layouts().get(c), c, pc, a);
            case FIELD_GET_P -> {
                slots.push(b, Record.class);
                code.getfield(RECORD, "p", Names.LONGS).loadConstant(c).laload();
                slots.popLong(a);
            }
            case FIELD_GET_R -> {
                slots.push(b, Record.class);
                code.getfield(RECORD, "r", Names.OBJECTS).loadConstant(c).aaload();
                slots.pop(a);
            }
            case FIELD_SET_P -> {
                slots.push(a, Record.class);
                code.getfield(RECORD, "p", Names.LONGS).loadConstant(b);
                slots.pushLong(c);
                code.lastore();
            }
            case FIELD_SET_R -> {
                slots.push(a, Record.class);
                code.getfield(RECORD, "r", Names.OBJECTS).loadConstant(b);
                slots.push(c);
                code.aastore();
            }
            case CASE_TAG -> {
                slots.push(b, Record.class);
                code.getfield(RECORD, "tag", CD_int).i2l();
                slots.popLong(a);
            }
            case CASE_GET_P -> {
                slots.push(b);
                code.loadConstant(f.code[pc + 1]);
                bridge("ofCase", RECORD, CD_Object, CD_long);
                code.getfield(RECORD, "p", Names.LONGS).loadConstant(c).laload();
                slots.popLong(a);
            }
            case CASE_GET_R -> {
                slots.push(b);
                code.loadConstant(f.code[pc + 1]);
                bridge("ofCase", RECORD, CD_Object, CD_long);
                code.getfield(RECORD, "r", Names.OBJECTS).loadConstant(c).aaload();
                slots.pop(a);
            }
            case BOX -> {
                slots.pushLong(b);
                code.invokestatic(LONG, "valueOf", MethodTypeDesc.of(LONG, CD_long));
                slots.pop(a);
            }
            case UNWRAP_P -> {
                slots.push(b);
                bridge("some", CD_Object, CD_Object);
                code.checkcast(LONG).invokevirtual(LONG, "longValue", MethodTypeDesc.of(CD_long));
                slots.popLong(a);
            }
            case UNWRAP_R -> {
                slots.push(b);
                bridge("some", CD_Object, CD_Object);
                slots.pop(a);
            }
            case LIST_GET_P, LIST_GET_R, LIST_SET_P, LIST_SET_R, LIST_PUSH_P, LIST_PUSH_R, LIST_LENGTH, BYTES_GET, BYTES_SET -> list(op, a, b, c);
            case CALL_NATIVE -> {
                NativeSite site = f.program.natives[bc];
                if (!mathematics(pc, site, a)) {
                    translation.callNative(pc, site);
                }
            }
            case CLOSURE, GLOBAL_READY, LIST_NEW, MAP_NEW, SET_NEW, SPAWN, SCOPE_ENTER, WITHIN_ENTER, WITHIN_EXIT, UNLOCK, CHAN_NEW -> rare(pc);
            case JOIN_P, JOIN_R, SLEEP, YIELD, SCOPE_EXIT, SCOPE_ABORT, LOCK, WIRE, UNWIRE, SELECT -> suspending(pc, w);
            case SEND_P, SEND_R, RECV_P, RECV_R -> channel(pc, op, w, a, b, c);
            case MOVE_P, MOVE_R, LOAD_IMMEDIATE, LOAD_INTEGER, LOAD_STRING, LOAD_NIL, INT_ADD, INT_ADD_IMMEDIATE, INT_SUB, INT_MUL, INT_DIV, INT_REM, INT_NEG, INT_AND, INT_OR, INT_XOR,
                    INT_NOT, INT_SHL, INT_SHR, INT_USHR, INT_EQ, INT_NE, INT_LT, INT_LE, BOOL_NOT, FLOAT_ADD, FLOAT_SUB, FLOAT_MUL, FLOAT_DIV, FLOAT_REM, FLOAT_NEG, FLOAT_EQ, FLOAT_NE,
                    FLOAT_LT, FLOAT_LE, INT_TO_FLOAT, FLOAT_TO_INT, REF_EQ, JUMP, JUMP_TRUE, JUMP_FALSE, JUMP_NIL, JUMP_NOT_NIL, JUMP_EQ, JUMP_NE, JUMP_LT, JUMP_LE, SWITCH, LOOP, FOR_LT,
                    CALL, CALL_CLOSURE, RETURN_P, RETURN_R, RETURN_UNIT -> throw new IllegalStateException("translated elsewhere: " + op);
        }
    }

    private void list(Opcode op, int a, int b, int c) {
        switch (op) {
            case LIST_GET_P -> {
                slots.push(b, LongList.class);
                slots.pushLong(c);
                code.invokevirtual(Names.of(LongList.class), "get", MethodTypeDesc.of(CD_long, CD_long));
                slots.popLong(a);
            }
            case LIST_GET_R -> {
                slots.push(b, RefList.class);
                slots.pushLong(c);
                code.invokevirtual(Names.of(RefList.class), "get", MethodTypeDesc.of(CD_Object, CD_long));
                slots.pop(a);
            }
            case LIST_SET_P -> {
                slots.push(a, LongList.class);
                slots.pushLong(b);
                slots.pushLong(c);
                code.invokevirtual(Names.of(LongList.class), "set", MethodTypeDesc.of(CD_void, CD_long, CD_long));
            }
            case LIST_SET_R -> {
                slots.push(a, RefList.class);
                slots.pushLong(b);
                slots.push(c);
                code.invokevirtual(Names.of(RefList.class), "set", MethodTypeDesc.of(CD_void, CD_long, CD_Object));
            }
            case LIST_PUSH_P -> {
                slots.push(a, LongList.class);
                slots.pushLong(b);
                code.invokevirtual(Names.of(LongList.class), "push", MethodTypeDesc.of(CD_void, CD_long));
            }
            case LIST_PUSH_R -> {
                slots.push(a, RefList.class);
                slots.push(b);
                code.invokevirtual(Names.of(RefList.class), "push", MethodTypeDesc.of(CD_void, CD_Object));
            }
            case LIST_LENGTH -> {
                Class<?> type = f.program.shapes[f.source.referenceTypes()[b]].element().primitive() ? LongList.class : RefList.class;
                slots.push(b, type);
                code.invokevirtual(Names.of(type), "size", MethodTypeDesc.of(CD_int)).i2l();
                slots.popLong(a);
            }
            case BYTES_GET -> {
                slots.push(b, Bytes.class);
                slots.pushLong(c);
                code.invokevirtual(Names.of(Bytes.class), "get", MethodTypeDesc.of(CD_long, CD_long));
                slots.popLong(a);
            }
            default -> {
                slots.push(a, Bytes.class);
                slots.pushLong(b);
                slots.pushLong(c);
                code.invokevirtual(Names.of(Bytes.class), "set", MethodTypeDesc.of(CD_void, CD_long, CD_long));
            }
        }
    }

    /// Natives that are one instruction of the host, or nearly. What a module from elsewhere declares their types to be is looked at, too.
    private boolean mathematics(int pc, NativeSite site, int a) {
        String method = switch (site.name()) {
            case "float.sqrt" -> "sqrt";
            case "float.abs" -> "abs";
            case "float.floor" -> "floor";
            case "float.ceil" -> "ceil";
            default -> null;
        };
        if (method == null || site.parameters().length != 1 || site.parameters()[0].kind() != Shape.Kind.FLOAT || !site.primitiveResult()) {
            return false;
        }
        slots.pushDouble(Word.argument(f.code, pc + 1, 0));
        code.invokestatic(Names.of(Math.class), method, MethodTypeDesc.of(CD_double, CD_double));
        slots.popDouble(a);
        return true;
    }

    private void bridge(String name, ClassDesc result, ClassDesc... parameters) {
        code.invokestatic(Names.BRIDGE, name, MethodTypeDesc.of(result, parameters));
    }

    // ---- Numbers

    private void constant(int a, long value) {
        double real = Double.longBitsToDouble(value);
        if (slots.isFloat(a) && !Double.isNaN(real)) {
            code.loadConstant(real);
            slots.popDouble(a);
        } else {
            code.loadConstant(value);
            slots.popLong(a);
        }
    }

    private void longs(int b, int c, int a, Runnable operation) {
        slots.pushLong(b);
        slots.pushLong(c);
        operation.run();
        slots.popLong(a);
    }

    private void shift(int b, int c, int a, Runnable operation) {
        slots.pushLong(b);
        slots.pushLong(c);
        code.l2i();
        operation.run();
        slots.popLong(a);
    }

    private void doubles(int b, int c, int a, Runnable operation) {
        slots.pushDouble(b);
        slots.pushDouble(c);
        operation.run();
        slots.popDouble(a);
    }

    private void compare(int b, int c, int a, java.util.function.Consumer<Label> unless) {
        slots.pushLong(b);
        slots.pushLong(c);
        code.lcmp();
        truth(unless, a);
    }

    /// Comparisons with nan are false, but `!=` is true: `dcmpg` gives 1 for nan, which is neither less nor equal.
    private void compareDoubles(int b, int c, int a, java.util.function.Consumer<Label> unless) {
        slots.pushDouble(b);
        slots.pushDouble(c);
        code.dcmpg();
        truth(unless, a);
    }

    /// 1 into p[a], or 0 when `unless` jumps.
    private void truth(java.util.function.Consumer<Label> unless, int a) {
        Label no = code.newLabel();
        Label end = code.newLabel();
        unless.accept(no);
        code.lconst_1().goto_(end);
        code.labelBinding(no).lconst_0();
        code.labelBinding(end);
        slots.popLong(a);
    }

    // ---- Records

    private void record(Shape.Layout layout, int tag, int pc, int a) {
        code.new_(RECORD).dup().loadConstant(tag).loadConstant(layout.primitives()).loadConstant(layout.references());
        code.invokespecial(RECORD, INIT_NAME, MethodTypeDesc.of(CD_void, CD_int, CD_int, CD_int));
        for (int i = 0; i < layout.primitives(); i++) {
            code.dup().getfield(RECORD, "p", Names.LONGS).loadConstant(i);
            slots.pushLong(Word.argument(f.code, pc + 1, i));
            code.lastore();
        }
        for (int i = 0; i < layout.references(); i++) {
            code.dup().getfield(RECORD, "r", Names.OBJECTS).loadConstant(i);
            slots.push(Word.argument(f.code, pc + 1, layout.primitives() + i));
            code.aastore();
        }
        slots.pop(a);
    }

    // ---- Instructions that run in the frame in the stack

    private void rare(int pc) {
        operandsOut(pc);
        translation.pushPlace(pc);
        bridge("rare", CD_void, Names.THREAD, Names.FUNCTION, CD_int, CD_int, CD_int);
        resultsIn();
    }

    private void suspending(int pc, long w) {
        operandsOut(pc);
        translation.pushPlace(pc);
        code.loadConstant(w);
        bridge("suspending", CD_boolean, Names.THREAD, Names.FUNCTION, CD_int, CD_int, CD_int, CD_long);
        translation.leaveIfTrue();
        resultsIn();
    }

    /// Most often the operation need not wait, nor go through the frame in the stack.
    private void channel(int pc, Opcode op, long w, int a, int b, int c) {
        ClassDesc channel = Names.of(Channel.class);
        Label slow = code.newLabel();
        Label end = code.newLabel();
        code.aload(Slots.THREAD);
        slots.push(op == Opcode.RECV_P ? c : op == Opcode.RECV_R ? b : a, Channel.class);
        switch (op) {
            case SEND_P -> {
                slots.pushLong(b);
                bridge("trySend", CD_boolean, Names.THREAD, channel, CD_long);
            }
            case SEND_R -> {
                slots.push(b);
                bridge("trySend", CD_boolean, Names.THREAD, channel, CD_Object);
            }
            default -> bridge("tryReceive", CD_boolean, Names.THREAD, channel);
        }
        code.ifeq(slow);
        if (op == Opcode.RECV_P) {
            code.aload(Slots.THREAD).getfield(Names.THREAD, "valueP", CD_long);
            slots.popLong(a);
            code.aload(Slots.THREAD).getfield(Names.THREAD, "valueOk", CD_boolean).i2l();
            slots.popLong(b);
        } else if (op == Opcode.RECV_R) {
            code.aload(Slots.THREAD);
            bridge("received", CD_Object, Names.THREAD);
            slots.pop(a);
        }
        code.labelBinding(end);
        translation.later(slow, () -> {
            suspending(pc, w);
            code.goto_(end);
        });
    }

    private void operandsOut(int pc) {
        reads.clear();
        writes.clear();
        registers.visit(pc);
        for (int register = reads.nextSetBit(0); register >= 0; register = reads.nextSetBit(register + 1)) {
            slots.writeBack(register);
        }
    }

    /// Reads what the instruction wrote, and leaves no references in the stack: what lies behind the frames of the interpreter is null.
    private void resultsIn() {
        for (int register = writes.nextSetBit(0); register >= 0; register = writes.nextSetBit(register + 1)) {
            slots.readIn(register);
        }
        reads.or(writes);
        for (int register = reads.nextSetBit(f.primitives); register >= 0; register = reads.nextSetBit(register + 1)) {
            slots.forget(register);
        }
    }
}
