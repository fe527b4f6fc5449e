package sley.bytecode.build;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.op.Op;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Word;

/// Assembles the code of one function. Instructions that cannot be reached are dropped: after an instruction that never continues at the next one, nothing is
/// added until a label that is jumped to is bound.
public final class FunctionBuilder {
    /// Most registers of a bank: a register number has 16 bits.
    public static final int MOST_REGISTERS = 0xFFFF;

    /// The function needs more registers than instructions can name.
    public static final class TooManyRegisters extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyRegisters() {
            super("a function needs more than " + MOST_REGISTERS + " registers", null, false, false);
        }
    }

    /// A short jump does not reach its target: build again with `longJumps`.
    public static final class TooFar extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooFar() {
            super("jump too far", null, false, false);
        }
    }

    /// A place in the code, perhaps not known yet.
    public static final class Label {
        private int pc = -1;
        private int[] uses = {};

        public boolean used() {
            return uses.length > 0;
        }
    }

    /// Stands in the table of a SWITCH until its label is bound; no instruction looks like it.
    private static final long TABLE_ENTRY = -1;

    private final boolean longJumps;
    private long[] code = new long[64];
    private int size;
    private boolean reachable = true;
    private final List<Label> bound = new ArrayList<>();
    private final List<FunctionCode.Handler> handlers = new ArrayList<>();
    private final List<FunctionCode.LineEntry> lines = new ArrayList<>();
    private int line;
    private int column;
    private final Bank primitives = new Bank();
    private final Bank references = new Bank();
    private final List<FunctionCode.Variable> variables = new ArrayList<>();

    public FunctionBuilder(boolean longJumps) {
        this.longJumps = longJumps;
    }

    /// The registers of one bank: each keeps its type, and those of a type that are free are used again.
    private static final class Bank {
        private int[] types = new int[8];
        private int size;
        private final Map<Integer, Deque<Integer>> free = new HashMap<>();

        int take(int type) {
            Deque<Integer> unused = free.get(type);
            if (unused != null && !unused.isEmpty()) {
                return unused.pop();
            }
            if (size == MOST_REGISTERS) {
                throw new TooManyRegisters();
            }
            if (size == types.length) {
                types = Arrays.copyOf(types, 2 * size);
            }
            types[size] = type;
            return size++;
        }

        void release(int register) {
            Deque<Integer> unused = free.computeIfAbsent(types[register], _ -> new ArrayDeque<>());
            assert !unused.contains(register) : "released twice: " + register;
            unused.push(register);
        }
    }

    // ---- Registers

    public int primitive(int type) {
        return primitives.take(type);
    }

    public int reference(int type) {
        return references.take(type);
    }

    public void releasePrimitive(int register) {
        primitives.release(register);
    }

    public void releaseReference(int register) {
        references.release(register);
    }

    public void variable(String name, boolean primitive, int register) {
        variables.add(new FunctionCode.Variable(name, primitive, register));
    }

    // ---- Places

    public int pc() {
        return size;
    }

    public boolean reachable() {
        return reachable;
    }

    /// The source position of the instructions that follow.
    public void at(int newLine, int newColumn) {
        line = newLine;
        column = newColumn;
    }

    public void bind(Label label) {
        assert label.pc < 0 : "bound twice";
        label.pc = size;
        bound.add(label);
        if (label.used()) {
            reachable = true;
        }
    }

    /// Binds a label that backward jumps will use: it is reachable exactly if this place is. It has a line of its own, because threads are stopped after such jumps.
    public Label here() {
        if (reachable) {
            mark();
        }
        var label = new Label();
        label.pc = size;
        bound.add(label);
        return label;
    }

    /// An error raised in [start, end) goes on at the current pc, which is reachable if the range holds code. Handlers added earlier are tried first.
    ///
    /// @param cleanup it does not catch: it cleans up and raises the error again
    /// @return false when the range is empty, so that the handler need not be built
    public boolean handler(int start, int end, int register, boolean cleanup) {
        if (start == end) {
            return false;
        }
        handlers.add(new FunctionCode.Handler(start, end, size, register, cleanup));
        reachable = true;
        return true;
    }

    // ---- Instructions

    public void abc(int op, int a, int b, int c) {
        if (begin(op)) {
            word(Word.abc(op, a, b, c));
            end(op);
        }
    }

    public void ab(int op, int a, int b) {
        abc(op, a, b, 0);
    }

    public void a(int op, int a) {
        abc(op, a, 0, 0);
    }

    public void none(int op) {
        abc(op, 0, 0, 0);
    }

    public void wide(int op, int a, int bc) {
        if (begin(op)) {
            word(Word.wide(op, a, bc));
            end(op);
        }
    }

    public void extra(int op, int a, int b, int c, long extra) {
        if (begin(op)) {
            word(Word.abc(op, a, b, c));
            word(extra);
        }
    }

    public void wideArguments(int op, int a, int bc, int[] arguments) {
        if (begin(op)) {
            word(Word.wide(op, a, bc));
            arguments(arguments);
        }
    }

    public void arguments(int op, int a, int b, int c, int[] arguments) {
        if (begin(op)) {
            word(Word.abc(op, a, b, c));
            arguments(arguments);
        }
    }

    /// @param name register of the name, or -1
    public void spawn(int a, int function, int name, boolean detached, int[] arguments) {
        if (begin(Op.SPAWN)) {
            word(Word.wide(Op.SPAWN, a, function));
            word(Word.abc(0, name + 1, detached ? 1 : 0, 0));
            arguments(arguments);
        }
    }

    /// @param cases words as the opcode says
    public void select(int a, int flags, long[] cases) {
        if (begin(Op.SELECT)) {
            word(Word.abc(Op.SELECT, a, cases.length, flags));
            for (long c : cases) {
                word(c);
            }
        }
    }

    // ---- Jumps

    public void jump(Label target) {
        if (begin(Op.JUMP)) {
            use(target);
            word(Word.wide(Op.JUMP, 0, target.pc));
            end(Op.JUMP);
        }
    }

    /// JUMP_TRUE, JUMP_FALSE, JUMP_NIL, JUMP_NOT_NIL.
    public void jumpIf(int op, int register, Label target) {
        if (begin(op)) {
            use(target);
            word(Word.wide(op, register, target.pc));
        }
    }

    /// JUMP_EQ, JUMP_NE, JUMP_LT, JUMP_LE.
    ///
    /// @param boolType the index of type bool, for a register that a jump over a long distance needs
    public void jumpCompare(int op, int left, int right, Label target, int boolType) {
        if (!begin(op)) {
            return;
        }
        if (longJumps) {
            int compare = op == Op.JUMP_EQ ? Op.INT_EQ : op == Op.JUMP_NE ? Op.INT_NE : op == Op.JUMP_LT ? Op.INT_LT : Op.INT_LE;
            int flag = primitive(boolType);
            abc(compare, flag, left, right);
            jumpIf(Op.JUMP_TRUE, flag, target);
            releasePrimitive(flag);
            return;
        }
        use(target);
        word(Word.abc(op, left, right, 0));
    }

    public void loop(Label head) {
        if (begin(Op.LOOP)) {
            word(Word.wide(Op.LOOP, 0, head.pc));
            end(Op.LOOP);
        }
    }

    /// `counter += 1`, and back to `head` if it is below `limit`.
    public void forLess(int counter, int limit, Label head, int boolType) {
        if (!begin(Op.FOR_LT)) {
            return;
        }
        int distance = head.pc - (size + 1);
        if (!longJumps && distance >= Short.MIN_VALUE) {
            word(Word.abc(Op.FOR_LT, counter, limit, distance));
            return;
        }
        var end = new Label();
        abc(Op.INT_ADD_IMMEDIATE, counter, counter, 1);
        int flag = primitive(boolType);
        abc(Op.INT_LT, flag, counter, limit);
        jumpIf(Op.JUMP_FALSE, flag, end);
        releasePrimitive(flag);
        loop(head);
        bind(end);
    }

    public void switchOn(int register, Label[] targets) {
        if (begin(Op.SWITCH)) {
            word(Word.wide(Op.SWITCH, register, targets.length));
            for (Label target : targets) {
                use(target);
                word(TABLE_ENTRY);
            }
        }
    }

    public FunctionCode build(String name, List<Integer> parameters, int captures, int result, int file) {
        for (Label label : bound) {
            for (int use : label.uses) {
                patch(use, label.pc);
            }
        }
        return new FunctionCode(name, parameters, captures, result, Arrays.copyOf(primitives.types, primitives.size), Arrays.copyOf(references.types, references.size),
                Arrays.copyOf(code, size), handlers, file, lines, variables);
    }

    // ---- Inside

    private void patch(int at, int target) {
        long word = code[at];
        if (word == TABLE_ENTRY) {
            code[at] = target;
            return;
        }
        switch (Word.op(word)) {
            case Op.JUMP_EQ, Op.JUMP_NE, Op.JUMP_LT, Op.JUMP_LE -> {
                int distance = target - (at + 1);
                if (distance > Short.MAX_VALUE) {
                    throw new TooFar();
                }
                code[at] = Word.abc(Word.op(word), Word.a(word), Word.b(word), distance);
            }
            case Op.JUMP, Op.JUMP_TRUE, Op.JUMP_FALSE, Op.JUMP_NIL, Op.JUMP_NOT_NIL -> code[at] = Word.wide(Word.op(word), Word.a(word), target);
            default -> throw new IllegalStateException("no jump at " + at);
        }
    }

    private void use(Label label) {
        assert label.pc < 0 : "only loops jump back";
        label.uses = Arrays.copyOf(label.uses, label.uses.length + 1);
        label.uses[label.uses.length - 1] = size;
    }

    private boolean begin(int op) {
        if (reachable && Opcode.of(op).has(Opcode.Flag.THROWS | Opcode.Flag.SUSPENDS)) {
            mark();
        }
        return reachable;
    }

    private void mark() {
        FunctionCode.LineEntry last = lines.isEmpty() ? null : lines.getLast();
        if (last != null && last.pc() == size) {
            lines.removeLast();
            last = lines.isEmpty() ? null : lines.getLast();
        }
        if (last == null || last.line() != line || last.column() != column) {
            lines.add(new FunctionCode.LineEntry(size, line, column));
        }
    }

    private void end(int op) {
        if (Opcode.of(op).has(Opcode.Flag.ENDS)) {
            reachable = false;
        }
    }

    private void arguments(int[] registers) {
        for (int i = 0; i < registers.length; i += 4) {
            long word = 0;
            for (int j = i; j < Math.min(i + 4, registers.length); j++) {
                word |= (registers[j] & 0xFFFFL) << ((j - i) << 4);
            }
            word(word);
        }
    }

    private void word(long word) {
        if (size == code.length) {
            code = Arrays.copyOf(code, 2 * size);
        }
        code[size++] = word;
    }
}
