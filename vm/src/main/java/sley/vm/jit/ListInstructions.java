package sley.vm.jit;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Word;
import sley.vm.code.LinkedFunction;
import sley.vm.value.Bytes;
import sley.vm.value.PrimitiveList;
import sley.vm.value.RefList;
import sley.vm.value.Shape;

/// Lists and bytes.
final class ListInstructions extends Emitting {
    ListInstructions(Translation translation, CodeBuilder code, LinkedFunction f, Slots slots, Constants constants) {
        super(translation, code, f, slots, constants);
    }

    void translate(int pc, Opcode op) {
        long w = f.code[pc];
        int a = Word.a(w);
        int b = Word.b(w);
        int c = Word.c(w);
        switch (op) {
            case LIST_GET_P -> {
                Class<?> list = classOf(b);
                slots.push(b, list);
                slots.pushLong(c);
                code.invokevirtual(Names.of(list), "get", MethodTypeDesc.of(CD_long, CD_long));
                slots.popLong(a);
            }
            case LIST_GET_R -> {
                slots.push(b, RefList.class);
                slots.pushLong(c);
                code.invokevirtual(Names.of(RefList.class), "get", MethodTypeDesc.of(CD_Object, CD_long));
                slots.pop(a);
            }
            case LIST_SET_P -> {
                Class<?> list = classOf(a);
                slots.push(a, list);
                slots.pushLong(b);
                slots.pushLong(c);
                code.invokevirtual(Names.of(list), "set", MethodTypeDesc.of(CD_void, CD_long, CD_long));
            }
            case LIST_SET_R -> {
                slots.push(a, RefList.class);
                slots.pushLong(b);
                slots.push(c);
                code.invokevirtual(Names.of(RefList.class), "set", MethodTypeDesc.of(CD_void, CD_long, CD_Object));
            }
            case LIST_PUSH_P -> {
                Class<?> list = classOf(a);
                slots.push(a, list);
                slots.pushLong(b);
                code.invokevirtual(Names.of(list), "push", MethodTypeDesc.of(CD_void, CD_long));
            }
            case LIST_PUSH_R -> {
                slots.push(a, RefList.class);
                slots.push(b);
                code.invokevirtual(Names.of(RefList.class), "push", MethodTypeDesc.of(CD_void, CD_Object));
            }
            case LIST_LENGTH -> {
                Class<?> list = classOf(b);
                slots.push(b, list);
                code.invokevirtual(Names.of(list), "size", MethodTypeDesc.of(CD_int)).i2l();
                slots.popLong(a);
            }
            case BYTES_GET -> {
                slots.push(b, Bytes.class);
                slots.pushLong(c);
                code.invokevirtual(Names.of(Bytes.class), "get", MethodTypeDesc.of(CD_long, CD_long));
                slots.popLong(a);
            }
            case BYTES_SET -> {
                slots.push(a, Bytes.class);
                slots.pushLong(b);
                slots.pushLong(c);
                code.invokevirtual(Names.of(Bytes.class), "set", MethodTypeDesc.of(CD_void, CD_long, CD_long));
            }
            default -> throw new IllegalStateException("no operation on lists: " + op);
        }
    }

    /// Of the list in a register.
    private Class<?> classOf(int register) {
        Shape element = f.program.shapes[f.source.referenceTypes()[register]].element();
        return element.primitive() ? PrimitiveList.classOf(element) : RefList.class;
    }
}
