package sley.vm.jit;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.function.Consumer;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Word;
import sley.vm.code.LinkedFunction;

/// Arithmetic and comparisons.
final class NumberInstructions extends Emitting {
    NumberInstructions(Translation translation, CodeBuilder code, LinkedFunction f, Slots slots, Constants constants) {
        super(translation, code, f, slots, constants);
    }

    void translate(int pc, Opcode op) {
        long w = f.code[pc];
        int a = Word.a(w);
        int b = Word.b(w);
        int c = Word.c(w);
        switch (op) {
            case INT_ADD -> longs(b, c, a, code::ladd);
            case INT_ADD_IMMEDIATE -> {
                slots.pushLong(b);
                code.loadConstant((long) (short) c).ladd();
                slots.popLong(a);
            }
            case INT_SUB -> longs(b, c, a, code::lsub);
            case INT_MUL -> longs(b, c, a, code::lmul);
            case INT_DIV -> longs(b, c, a, code::ldiv);
            case INT_REM -> longs(b, c, a, code::lrem);
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
                slots.pushDouble(b);
                bridge("toInt", CD_long, CD_double);
                slots.popLong(a);
            }
            case REF_EQ -> {
                slots.push(b);
                slots.push(c);
                truth(code::if_acmpne, a);
            }
            default -> throw new IllegalStateException("no arithmetic: " + op);
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

    private void compare(int b, int c, int a, Consumer<Label> unless) {
        slots.pushLong(b);
        slots.pushLong(c);
        code.lcmp();
        truth(unless, a);
    }

    /// Comparisons with nan are false, but `!=` is true: `dcmpg` gives 1 for nan, which is neither less nor equal.
    private void compareDoubles(int b, int c, int a, Consumer<Label> unless) {
        slots.pushDouble(b);
        slots.pushDouble(c);
        code.dcmpg();
        truth(unless, a);
    }

    /// 1 into p[a], or 0 when `unless` jumps.
    private void truth(Consumer<Label> unless, int a) {
        Label no = code.newLabel();
        Label end = code.newLabel();
        unless.accept(no);
        code.lconst_1().goto_(end);
        code.labelBinding(no).lconst_0();
        code.labelBinding(end);
        slots.popLong(a);
    }
}
