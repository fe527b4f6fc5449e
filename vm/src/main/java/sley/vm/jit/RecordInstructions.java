package sley.vm.jit;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Word;
import sley.vm.code.LinkedFunction;
import sley.vm.value.Record;
import sley.vm.value.Shape;

/// Structs, tuples, cases of enums, and optionals.
final class RecordInstructions extends Emitting {
    private static final ClassDesc RECORD = Names.of(Record.class);
    private static final ClassDesc LONG = Names.of(Long.class);

    RecordInstructions(Translation translation, CodeBuilder code, LinkedFunction f, Slots slots, Constants constants) {
        super(translation, code, f, slots, constants);
    }

    void translate(int pc, Opcode op) {
        long w = f.code[pc];
        int a = Word.a(w);
        int b = Word.b(w);
        int c = Word.c(w);
        switch (op) {
            case NEW -> record(f.program.shapes[Word.bc(w)].layouts().getFirst(), 0, pc, a);
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
                pushCase(b, f.code[pc + 1]);
                code.getfield(RECORD, "p", Names.LONGS).loadConstant(c).laload();
                slots.popLong(a);
            }
            case CASE_GET_R -> {
                pushCase(b, f.code[pc + 1]);
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
            default -> throw new IllegalStateException("no operation on records: " + op);
        }
    }

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

    /// Pushes a value of an enum whose case is known, having looked that it is that one.
    private void pushCase(int register, long tag) {
        slots.push(register);
        code.loadConstant(tag);
        bridge("ofCase", RECORD, CD_Object, CD_long);
    }
}
