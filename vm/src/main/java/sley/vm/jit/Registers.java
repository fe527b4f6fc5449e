package sley.vm.jit;

import java.util.List;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.model.TypeCode;
import sley.bytecode.op.Format;
import sley.bytecode.op.Instruction;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Operand;
import sley.bytecode.op.Word;
import sley.vm.code.LinkedFunction;

/// Which registers an instruction reads and writes, as the opcode table declares it. A register is numbered over both banks: those of bank P first.
final class Registers {
    /// Told of each register.
    interface Visitor {
        void read(int register);

        void write(int register);
    }

    private static final int SEND = 0;

    private final LinkedFunction f;
    private final ModuleCode module;
    private final Visitor visitor;

    Registers(LinkedFunction f, Visitor visitor) {
        this.f = f;
        this.module = f.program.module;
        this.visitor = visitor;
    }

    int p(int register) {
        return register;
    }

    int r(int register) {
        return f.primitives + register;
    }

    private void readP(int register) {
        visitor.read(p(register));
    }

    private void readR(int register) {
        visitor.read(r(register));
    }

    void visit(int pc) {
        long[] code = f.code;
        long w = code[pc];
        Opcode op = Opcode.of(Word.op(w));
        List<Operand> operands = op.operands();
        boolean wide = op.format() == Format.WIDE;
        for (int i = 0; i < operands.size() && !wide; i++) {
            int number = i == 0 ? Word.a(w) : i == 1 ? Word.b(w) : Word.c(w);
            switch (operands.get(i)) {
                case SOURCE_P -> readP(number);
                case SOURCE_R -> readR(number);
                case DEST_P -> visitor.write(p(number));
                case DEST_R -> visitor.write(r(number));
                case DEST_ANY -> visitor.write(primitiveResult(pc) ? p(number) : r(number));
                case SOURCE_ANY -> throw new IllegalStateException("no rule for " + op);
                case IMMEDIATE, INTEGER_CONSTANT, STRING_CONSTANT, TYPE, FUNCTION, NATIVE, GLOBAL, SLOT, CASE, COUNT, FLAGS, TARGET -> { }
            }
        }
        switch (op) {
            case FOR_LT -> visitor.write(p(Word.a(w)));
            case SPAWN -> {
                int name = Word.a(code[pc + 1]);
                if (name > 0) {
                    readR(name - 1);
                }
                arguments(pc + 2, primitiveArguments(pc), f.program.functions[Word.bc(w)].source.parameters().size());
            }
            case SELECT -> select(pc, w);
            case CALL, CALL_CLOSURE, CALL_NATIVE, CLOSURE, NEW, NEW_CASE, CONCAT, LIST_NEW -> arguments(pc + 1, primitiveArguments(pc), Instruction.arguments(module, code, pc));
            default -> { }
        }
    }

    private void arguments(int start, int primitives, int count) {
        for (int i = 0; i < count; i++) {
            int register = Word.argument(f.code, start, i);
            if (i < primitives) {
                readP(register);
            } else {
                readR(register);
            }
        }
    }

    private void select(int pc, long w) {
        if (Word.c(w) >= 2) {
            readP(Word.c(w) - 2);
        }
        for (int i = 0; i < Word.b(w); i++) {
            long word = f.code[pc + 1 + i];
            boolean primitive = module.types().get(((TypeCode.ChanOf) type(Word.b(word))).element()).primitive();
            readR(Word.b(word));
            boolean send = Word.a(word) == SEND;
            if (send && primitive) {
                readP(Word.c(word));
            } else if (send) {
                readR(Word.c(word));
            }
            // What a case receives is written only if that case is the one that is done; else the register stays as it is.
            if (!send && primitive) {
                readP(Word.c(word));
                readP(Word.op(word));
                visitor.write(p(Word.c(word)));
                visitor.write(p(Word.op(word)));
            } else if (!send) {
                readR(Word.c(word));
                visitor.write(r(Word.c(word)));
            }
        }
    }

    private TypeCode type(int reference) {
        return module.types().get(f.source.referenceTypes()[reference]);
    }

    /// How many of the registers listed behind an instruction are of bank P.
    int primitiveArguments(int pc) {
        long w = f.code[pc];
        return switch (Opcode.of(Word.op(w))) {
            case CALL, SPAWN -> f.program.functions[Word.bc(w)].primitiveParameters;
            case CALL_NATIVE -> f.program.natives[Word.bc(w)].primitives();
            case CALL_CLOSURE -> (int) ((TypeCode.FunctionOf) type(Word.b(w))).parameters().stream().filter(p -> f.program.shapes[p].primitive()).count();
            case CLOSURE -> {
                List<Integer> parameters = f.program.functions[Word.bc(w)].source.parameters();
                int captures = f.program.functions[Word.bc(w)].source.captures();
                yield (int) parameters.subList(parameters.size() - captures, parameters.size()).stream().filter(p -> f.program.shapes[p].primitive()).count();
            }
            case NEW -> f.program.shapes[Word.bc(w)].layouts().getFirst().primitives();
            case NEW_CASE -> f.program.shapes[Word.b(w)].layouts().get(Word.c(w)).primitives();
            case LIST_NEW -> f.program.shapes[Word.b(w)].element().primitive() ? Word.c(w) : 0;
            case CONCAT -> 0;
            default -> throw new IllegalStateException("no arguments: " + Opcode.of(Word.op(w)));
        };
    }

    /// In which bank the result of a call lies.
    boolean primitiveResult(int pc) {
        long w = f.code[pc];
        return switch (Opcode.of(Word.op(w))) {
            case CALL -> f.program.functions[Word.bc(w)].primitiveResult;
            case CALL_NATIVE -> f.program.natives[Word.bc(w)].primitiveResult();
            case CALL_CLOSURE -> f.program.shapes[((TypeCode.FunctionOf) type(Word.b(w))).result()].primitive();
            default -> throw new IllegalStateException("no call: " + Opcode.of(Word.op(w)));
        };
    }
}
