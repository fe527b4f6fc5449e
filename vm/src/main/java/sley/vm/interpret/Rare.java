package sley.vm.interpret;

import sley.bytecode.op.Op;
import sley.bytecode.op.Word;
import sley.vm.chan.Channel;
import sley.vm.chan.Mutex;
import sley.vm.code.LinkedFunction;
import sley.vm.code.Program;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.value.Bytes;
import sley.vm.value.Closure;
import sley.vm.value.ErrorValue;
import sley.vm.value.HashTable;
import sley.vm.value.LongCell;
import sley.vm.value.PrimitiveList;
import sley.vm.value.Record;
import sley.vm.value.RefCell;
import sley.vm.value.RefList;
import sley.vm.value.Shape;
import sley.vm.value.Strings;
import sley.vm.value.Text;
import sley.vm.value.Values;

/// The instructions that are not frequent enough to stand in the dispatch loop, and never wait.
final class Rare {
    private Rare() {}

    /// @return the next pc
    static int run(GreenThread t, LinkedFunction f, long w, long[] code, int pc, long[] p, int pb, Object[] r, int rb) {
        int a = Word.a(w);
        int b = Word.b(w);
        int c = Word.c(w);
        Program program = f.program;
        switch (Word.op(w)) {
            case Op.FLOAT_REM -> p[pb + a] = bits(real(p[pb + b]) % real(p[pb + c]));
            case Op.FLOAT_NEG -> p[pb + a] = bits(-real(p[pb + b]));
            case Op.FLOAT_EQ -> p[pb + a] = real(p[pb + b]) == real(p[pb + c]) ? 1 : 0;
            case Op.FLOAT_NE -> p[pb + a] = real(p[pb + b]) != real(p[pb + c]) ? 1 : 0;
            case Op.FLOAT_TO_INT -> p[pb + a] = toInt(real(p[pb + b]));
            case Op.REF_EQ -> p[pb + a] = r[rb + b] == r[rb + c] ? 1 : 0;
            case Op.STRING_EQ -> p[pb + a] = r[rb + b].equals(r[rb + c]) ? 1 : 0;
            case Op.STRING_COMPARE -> p[pb + a] = Values.compare((String) r[rb + b], (String) r[rb + c]);
            case Op.DEEP_EQ -> {
                p[pb + a] = Values.deepEqual(program.shapes[(int) code[pc + 1]], r[rb + b], r[rb + c]) ? 1 : 0;
                return pc + 2;
            }
            case Op.TEXT_P -> r[rb + a] = Text.of(program.shapes[c], p[pb + b]);
            case Op.TEXT_R -> r[rb + a] = Text.of(program.shapes[c], r[rb + b]);
            case Op.CONCAT -> {
                r[rb + a] = concat(code, pc, c, r, rb);
                return pc + 1 + Word.argumentWords(c);
            }
            case Op.STRING_LENGTH -> p[pb + a] = Strings.length((String) r[rb + b]);
            case Op.STRING_AT -> r[rb + a] = Strings.at((String) r[rb + b], p[pb + c]);
            case Op.CLOSURE -> {
                LinkedFunction target = program.functions[Word.bc(w)];
                return closure(target, a, code, pc, p, pb, r, rb);
            }
            case Op.THROW -> throw new Fault((ErrorValue) r[rb + a]);
            case Op.GLOBAL_SET_R -> program.setGlobalR(Word.bc(w), r[rb + a]);
            case Op.GLOBAL_READY -> program.setReady(Word.bc(w));
            case Op.GLOBAL_CHECK -> checkReady(program, Word.bc(w));
            case Op.CELL_NEW_P -> r[rb + a] = new LongCell(p[pb + b]);
            case Op.CELL_NEW_R -> r[rb + a] = new RefCell(r[rb + b]);
            case Op.CELL_GET_P -> p[pb + a] = ((LongCell) r[rb + b]).get();
            case Op.CELL_GET_R -> r[rb + a] = ((RefCell) r[rb + b]).get();
            case Op.CELL_SET_P -> ((LongCell) r[rb + a]).set(p[pb + b]);
            case Op.CELL_SET_R -> ((RefCell) r[rb + a]).set(r[rb + b]);
            case Op.NEW -> {
                return record(program.shapes[Word.bc(w)].layouts().getFirst(), 0, a, code, pc, p, pb, r, rb);
            }
            case Op.NEW_CASE -> {
                return record(program.shapes[b].layouts().get(c), c, a, code, pc, p, pb, r, rb);
            }
            case Op.CASE_GET_P -> {
                p[pb + a] = ofCase(r[rb + b], code[pc + 1]).p[c];
                return pc + 2;
            }
            case Op.CASE_GET_R -> {
                r[rb + a] = ofCase(r[rb + b], code[pc + 1]).r[c];
                return pc + 2;
            }
            case Op.BOX -> r[rb + a] = p[pb + b];
            case Op.UNWRAP_P -> p[pb + a] = (Long) some(r[rb + b]);
            case Op.UNWRAP_R -> r[rb + a] = some(r[rb + b]);
            case Op.LIST_NEW -> {
                return list(program.shapes[b], a, c, code, pc, p, pb, r, rb);
            }
            case Op.BYTES_GET -> p[pb + a] = ((Bytes) r[rb + b]).get(p[pb + c]);
            case Op.BYTES_SET -> ((Bytes) r[rb + a]).set(p[pb + b], p[pb + c]);
            case Op.MAP_NEW -> {
                Shape shape = program.shapes[Word.bc(w)];
                r[rb + a] = new HashTable(shape.element(), shape.value());
            }
            case Op.SET_NEW -> r[rb + a] = new HashTable(program.shapes[Word.bc(w)].element(), null);
            case Op.SPAWN -> {
                return spawn(t, f, w, code, pc, p, pb, r, rb);
            }
            case Op.SCOPE_ENTER -> t.scheduler.scopeEnter(t);
            case Op.WITHIN_ENTER -> t.scheduler.withinEnter(t, p[pb + a]);
            case Op.WITHIN_EXIT -> t.scheduler.withinExit(t);
            case Op.UNLOCK -> t.scheduler.unlock(t, (Mutex) r[rb + a]);
            case Op.CHAN_NEW -> r[rb + a] = channel(program.shapes[b], p[pb + c]);
            default -> throw new IllegalStateException("no such instruction: " + Word.op(w));
        }
        return pc + 1;
    }

