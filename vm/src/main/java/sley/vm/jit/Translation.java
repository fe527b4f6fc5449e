package sley.vm.jit;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Word;
import sley.vm.code.LinkedFunction;
import sley.vm.interpret.Stack;
import sley.vm.natives.NativeSite;
import sley.vm.thread.GreenThread;
import sley.vm.value.Closure;

/// The body of one host method: its entry, control flow, calls, and the ways out. Straight instructions are in [Instructions].
///
/// All ways out of the method but a return of the function meet in one place, `leave`: it writes every register that may still be needed anywhere to the frame in the thread's
/// stack, completes the frame ([sley.vm.interpret.Seam#suspend]) and returns. The variable `pc` says which instruction is under way; it costs the host nothing, being a constant at
/// each place.
final class Translation {
    static final ClassDesc DOUBLE = Names.of(Double.class);
    static final MethodTypeDesc LONG_TO_DOUBLE = MethodTypeDesc.of(CD_double, CD_long);
    static final MethodTypeDesc DOUBLE_TO_LONG = MethodTypeDesc.of(CD_long, CD_double);

    /// Something to emit behind the code proper.
    private record Stub(Label label, Runnable code) {}

    private final CodeBuilder code;
    private final Flow flow;
    private final LinkedFunction f;
    private final BitSet reachable;
    private final int entry;
    private final boolean whole;
    private final Constants constants;
    private final Stack stack;
    private final Set<LinkedFunction> direct;
    private final Slots slots;
    private final Registers registers;
    private final Instructions instructions;
    private final Map<Integer, Label> labels = new HashMap<>();
    private final List<Stub> stubs = new ArrayList<>();
    /// Registers needed at any instruction that may leave.
    private final BitSet kept = new BitSet();
    private final Label leave;
    /// The same with a result on the operand stack, which is dropped.
    private final Label leaveLong;
    private final Label leaveObject;

    Translation(CodeBuilder code, Flow flow, BitSet reachable, int entry, boolean whole, Constants constants, Stack stack, Set<LinkedFunction> direct) {
        this.code = code;
        this.flow = flow;
        this.f = flow.f;
        this.reachable = reachable;
        this.entry = entry;
        this.whole = whole;
        this.constants = constants;
        this.stack = stack;
        this.direct = direct;
        this.slots = new Slots(code, f);
        this.registers = new Registers(f, null);
        this.instructions = new Instructions(this, code, f, slots, constants);
        this.leave = code.newLabel();
        this.leaveLong = code.newLabel();
        this.leaveObject = code.newLabel();
    }

    void method() {
        if (whole) {
            beginning();
        } else {
            loopHead();
        }
        code.loadConstant(entry).istore(slots.pc);
        Label start = code.newBoundLabel();
        if (reachable.nextSetBit(0) != entry) {
            code.goto_(label(entry));
        }
        for (int pc = reachable.nextSetBit(0); pc >= 0; pc = reachable.nextSetBit(pc + 1)) {
            code.labelBinding(label(pc));
            if (flow.leaves(pc)) {
                exit(pc);
                continue;
            }
            instruction(pc);
            if (!flow.op(pc).has(Opcode.Flag.ENDS) && !reachable.get(flow.next(pc))) {
                exit(flow.next(pc));
            }
        }
        for (int i = 0; i < stubs.size(); i++) {
            code.labelBinding(stubs.get(i).label());
            stubs.get(i).code().run();
        }
        Label end = code.newBoundLabel();
        code.exceptionCatchAll(start, end, end);
        code.astore(slots.scratch).aload(Slots.THREAD).aload(slots.scratch).invokestatic(Names.BRIDGE, "caught", MethodTypeDesc.of(CD_void, Names.THREAD, CD_Throwable));
        code.goto_(leave);
        code.labelBinding(leaveLong).pop2().goto_(leave);
        code.labelBinding(leaveObject).pop();
        code.labelBinding(leave);
        for (int register = kept.nextSetBit(0); register >= 0; register = kept.nextSetBit(register + 1)) {
            slots.writeBack(register);
        }
        code.aload(Slots.THREAD);
        constants.push(code, f);
        code.iload(Slots.PB).iload(Slots.RB).iload(slots.pc).invokestatic(Names.SEAM, "suspend", MethodTypeDesc.of(CD_void, Names.THREAD, Names.FUNCTION, CD_int, CD_int, CD_int));
        returnNothing();
    }

