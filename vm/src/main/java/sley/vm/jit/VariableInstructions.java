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
import sley.vm.code.GlobalCell;
import sley.vm.code.LinkedFunction;
import sley.vm.code.Program;
import sley.vm.value.LongCell;
import sley.vm.value.RefCell;

/// Globals, and variables that closures share.
final class VariableInstructions extends Emitting {
    private static final ClassDesc PROGRAM = Names.of(Program.class);
    private static final ClassDesc GLOBAL = Names.of(GlobalCell.class);

    VariableInstructions(Translation translation, CodeBuilder code, LinkedFunction f, Slots slots, Constants constants) {
        super(translation, code, f, slots, constants);
    }

    void translate(int pc, Opcode op) {
        long w = f.code[pc];
        int a = Word.a(w);
        int b = Word.b(w);
        int bc = Word.bc(w);
        switch (op) {
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
            default -> throw new IllegalStateException("no variable: " + op);
        }
    }
}
