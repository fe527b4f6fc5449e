package sley.vm.jit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.op.Instruction;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Word;
import sley.vm.code.LinkedFunction;
import sley.vm.natives.Natives;

/// What is known of the code of a function before it is translated: where instructions begin, where each may go on, which registers are still needed at each.
final class Flow {
    final LinkedFunction f;
    /// Where instructions begin, ascending.
    final int[] starts;
    /// Heads of loops.
    final BitSet heads = new BitSet();
    /// By head: the last instruction that goes back to it.
    private final int[] lastBack;
    /// Registers needed before the instruction at a pc, null between instructions.
    private final BitSet[] live;

    Flow(LinkedFunction f) {
        this.f = f;
        var begin = new ArrayList<Integer>();
        for (int pc = 0; pc < f.code.length; pc += Instruction.length(f.program.module, f.code, pc)) {
            begin.add(pc);
        }
        this.starts = begin.stream().mapToInt(i -> i).toArray();
        this.lastBack = new int[f.code.length];
        for (int pc : starts) {
            int head = back(pc);
            if (head >= 0) {
                heads.set(head);
                lastBack[head] = pc;
            }
        }
        this.live = liveness();
    }

    Opcode op(int pc) {
        return Opcode.of(Word.op(f.code[pc]));
    }

    /// The head that the instruction goes back to, or -1.
    int back(int pc) {
        return switch (op(pc)) {
            case LOOP -> Word.bc(f.code[pc]);
            case FOR_LT -> pc + 1 + Word.signedC(f.code[pc]);
            default -> -1;
        };
    }

    int next(int pc) {
        return pc + Instruction.length(f.program.module, f.code, pc);
    }

    /// Where control may go from an instruction that completes.
    List<Integer> successors(int pc) {
        long w = f.code[pc];
        Opcode op = op(pc);
        var result = new ArrayList<Integer>();
        switch (op) {
            case JUMP, LOOP, JUMP_TRUE, JUMP_FALSE, JUMP_NIL, JUMP_NOT_NIL -> result.add(Word.bc(w));
            case JUMP_EQ, JUMP_NE, JUMP_LT, JUMP_LE, FOR_LT -> result.add(pc + 1 + Word.signedC(w));
            case SWITCH -> {
                for (int i = 0; i < Word.bc(w); i++) {
                    result.add((int) f.code[pc + 1 + i]);
                }
            }
            default -> {
                assert !op.has(Opcode.Flag.BRANCH) : op;
            }
        }
        if (!op.has(Opcode.Flag.ENDS)) {
            result.add(next(pc));
        }
        return result;
    }

    /// The instructions that can be reached from `entry` without an error and without leaving `region`.
    BitSet reachable(int entry, BitSet region) {
        var seen = new BitSet();
        var work = new ArrayDeque<Integer>();
        seen.set(entry);
        work.add(entry);
        while (!work.isEmpty()) {
            int from = work.remove();
            if (leaves(from)) {
                continue;
            }
            for (int to : successors(from)) {
                if (region.get(to) && !seen.get(to)) {
                    seen.set(to);
                    work.add(to);
                }
            }
        }
        return seen;
    }

    /// The interpreter executes the instruction: it calls a native that may block.
    boolean leaves(int pc) {
        return op(pc) == Opcode.CALL_NATIVE && !Natives.neverBlocks(f.program.natives[Word.bc(f.code[pc])].name());
    }

    BitSet whole() {
        var all = new BitSet();
        all.set(0, f.code.length);
        return all;
    }

    /// The loops that `head` is inside of, the outermost first, its own last; each as the stretch of code from its head to its last jump back.
    List<BitSet> loopsAround(int head) {
        var result = new ArrayList<BitSet>();
        for (int outer = heads.nextSetBit(0); outer >= 0 && outer <= head; outer = heads.nextSetBit(outer + 1)) {
            if (lastBack[outer] >= head) {
                var loop = new BitSet();
                loop.set(outer, next(lastBack[outer]));
                result.add(loop);
            }
        }
        return result;
    }

    BitSet live(int pc) {
        return live[pc];
    }

    private BitSet[] liveness() {
        int n = starts.length;
        var reads = new BitSet[n];
        var writes = new BitSet[n];
        var result = new BitSet[f.code.length];
        for (int i = 0; i < n; i++) {
            var read = new BitSet();
            var write = new BitSet();
            new Registers(f, new Registers.Visitor() {
                @Override
                public void read(int register) {
                    read.set(register);
                }

                @Override
                public void write(int register) {
                    write.set(register);
                }
            }).visit(starts[i]);
            reads[i] = read;
            writes[i] = write;
            result[starts[i]] = (BitSet) read.clone();
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = n - 1; i >= 0; i--) {
                var now = new BitSet();
                for (int to : successors(starts[i])) {
                    now.or(result[to]);
                }
                now.andNot(writes[i]);
                now.or(reads[i]);
                handlers(starts[i], result, now);
                if (!now.equals(result[starts[i]])) {
                    result[starts[i]] = now;
                    changed = true;
                }
            }
        }
        return result;
    }

    /// An error may leave the instruction for its handlers, before it has written anything.
    private void handlers(int pc, BitSet[] result, BitSet to) {
        for (FunctionCode.Handler handler : f.source.handlers()) {
            if (pc >= handler.start() && pc < handler.end()) {
                var needed = (BitSet) result[handler.target()].clone();
                needed.clear(f.primitives + handler.register());
                to.or(needed);
            }
        }
    }
}