    private static double real(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    static long toInt(double value) {
        if (!(value >= -0x1p63 && value < 0x1p63)) {
            throw new Fault("arith", "the float " + Text.ofFloat(value) + " is outside the range of int");
        }
        return (long) value;
    }

    static Object some(Object value) {
        if (value == null) {
            throw new Fault("nil", "the value is nil");
        }
        return value;
    }

    static Record ofCase(Object value, long tag) {
        var record = (Record) value;
        if (record.tag != tag) {
            throw new Fault("cast", "the enum value is another case");
        }
        return record;
    }

    private static String concat(long[] code, int pc, int count, Object[] r, int rb) {
        if (count == 2) {
            return concat((String) r[rb + Word.argument(code, pc + 1, 0)], (String) r[rb + Word.argument(code, pc + 1, 1)]);
        }
        long length = 0;
        for (int i = 0; i < count; i++) {
            length += ((String) r[rb + Word.argument(code, pc + 1, i)]).length();
        }
        var out = new StringBuilder(Strings.checkLength(length));
        for (int i = 0; i < count; i++) {
            out.append((String) r[rb + Word.argument(code, pc + 1, i)]);
        }
        return out.toString();
    }

    static String concat(String a, String b) {
        Strings.checkLength((long) a.length() + b.length());
        return a.concat(b);
    }

    private static int closure(LinkedFunction target, int a, long[] code, int pc, long[] p, int pb, Object[] r, int rb) {
        int captures = target.source.captures();
        if (captures == 0) {
            // One value for all uses of a function, which are equal then.
            r[rb + a] = target.closure;
            return pc + 1;
        }
        int primitives = 0;
        int first = target.source.parameters().size() - captures;
        for (int i = first; i < first + captures; i++) {
            if (target.program.shapes[target.source.parameters().get(i)].primitive()) {
                primitives++;
            }
        }
        var capturedP = new long[primitives];
        var capturedR = new Object[captures - primitives];
        for (int i = 0; i < captures; i++) {
            int register = Word.argument(code, pc + 1, i);
            if (i < primitives) {
                capturedP[i] = p[pb + register];
            } else {
                capturedR[i - primitives] = r[rb + register];
            }
        }
        r[rb + a] = new Closure(target, capturedP, capturedR);
        return pc + 1 + Word.argumentWords(captures);
    }

    private static int record(Shape.Layout layout, int tag, int a, long[] code, int pc, long[] p, int pb, Object[] r, int rb) {
        int n = layout.primitives();
        int m = layout.references();
        var record = new Record(tag, n, m);
        for (int i = 0; i < n; i++) {
            record.p[i] = p[pb + Word.argument(code, pc + 1, i)];
        }
        for (int i = 0; i < m; i++) {
            record.r[i] = r[rb + Word.argument(code, pc + 1, n + i)];
        }
        r[rb + a] = record;
        return pc + 1 + Word.argumentWords(n + m);
    }

    private static int list(Shape shape, int a, int count, long[] code, int pc, long[] p, int pb, Object[] r, int rb) {
        if (shape.element().primitive()) {
            PrimitiveList list = PrimitiveList.of(shape.element(), count);
            for (int i = 0; i < count; i++) {
                list.push(p[pb + Word.argument(code, pc + 1, i)]);
            }
            r[rb + a] = list;
        } else {
            var list = new RefList(count);
            for (int i = 0; i < count; i++) {
                list.push(r[rb + Word.argument(code, pc + 1, i)]);
            }
            r[rb + a] = list;
        }
        return pc + 1 + Word.argumentWords(count);
    }

    private static Channel channel(Shape shape, long capacity) {
        if (capacity < 0 || capacity > Integer.MAX_VALUE - 8) {
            throw new Fault(capacity < 0 ? "index" : "memory", "a channel cannot hold " + capacity + " values");
        }
        return new Channel(shape.element().primitive(), (int) capacity);
    }

    private static int spawn(GreenThread t, LinkedFunction f, long w, long[] code, int pc, long[] p, int pb, Object[] r, int rb) {
        LinkedFunction target = f.program.functions[Word.bc(w)];
        long extra = code[pc + 1];
        int nameRegister = Word.a(extra);
        String name = nameRegister == 0 ? null : (String) r[rb + nameRegister - 1];
        GreenThread thread = t.scheduler.create(t, target, name, (Word.b(extra) & 1) != 0);
        int n = target.primitiveParameters;
        int m = target.referenceParameters;
        for (int i = 0; i < n; i++) {
            thread.p[1 + i] = p[pb + Word.argument(code, pc + 2, i)];
        }
        for (int i = 0; i < m; i++) {
            thread.r[1 + i] = r[rb + Word.argument(code, pc + 2, n + i)];
        }
        r[rb + Word.a(w)] = thread;
        t.scheduler.start(t, thread);
        return pc + 2 + Word.argumentWords(n + m);
    }

    /// A global was read as null.
    static void checkGlobal(Program program, int global) {
        if (!program.optionalGlobal(global)) {
            throw uninitialised(program, global);
        }
    }

    static void checkReady(Program program, int global) {
        if (!program.isReady(global)) {
            throw uninitialised(program, global);
        }
    }

    private static Fault uninitialised(Program program, int global) {
        return new Fault("init", "`" + program.module.globals().get(global).name() + "` is used before its statement has run");
    }
}
