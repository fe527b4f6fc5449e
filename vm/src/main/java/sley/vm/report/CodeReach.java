package sley.vm.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.model.TypeCode;
import sley.bytecode.op.Format;
import sley.bytecode.op.Instruction;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Operand;
import sley.bytecode.op.Word;
import sley.vm.code.LinkedFunction;
import sley.vm.code.Program;
import sley.vm.value.Shape;

/// What the code of one function can still use from a place on: which of its reference registers it may read before it writes them, and which globals and functions
/// it may get at. A register that merely still holds a value is not used.
///
/// Registers are found by the usual backward data flow over the instructions; an error may leave at any instruction inside a handler's range.
final class CodeReach {
    /// @param registers of bank R
    /// @param cancels   whether it may cancel a thread
    record Uses(int[] registers, int[] functions, int[] globals, boolean cancels) {}

    private final LinkedFunction function;
    private final Program program;
    private final long[] code;
    /// Where instructions begin, ascending.
    private final int[] starts;
    /// By instruction: the registers that are read from there on.
    private final BitSet[] live;
    private final Map<Integer, Uses> known = new HashMap<>();

    CodeReach(LinkedFunction function) {
        this.function = function;
        this.program = function.program;
        this.code = function.code;
        var pcs = new ArrayList<Integer>();
        for (int pc = 0; pc < code.length; pc += Instruction.length(program.module, code, pc)) {
            pcs.add(pc);
        }
        this.starts = pcs.stream().mapToInt(Integer::intValue).toArray();
        this.live = new BitSet[starts.length];
        flow();
    }

    /// A frame that goes on at `pc`: at that instruction, or after the call there when `called`.
    Uses at(int pc, boolean called) {
        return known.computeIfAbsent(called ? -1 - pc : pc, _ -> uses(pc, called));
    }

    private int index(int pc) {
        int i = Arrays.binarySearch(starts, pc);
        assert i >= 0 : "no instruction at " + pc;
        return i;
    }

    // ---- Registers