    private void returnNothing() {
        ClassDesc result = Names.result(f);
        if (result.equals(CD_Object)) {
            code.aconst_null().areturn();
        } else if (result.equals(CD_double)) {
            code.dconst_0().dreturn();
        } else {
            code.lconst_0().lreturn();
        }
    }

    // ---- Entries

    private void beginning() {
        Label poll = code.newLabel();
        Label go = code.newLabel();
        Label refuse = code.newLabel();
        Label nothing = code.newLabel();
        slots.indexP(f.primitives);
        code.aload(Slots.THREAD).getfield(Names.THREAD, "limitP", CD_int).if_icmpgt(refuse);
        slots.indexR(f.references);
        code.aload(Slots.THREAD).getfield(Names.THREAD, "limitR", CD_int).if_icmpgt(refuse);
        pushPoll().ifeq(go);
        code.labelBinding(poll);
        code.aload(Slots.THREAD).invokestatic(Names.BRIDGE, "beginning", MethodTypeDesc.of(CD_boolean, Names.THREAD)).ifeq(go);
        code.goto_(nothing);
        code.labelBinding(refuse);
        code.aload(Slots.THREAD).invokestatic(Names.BRIDGE, "interpret", MethodTypeDesc.of(CD_void, Names.THREAD));
        code.labelBinding(nothing);
        returnNothing();
        code.labelBinding(go);
        for (int i = f.primitiveParameters; i < f.primitives; i++) {
            slots.clear(i);
        }
        for (int i = f.referenceParameters; i < f.references; i++) {
            slots.clear(f.primitives + i);
        }
    }

    private void loopHead() {
        BitSet needed = flow.live(entry);
        for (int register = 0; register < f.primitives + f.references; register++) {
            if (needed.get(register)) {
                slots.readIn(register);
            } else {
                slots.clear(register);
            }
        }
        slots.pushStackR();
        slots.indexR(0);
        slots.indexR(f.references);
        code.aconst_null().invokestatic(Names.of(Arrays.class), "fill", MethodTypeDesc.of(CD_void, Names.OBJECTS, CD_int, CD_int, CD_Object));
    }

    // ---- What Instructions needs, too

    Label label(int pc) {
        return labels.computeIfAbsent(pc, _ -> code.newLabel());
    }

    /// Announces that the instruction at `pc`, which is next, may fail or leave.
    void mayLeave(int pc) {
        kept.or(flow.live(pc));
        code.loadConstant(pc).istore(slots.pc);
    }

    /// What is seldom executed is emitted behind the code proper.
    void later(Label label, Runnable emitted) {
        stubs.add(new Stub(label, emitted));
    }

    void leaveIfTrue() {
        code.ifne(leave);
    }

    /// Pushes the thread, the function, its base in both banks and the current pc.
    void pushPlace(int pc) {
        code.aload(Slots.THREAD);
        constants.push(code, f);
        code.iload(Slots.PB).iload(Slots.RB).loadConstant(pc);
    }

    // ---- Control flow

    /// The place of `pc` if it is in this method; else a stub that lets the interpreter go on there.
    private Label target(int pc) {
        if (reachable.get(pc)) {
            return label(pc);
        }
        Label stub = code.newLabel();
        stubs.add(new Stub(stub, () -> exit(pc)));
        return stub;
    }

    private void exit(int pc) {
        mayLeave(pc);
        code.aload(Slots.THREAD).invokestatic(Names.BRIDGE, "interpret", MethodTypeDesc.of(CD_void, Names.THREAD)).goto_(leave);
    }

    /// An opaque read: the host reads it anew each time, but need not forget for its sake what else it has read.
    private CodeBuilder pushPoll() {
        constants.push(code, GreenThread.POLL);
        return code.aload(Slots.THREAD).invokevirtual(ConstantDescs.CD_VarHandle, "getOpaque", MethodTypeDesc.of(CD_boolean, Names.THREAD));
    }

    /// Goes back to the head of a loop, looking at `poll`.
    private void back(int head) {
        Label poll = code.newLabel();
        pushPoll().ifne(poll).goto_(target(head));
        stubs.add(new Stub(poll, () -> {
            mayLeave(head);
            pushPlace(head);
            code.invokestatic(Names.BRIDGE, "safepoint", MethodTypeDesc.of(CD_boolean, Names.THREAD, Names.FUNCTION, CD_int, CD_int, CD_int));
            leaveIfTrue();
            code.goto_(target(head));
        }));
    }

