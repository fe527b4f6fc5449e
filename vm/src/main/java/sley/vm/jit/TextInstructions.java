package sley.vm.jit;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Word;
import sley.vm.code.LinkedFunction;
import sley.vm.value.Shape;
import sley.vm.value.Strings;
import sley.vm.value.Text;
import sley.vm.value.Values;

/// Strings, texts of values, and comparison by value.
final class TextInstructions extends Emitting {
    private static final ClassDesc SHAPE = Names.of(Shape.class);

    TextInstructions(Translation translation, CodeBuilder code, LinkedFunction f, Slots slots, Constants constants) {
        super(translation, code, f, slots, constants);
    }

    void translate(int pc, Opcode op) {
        long w = f.code[pc];
        int a = Word.a(w);
        int b = Word.b(w);
        int c = Word.c(w);
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
            default -> throw new IllegalStateException("no operation on texts: " + op);
        }
    }

    /// Two strings.
    void concat(int pc) {
        slots.push(Word.argument(f.code, pc + 1, 0), String.class);
        slots.push(Word.argument(f.code, pc + 1, 1), String.class);
        bridge("concat", CD_String, CD_String, CD_String);
        slots.pop(Word.a(f.code[pc]));
    }
}