    private void flow() {
        for (int i = 0; i < live.length; i++) {
            live[i] = new BitSet();
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = starts.length - 1; i >= 0; i--) {
                BitSet in = after(i);
                reads(starts[i], in);
                if (!in.equals(live[i])) {
                    live[i] = in;
                    changed = true;
                }
            }
        }
    }

    /// What is read after instruction `i`, what it writes taken out; and by the handlers that an error in it may go to.
    private BitSet after(int i) {
        var out = new BitSet();
        for (int next : next(i)) {
            out.or(live[next]);
        }
        int written = writes(starts[i]);
        if (written >= 0) {
            out.clear(written);
        }
        for (FunctionCode.Handler handler : function.source.handlers()) {
            if (starts[i] >= handler.start() && starts[i] < handler.end()) {
                var there = (BitSet) live[index(handler.target())].clone();
                there.clear(handler.register());
                out.or(there);
            }
        }
        return out;
    }

    /// The register of bank R that the instruction writes in any case, or -1.
    private int writes(int pc) {
        long w = code[pc];
        Opcode op = Opcode.of(Word.op(w));
        if (op.operands().isEmpty()) {
            return -1;
        }
        return switch (op.operands().getFirst()) {
            case DEST_R -> Word.a(w);
            case DEST_ANY -> primitiveResult(op, w) ? -1 : Word.a(w);
            default -> -1;
        };
    }

    private boolean primitiveResult(Opcode op, long w) {
        return switch (op) {
            case CALL -> program.functions[Word.bc(w)].primitiveResult;
            case CALL_NATIVE -> program.natives[Word.bc(w)].primitiveResult();
            case CALL_CLOSURE -> program.shapes[closureType(w).result()].primitive();
            default -> throw new IllegalStateException("no rule for the result of " + op);
        };
    }

    private TypeCode.FunctionOf closureType(long w) {
        return (TypeCode.FunctionOf) program.module.types().get(function.source.referenceTypes()[Word.b(w)]);
    }

    private void reads(int pc, BitSet into) {
        long w = code[pc];
        Opcode op = Opcode.of(Word.op(w));
        List<Operand> operands = op.operands();
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i) == Operand.SOURCE_R) {
                into.set(i == 0 ? Word.a(w) : i == 1 ? Word.b(w) : Word.c(w));
            }
        }
        switch (op.format()) {
            case A_WIDE_ARGS, ABC_ARGS -> {
                int count = Instruction.arguments(program.module, code, pc);
                arguments(pc + 1, primitiveArguments(op, w, count), count, into);
            }
            case SPAWN_ARGS -> {
                LinkedFunction target = program.functions[Word.bc(w)];
                int nameRegister = Word.a(code[pc + 1]);
                if (nameRegister > 0) {
                    into.set(nameRegister - 1);
                }
                arguments(pc + 2, target.primitiveParameters, target.primitiveParameters + target.referenceParameters, into);
            }
            case SELECT_CASES -> {
                for (int i = 1; i <= Word.b(w); i++) {
                    long word = code[pc + i];
                    into.set(Word.b(word));
                    if (Word.a(word) == 0 && !elementOf(Word.b(word)).primitive()) {
                        into.set(Word.c(word));
                    }
                }
            }
            case NONE, A, AB, ABC, A_WIDE, WIDE, ABC_EXTRA, JUMP_TABLE -> { }
        }
    }

    private Shape elementOf(int channelRegister) {
        return program.shapes[function.source.referenceTypes()[channelRegister]].element();
    }

    private void arguments(int at, int primitives, int count, BitSet into) {
        for (int i = primitives; i < count; i++) {
            into.set(Word.argument(code, at, i));
        }
    }

    private int primitiveArguments(Opcode op, long w, int count) {
        return switch (op) {
            case CALL -> program.functions[Word.bc(w)].primitiveParameters;
            case CALL_NATIVE -> program.natives[Word.bc(w)].primitives();
            case CLOSURE -> {
                List<Integer> parameters = program.functions[Word.bc(w)].source.parameters();
                yield primitives(parameters.subList(parameters.size() - count, parameters.size()));
            }
            case CALL_CLOSURE -> primitives(closureType(w).parameters());
            case NEW -> program.shapes[Word.bc(w)].layouts().getFirst().primitives();
            case NEW_CASE -> program.shapes[Word.b(w)].layouts().get(Word.c(w)).primitives();
            case LIST_NEW -> program.shapes[Word.b(w)].element().primitive() ? count : 0;
            case CONCAT -> 0;
            default -> throw new IllegalStateException("no rule for the arguments of " + op);
        };
    }

    private int primitives(List<Integer> types) {
        return (int) types.stream().filter(t -> program.shapes[t].primitive()).count();
    }

    // ---- The way of the code

    /// The instructions that may follow instruction `i`, errors aside.
    private int[] next(int i) {
        int pc = starts[i];
        long w = code[pc];
        Opcode op = Opcode.of(Word.op(w));
        if (op == Opcode.SWITCH) {
            int count = Word.bc(w);
            int[] all = new int[count + 1];
            for (int k = 0; k < count; k++) {
                all[k] = index((int) code[pc + 1 + k]);
            }
            all[count] = i + 1;
            return all;
        }
        boolean falls = !op.has(Opcode.Flag.ENDS);
        if (!op.has(Opcode.Flag.BRANCH)) {
            return falls ? new int[] {i + 1} : new int[0];
        }
        int target = index(op.format() == Format.ABC ? pc + 1 + Word.signedC(w) : Word.bc(w));
        return falls ? new int[] {i + 1, target} : new int[] {target};
    }

    private Uses uses(int pc, boolean called) {
        int first = index(pc);
        var seen = new BitSet();
        var left = new ArrayList<Integer>();
        var functions = new BitSet();
        var globals = new BitSet();
        boolean cancels = false;
        BitSet registers = called ? after(first) : live[first];
        if (called) {
            follow(first, left);
        } else {
            left.add(first);
        }
        while (!left.isEmpty()) {
            int i = left.removeLast();
            if (seen.get(i)) {
                continue;
            }
            seen.set(i);
            follow(i, left);
            long w = code[starts[i]];
            switch (Opcode.of(Word.op(w))) {
                case CALL, SPAWN, CLOSURE -> functions.set(Word.bc(w));
                case GLOBAL_GET_R -> globals.set(Word.bc(w));
                case CALL_NATIVE -> cancels |= program.natives[Word.bc(w)].name().equals("thread.cancel");
                default -> { }
            }
        }
        return new Uses(registers.stream().toArray(), functions.stream().toArray(), globals.stream().toArray(), cancels);
    }

    /// Adds what may follow instruction `i`, errors included.
    private void follow(int i, List<Integer> left) {
        for (int next : next(i)) {
            left.add(next);
        }
        for (FunctionCode.Handler handler : function.source.handlers()) {
            if (starts[i] >= handler.start() && starts[i] < handler.end()) {
                left.add(index(handler.target()));
            }
        }
    }
}