    private void instruction(int pc) {
        long w = f.code[pc];
        int a = Word.a(w);
        int b = Word.b(w);
        Opcode op = flow.op(pc);
        switch (op) {
            case JUMP -> code.goto_(target(Word.bc(w)));
            case JUMP_TRUE -> isTrue(a).ifne(target(Word.bc(w)));
            case JUMP_FALSE -> isTrue(a).ifeq(target(Word.bc(w)));
            case JUMP_NIL -> {
                slots.push(a);
                code.ifnull(target(Word.bc(w)));
            }
            case JUMP_NOT_NIL -> {
                slots.push(a);
                code.ifnonnull(target(Word.bc(w)));
            }
            case JUMP_EQ -> compare(a, b).ifeq(target(pc + 1 + Word.signedC(w)));
            case JUMP_NE -> compare(a, b).ifne(target(pc + 1 + Word.signedC(w)));
            case JUMP_LT -> compare(a, b).iflt(target(pc + 1 + Word.signedC(w)));
            case JUMP_LE -> compare(a, b).ifle(target(pc + 1 + Word.signedC(w)));
            case SWITCH -> table(pc, a, Word.bc(w));
            case LOOP -> back(Word.bc(w));
            case FOR_LT -> {
                Label end = code.newLabel();
                slots.pushLong(a);
                code.lconst_1().ladd();
                slots.popLong(a);
                compare(a, b).ifge(end);
                back(pc + 1 + Word.signedC(w));
                code.labelBinding(end);
            }
            case CALL -> call(pc, f.program.functions[Word.bc(w)]);
            case CALL_CLOSURE -> callClosure(pc, b);
            case RETURN_P, RETURN_UNIT -> {
                boolean real = Names.result(f).equals(CD_double);
                if (op == Opcode.RETURN_UNIT) {
                    code.lconst_0();
                    if (real) {
                        code.invokestatic(DOUBLE, "longBitsToDouble", LONG_TO_DOUBLE);
                    }
                } else if (real) {
                    slots.pushDouble(a);
                } else {
                    slots.pushLong(a);
                }
                if (real) {
                    code.dreturn();
                } else {
                    code.lreturn();
                }
            }
            case RETURN_R -> {
                slots.push(a);
                code.areturn();
            }
            default -> instructions.translate(pc, op);
        }
    }

    private CodeBuilder isTrue(int register) {
        slots.pushLong(register);
        return code.lconst_0().lcmp();
    }

    private CodeBuilder compare(int a, int b) {
        slots.pushLong(a);
        slots.pushLong(b);
        return code.lcmp();
    }

    private void table(int pc, int a, int count) {
        Label otherwise = target(pc + 1 + count);
        var cases = new ArrayList<SwitchCase>();
        for (int i = 0; i < count; i++) {
            cases.add(SwitchCase.of(i, target((int) f.code[pc + 1 + i])));
        }
        if (count > 0) {
            slots.pushLong(a);
            code.lconst_0().lcmp().iflt(otherwise);
            slots.pushLong(a);
            code.loadConstant((long) count).lcmp().ifge(otherwise);
            slots.pushLong(a);
            code.l2i().tableswitch(0, count - 1, otherwise, cases);
        } else {
            code.goto_(otherwise);
        }
    }

    // ---- Calls

    private void pushNewBase() {
        slots.indexP(f.primitives + 1);
        slots.indexR(f.references + 1);
    }

    private void call(int pc, LinkedFunction callee) {
        mayLeave(pc);
        if (!direct.contains(callee)) {
            constants.push(code, callee);
            code.astore(slots.scratch);
            throughStack(pc, callee.primitiveParameters, callee.referenceParameters, -1);
            return;
        }
        code.aload(Slots.THREAD);
        pushNewBase();
        int n = callee.primitiveParameters;
        for (int i = 0; i < n; i++) {
            int register = Word.argument(f.code, pc + 1, i);
            if (Names.isFloat(callee, callee.source.primitiveTypes()[i])) {
                slots.pushDouble(register);
            } else {
                slots.pushLong(register);
            }
        }
        for (int i = 0; i < callee.referenceParameters; i++) {
            slots.push(Word.argument(f.code, pc + 1, n + i));
        }
        code.invokestatic(ClassDesc.of(Names.className(callee, -1)), Names.CALL, Names.signature(callee));
        ClassDesc result = Names.result(callee);
        code.aload(Slots.THREAD).getfield(Names.THREAD, "suspended", CD_int).ifne(result.equals(CD_Object) ? leaveObject : result.equals(CD_double) ? leaveDouble() : leaveLong);
        int a = Word.a(f.code[pc]);
        if (result.equals(CD_Object)) {
            slots.pop(a);
        } else if (result.equals(CD_double)) {
            slots.popDouble(a);
        } else {
            slots.popLong(a);
        }
    }

