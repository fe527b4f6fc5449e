package sley.vm.jit;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import sley.vm.code.LinkedFunction;

/// Where the registers of a function lie in the variables of the host's method, and how to read and write them. A register of type float is a `double`, any other of bank P a `long`,
/// one of bank R an `Object`.
final class Slots {
    /// Registers of both banks together. What leaves host code writes them all in one place, at some 10 bytes each: more would fill the method.
    static final int MOST_REGISTERS = 300;

    static final int THREAD = 0;
    static final int PB = 1;
    static final int RB = 2;
    private static final int FIRST = 3;
    private static final ClassDesc DOUBLE = Names.of(Double.class);

    private final CodeBuilder code;
    private final LinkedFunction f;
    private final int[] p;
    private final int[] r;
    private final boolean[] real;
    /// The pc of the current instruction, for whoever must know: an `int`.
    final int pc;
    /// Free for use within one instruction: three references.
    final int scratch;

    Slots(CodeBuilder code, LinkedFunction f) {
        this.code = code;
        this.f = f;
        this.p = new int[f.primitives];
        this.r = new int[f.references];
        this.real = new boolean[f.primitives];
        int next = FIRST;
        for (int i = 0; i < f.primitiveParameters; i++, next += 2) {
            p[i] = next;
        }
        for (int i = 0; i < f.referenceParameters; i++) {
            r[i] = next++;
        }
        for (int i = f.primitiveParameters; i < p.length; i++, next += 2) {
            p[i] = next;
        }
        for (int i = f.referenceParameters; i < r.length; i++) {
            r[i] = next++;
        }
        for (int i = 0; i < p.length; i++) {
            real[i] = Names.isFloat(f, f.source.primitiveTypes()[i]);
        }
        this.pc = next++;
        this.scratch = next;
    }

    boolean isFloat(int register) {
        return real[register];
    }

    // ---- Push and pop

    void pushLong(int register) {
        if (real[register]) {
            code.dload(p[register]).invokestatic(DOUBLE, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
        } else {
            code.lload(p[register]);
        }
    }

    void pushDouble(int register) {
        if (real[register]) {
            code.dload(p[register]);
        } else {
            code.lload(p[register]).invokestatic(DOUBLE, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
        }
    }

    void push(int register) {
        code.aload(r[register]);
    }

    /// Pushes it as an object of that class.
    void push(int register, Class<?> type) {
        code.aload(r[register]).checkcast(Names.of(type));
    }

    void popLong(int register) {
        if (real[register]) {
            code.invokestatic(DOUBLE, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long)).dstore(p[register]);
        } else {
            code.lstore(p[register]);
        }
    }

    void popDouble(int register) {
        if (real[register]) {
            code.dstore(p[register]);
        } else {
            code.invokestatic(DOUBLE, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double)).lstore(p[register]);
        }
    }

    void pop(int register) {
        code.astore(r[register]);
    }

    // ---- The frame in the thread's stack

    void pushStackP() {
        code.aload(THREAD).getfield(Names.THREAD, "p", Names.LONGS);
    }

    void pushStackR() {
        code.aload(THREAD).getfield(Names.THREAD, "r", Names.OBJECTS);
    }

    void indexP(int offset) {
        code.iload(PB).loadConstant(offset).iadd();
    }

    void indexR(int offset) {
        code.iload(RB).loadConstant(offset).iadd();
    }

    /// Writes a register, numbered over both banks, to its place in the stack.
    void writeBack(int register) {
        if (register < f.primitives) {
            pushStackP();
            indexP(register);
            pushLong(register);
            code.lastore();
        } else {
            pushStackR();
            indexR(register - f.primitives);
            push(register - f.primitives);
            code.aastore();
        }
    }

    /// Reads a register from its place in the stack.
    void readIn(int register) {
        if (register < f.primitives) {
            pushStackP();
            indexP(register);
            code.laload();
            popLong(register);
        } else {
            pushStackR();
            indexR(register - f.primitives);
            code.aaload();
            pop(register - f.primitives);
        }
    }

    /// Nulls the place in the stack of a register of bank R.
    void forget(int register) {
        pushStackR();
        indexR(register - f.primitives);
        code.aconst_null().aastore();
    }

    /// Gives a register, numbered over both banks, the value that unwritten ones have.
    void clear(int register) {
        if (register >= f.primitives) {
            code.aconst_null().astore(r[register - f.primitives]);
        } else if (real[register]) {
            code.dconst_0().dstore(p[register]);
        } else {
            code.lconst_0().lstore(p[register]);
        }
    }

}
