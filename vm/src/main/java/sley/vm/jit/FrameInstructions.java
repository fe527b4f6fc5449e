package sley.vm.jit;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.util.BitSet;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Word;
import sley.vm.chan.Channel;
import sley.vm.code.LinkedFunction;

/// Instructions that are not translated: their operands are written to the frame in the stack, and the interpreter's own code for them runs there. And channel operations, which need that
/// only when they wait.
final class FrameInstructions extends Emitting {
    private final Registers registers;
    private final BitSet reads = new BitSet();
    private final BitSet writes = new BitSet();

    FrameInstructions(Translation translation, CodeBuilder code, LinkedFunction f, Slots slots, Constants constants) {
        super(translation, code, f, slots, constants);
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

    void rare(int pc) {
        operandsOut(pc);
        translation.pushPlace(pc);
        bridge("rare", CD_void, Names.THREAD, Names.FUNCTION, CD_int, CD_int, CD_int);
        resultsIn();
    }

    void suspending(int pc, long w) {
        operandsOut(pc);
        translation.pushPlace(pc);
        code.loadConstant(w);
        bridge("suspending", CD_boolean, Names.THREAD, Names.FUNCTION, CD_int, CD_int, CD_int, CD_long);
        translation.leaveIfTrue();
        resultsIn();
    }

    /// Most often the operation need not wait, nor go through the frame in the stack.
    void channel(int pc, Opcode op) {
        long w = f.code[pc];
        int a = Word.a(w);
        int b = Word.b(w);
        int c = Word.c(w);
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
