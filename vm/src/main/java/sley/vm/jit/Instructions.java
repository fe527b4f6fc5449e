package sley.vm.jit;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Word;
import sley.vm.code.LinkedFunction;
import sley.vm.natives.NativeSite;
import sley.vm.thread.Fault;
import sley.vm.value.Shape;

/// Translates instructions that go on at the next one: which part does what. What is more than an instruction or two of the host calls the method that the interpreter calls, and rare ones
/// are not translated at all.
final class Instructions extends Emitting {
    private final NumberInstructions numbers;
    private final TextInstructions texts;
    private final VariableInstructions variables;
    private final RecordInstructions records;
    private final ListInstructions lists;
    private final FrameInstructions frames;

    Instructions(Translation translation, CodeBuilder code, LinkedFunction f, Slots slots, Constants constants) {
        super(translation, code, f, slots, constants);
        this.numbers = new NumberInstructions(translation, code, f, slots, constants);
        this.texts = new TextInstructions(translation, code, f, slots, constants);
        this.variables = new VariableInstructions(translation, code, f, slots, constants);
        this.records = new RecordInstructions(translation, code, f, slots, constants);
        this.lists = new ListInstructions(translation, code, f, slots, constants);
        this.frames = new FrameInstructions(translation, code, f, slots, constants);
    }

    void translate(int pc, Opcode op) {
        long w = f.code[pc];
        int a = Word.a(w);
        int b = Word.b(w);
        int bc = Word.bc(w);
        if (mayFail(op)) {
            translation.mayLeave(pc);
        }
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
            case INT_ADD, INT_ADD_IMMEDIATE, INT_SUB, INT_MUL, INT_DIV, INT_REM, INT_AND, INT_OR, INT_XOR, INT_SHL, INT_SHR, INT_USHR, INT_NEG, INT_NOT, BOOL_NOT, INT_EQ,
                    INT_NE, INT_LT, INT_LE, FLOAT_ADD, FLOAT_SUB, FLOAT_MUL, FLOAT_DIV, FLOAT_REM, FLOAT_NEG, FLOAT_EQ, FLOAT_NE, FLOAT_LT, FLOAT_LE, INT_TO_FLOAT,
                    FLOAT_TO_INT, REF_EQ -> numbers.translate(pc, op);
            case STRING_EQ, STRING_COMPARE, DEEP_EQ, TEXT_P, TEXT_R, STRING_LENGTH, STRING_AT -> texts.translate(pc, op);
            case CONCAT -> {
                if (Word.c(w) == 2) {
                    texts.concat(pc);
                } else {
                    frames.rare(pc);
                }
            }
            case GLOBAL_GET_P, GLOBAL_GET_R, GLOBAL_SET_P, GLOBAL_SET_R, GLOBAL_CHECK, CELL_NEW_P, CELL_NEW_R, CELL_GET_P, CELL_GET_R, CELL_SET_P, CELL_SET_R -> variables.translate(pc, op);
            case NEW, NEW_CASE, FIELD_GET_P, FIELD_GET_R, FIELD_SET_P, FIELD_SET_R, CASE_TAG, CASE_GET_P, CASE_GET_R, BOX, UNWRAP_P, UNWRAP_R -> records.translate(pc, op);
            case LIST_GET_P, LIST_GET_R, LIST_SET_P, LIST_SET_R, LIST_PUSH_P, LIST_PUSH_R, LIST_LENGTH, BYTES_GET, BYTES_SET -> lists.translate(pc, op);
            case THROW -> {
                slots.push(a);
                bridge("raised", Names.of(Fault.class), CD_Object);
                code.athrow();
            }
            case CALL_NATIVE -> {
                NativeSite site = f.program.natives[bc];
                if (!mathematics(pc, site, a)) {
                    translation.callNative(pc, site);
                }
            }
            case CLOSURE, GLOBAL_READY, LIST_NEW, MAP_NEW, SET_NEW, SPAWN, SCOPE_ENTER, WITHIN_ENTER, WITHIN_EXIT, UNLOCK, CHAN_NEW -> frames.rare(pc);
            case JOIN_P, JOIN_R, SLEEP, YIELD, SCOPE_EXIT, SCOPE_ABORT, LOCK, WIRE, UNWIRE, SELECT -> frames.suspending(pc, w);
            case SEND_P, SEND_R, RECV_P, RECV_R -> frames.channel(pc, op);
            case JUMP, JUMP_TRUE, JUMP_FALSE, JUMP_NIL, JUMP_NOT_NIL, JUMP_EQ, JUMP_NE, JUMP_LT, JUMP_LE, SWITCH, LOOP, FOR_LT, CALL, CALL_CLOSURE, RETURN_P, RETURN_R, RETURN_UNIT ->
                    throw new IllegalStateException("translated elsewhere: " + op);
        }
    }

    /// Whether the host's code for it, or the method that it calls, may raise something.
    private static boolean mayFail(Opcode op) {
        return switch (op) {
            case MOVE_P, MOVE_R, LOAD_IMMEDIATE, LOAD_INTEGER, LOAD_STRING, LOAD_NIL, INT_ADD, INT_ADD_IMMEDIATE, INT_SUB, INT_MUL, INT_AND, INT_OR, INT_XOR, INT_SHL,
                    INT_SHR, INT_USHR, INT_NEG, INT_NOT, BOOL_NOT, INT_EQ, INT_NE, INT_LT, INT_LE, FLOAT_ADD, FLOAT_SUB, FLOAT_MUL, FLOAT_DIV, FLOAT_REM, FLOAT_NEG, FLOAT_EQ,
                    FLOAT_NE, FLOAT_LT, FLOAT_LE, INT_TO_FLOAT, REF_EQ -> false;
            default -> true;
        };
    }

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
}