    /// A stub of its own, because what it finds on the operand stack has another type than at [#leaveLong].
    private Label leaveDouble() {
        Label label = code.newLabel();
        stubs.add(new Stub(label, () -> code.pop2().goto_(leave)));
        return label;
    }

    private void callClosure(int pc, int closure) {
        mayLeave(pc);
        slots.push(closure, Closure.class);
        code.getfield(Names.of(Closure.class), "function", Names.FUNCTION).astore(slots.scratch);
        int primitives = registers.primitiveArguments(pc);
        throughStack(pc, primitives, Word.c(f.code[pc]) - primitives, closure);
    }

    /// Calls the function in the first scratch variable, with arguments and result in the thread.
    ///
    /// @param closure the register of the function value, or -1
    private void throughStack(int pc, int primitives, int references, int closure) {
        int callee = slots.scratch;
        int host = slots.scratch + 1;
        code.aload(Slots.THREAD).aload(callee);
        pushNewBase();
        code.invokestatic(Names.BRIDGE, "callee", MethodTypeDesc.of(Names.COMPILED, Names.THREAD, Names.FUNCTION, CD_int, CD_int)).astore(host);
        code.aload(host).ifnull(leave);
        arguments(pc, primitives, primitives + references);
        if (closure >= 0) {
            code.aload(Slots.THREAD);
            slots.push(closure, Closure.class);
            pushNewBase();
            code.invokestatic(Names.BRIDGE, "captured", MethodTypeDesc.of(CD_void, Names.THREAD, Names.of(Closure.class), CD_int, CD_int));
        }
        code.aload(host).aload(Slots.THREAD).aload(callee);
        pushNewBase();
        code.invokestatic(Names.BRIDGE, "call", MethodTypeDesc.of(CD_boolean, Names.COMPILED, Names.THREAD, Names.FUNCTION, CD_int, CD_int));
        leaveIfTrue();
        int a = Word.a(f.code[pc]);
        code.aload(Slots.THREAD);
        if (registers.primitiveResult(pc)) {
            code.getfield(Names.THREAD, "valueP", CD_long);
            slots.popLong(a);
        } else {
            code.invokestatic(Names.BRIDGE, "result", MethodTypeDesc.of(CD_Object, Names.THREAD));
            slots.pop(a);
        }
    }

    /// Writes the registers listed behind the instruction to the stack, behind the frame.
    private void arguments(int pc, int primitives, int count) {
        for (int i = 0; i < count; i++) {
            int register = Word.argument(f.code, pc + 1, i);
            if (i < primitives) {
                slots.pushStackP();
                slots.indexP(f.primitives + 1 + i);
                slots.pushLong(register);
                code.lastore();
            } else {
                slots.pushStackR();
                slots.indexR(f.references + 1 + i - primitives);
                slots.push(register);
                code.aastore();
            }
        }
    }

    /// The caller has announced that it may leave.
    void callNative(int pc, NativeSite site) {
        int count = site.parameters().length;
        code.aload(Slots.THREAD);
        constants.push(code, stack);
        slots.indexP(f.primitives + 1 + count);
        slots.indexR(f.references + 1 + count);
        code.invokestatic(Names.BRIDGE, "room", MethodTypeDesc.of(CD_void, Names.THREAD, Names.of(Stack.class), CD_int, CD_int));
        arguments(pc, site.primitives(), count);
        code.aload(Slots.THREAD);
        constants.push(code, f);
        constants.push(code, site);
        code.iload(Slots.PB).iload(Slots.RB).loadConstant(pc);
        code.invokestatic(Names.BRIDGE, "callNative",
                MethodTypeDesc.of(CD_boolean, Names.THREAD, Names.FUNCTION, Names.of(NativeSite.class), CD_int, CD_int, CD_int));
        leaveIfTrue();
        int a = Word.a(f.code[pc]);
        code.aload(Slots.THREAD);
        if (site.primitiveResult()) {
            code.getfield(Names.THREAD, "valueP", CD_long);
            slots.popLong(a);
        } else {
            code.getfield(Names.THREAD, "valueR", CD_Object);
            slots.pop(a);
        }
    }
}
