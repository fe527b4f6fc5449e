package sley.bytecode.op;

import static sley.bytecode.op.Format.A;
import static sley.bytecode.op.Format.AB;
import static sley.bytecode.op.Format.ABC;
import static sley.bytecode.op.Format.ABC_ARGS;
import static sley.bytecode.op.Format.ABC_EXTRA;
import static sley.bytecode.op.Format.A_WIDE;
import static sley.bytecode.op.Format.A_WIDE_ARGS;
import static sley.bytecode.op.Format.JUMP_TABLE;
import static sley.bytecode.op.Format.NONE;
import static sley.bytecode.op.Format.SELECT_CASES;
import static sley.bytecode.op.Format.SPAWN_ARGS;
import static sley.bytecode.op.Format.WIDE;
import static sley.bytecode.op.Operand.CASE;
import static sley.bytecode.op.Operand.COUNT;
import static sley.bytecode.op.Operand.DEST_ANY;
import static sley.bytecode.op.Operand.DEST_P;
import static sley.bytecode.op.Operand.DEST_R;
import static sley.bytecode.op.Operand.FLAGS;
import static sley.bytecode.op.Operand.FUNCTION;
import static sley.bytecode.op.Operand.GLOBAL;
import static sley.bytecode.op.Operand.IMMEDIATE;
import static sley.bytecode.op.Operand.INTEGER_CONSTANT;
import static sley.bytecode.op.Operand.NATIVE;
import static sley.bytecode.op.Operand.SLOT;
import static sley.bytecode.op.Operand.SOURCE_P;
import static sley.bytecode.op.Operand.SOURCE_R;
import static sley.bytecode.op.Operand.STRING_CONSTANT;
import static sley.bytecode.op.Operand.TARGET;
import static sley.bytecode.op.Operand.TYPE;

import java.util.List;
import java.util.Locale;

/// The instruction set: the one place where an opcode is declared. Codec, verifier, disassembler, documentation and both tiers follow from it.
///
/// A function has two banks of registers, `p` (64-bit primitives: int, float as IEEE bits, bool as 0 or 1, duration as nanoseconds, unit as 0) and
/// `r` (references). Every register has one type for the whole function. `r[a]: T` below means that the register's declared type is T.
/// A reference of optional type is nil (null) or the value; an optional of a primitive is nil or a boxed primitive.
public enum Opcode {
    // Moves and constants
    MOVE_P(AB, "p[a] = p[b]", 0, DEST_P, SOURCE_P),
    MOVE_R(AB, "r[a] = r[b]; the type of a is that of b or the optional of it", 0, DEST_R, SOURCE_R),
    LOAD_IMMEDIATE(A_WIDE, "p[a] = bc", 0, DEST_P, IMMEDIATE),
    LOAD_INTEGER(A_WIDE, "p[a] = integers[bc] (a 64-bit pattern)", 0, DEST_P, INTEGER_CONSTANT),
    LOAD_STRING(A_WIDE, "r[a]: string = strings[bc]", 0, DEST_R, STRING_CONSTANT),
    LOAD_NIL(A, "r[a]: T? = nil", 0, DEST_R),

    // Integers (also durations)
    INT_ADD(ABC, "p[a] = p[b] + p[c], wrapping", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_ADD_IMMEDIATE(ABC, "p[a] = p[b] + c, wrapping", 0, DEST_P, SOURCE_P, IMMEDIATE),
    INT_SUB(ABC, "p[a] = p[b] - p[c], wrapping", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_MUL(ABC, "p[a] = p[b] * p[c], wrapping", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_DIV(ABC, "p[a] = p[b] / p[c], truncating; arith when p[c] is 0", Flag.THROWS, DEST_P, SOURCE_P, SOURCE_P),
    INT_REM(ABC, "p[a] = p[b] % p[c], sign of p[b]; arith when p[c] is 0", Flag.THROWS, DEST_P, SOURCE_P, SOURCE_P),
    INT_NEG(AB, "p[a] = -p[b], wrapping", 0, DEST_P, SOURCE_P),
    INT_AND(ABC, "p[a] = p[b] & p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_OR(ABC, "p[a] = p[b] | p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_XOR(ABC, "p[a] = p[b] ^ p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_NOT(AB, "p[a] = ~p[b]", 0, DEST_P, SOURCE_P),
    INT_SHL(ABC, "p[a] = p[b] << (p[c] & 63)", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_SHR(ABC, "p[a] = p[b] >> (p[c] & 63)", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_USHR(ABC, "p[a] = p[b] >>> (p[c] & 63)", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_EQ(ABC, "p[a] = p[b] == p[c] (also bool)", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_NE(ABC, "p[a] = p[b] != p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_LT(ABC, "p[a] = p[b] < p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_LE(ABC, "p[a] = p[b] <= p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    BOOL_NOT(AB, "p[a] = 1 - p[b]", 0, DEST_P, SOURCE_P),

    // Floats
    FLOAT_ADD(ABC, "p[a] = p[b] + p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    FLOAT_SUB(ABC, "p[a] = p[b] - p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    FLOAT_MUL(ABC, "p[a] = p[b] * p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    FLOAT_DIV(ABC, "p[a] = p[b] / p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    FLOAT_REM(ABC, "p[a] = p[b] % p[c], sign of p[b]", 0, DEST_P, SOURCE_P, SOURCE_P),
    FLOAT_NEG(AB, "p[a] = -p[b]", 0, DEST_P, SOURCE_P),
    FLOAT_EQ(ABC, "p[a] = p[b] == p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    FLOAT_NE(ABC, "p[a] = p[b] != p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    FLOAT_LT(ABC, "p[a] = p[b] < p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    FLOAT_LE(ABC, "p[a] = p[b] <= p[c]", 0, DEST_P, SOURCE_P, SOURCE_P),
    INT_TO_FLOAT(AB, "p[a] = float of int p[b]", 0, DEST_P, SOURCE_P),
    FLOAT_TO_INT(AB, "p[a] = int of float p[b], truncating; arith when out of range or nan", Flag.THROWS, DEST_P, SOURCE_P),

    // Equality, order and text of whole values, directed by a type
    REF_EQ(ABC, "p[a] = r[b] and r[c] are the same object", 0, DEST_P, SOURCE_R, SOURCE_R),
    STRING_EQ(ABC, "p[a] = r[b]: string == r[c]: string", 0, DEST_P, SOURCE_R, SOURCE_R),
    STRING_COMPARE(ABC, "p[a] = negative, 0 or positive as r[b]: string orders before, with or after r[c]: string by code point", 0, DEST_P, SOURCE_R, SOURCE_R),
    DEEP_EQ(ABC_EXTRA, "p[a] = r[b] == r[c] by value, both of types[extra]", Flag.THROWS, DEST_P, SOURCE_R, SOURCE_R, TYPE),
    TEXT_P(ABC, "r[a]: string = text of p[b] as types[c]", Flag.THROWS, DEST_R, SOURCE_P, TYPE),
    TEXT_R(ABC, "r[a]: string = text of r[b] as types[c], strings bare", Flag.THROWS, DEST_R, SOURCE_R, TYPE),
    CONCAT(ABC_ARGS, "r[a]: string = the c strings joined (b unused)", Flag.THROWS, DEST_R, SLOT, COUNT),
    STRING_LENGTH(AB, "p[a] = code points in r[b]: string", 0, DEST_P, SOURCE_R),
    STRING_AT(ABC, "r[a]: string = character p[c] of r[b]: string; index", Flag.THROWS, DEST_R, SOURCE_R, SOURCE_P),

    // Jumps: forward only, except LOOP and FOR_LT, which are safepoints
    JUMP(WIDE, "go to bc", Flag.BRANCH | Flag.ENDS, TARGET),
    JUMP_TRUE(A_WIDE, "if p[a] go to bc", Flag.BRANCH, SOURCE_P, TARGET),
    JUMP_FALSE(A_WIDE, "if not p[a] go to bc", Flag.BRANCH, SOURCE_P, TARGET),
    JUMP_NIL(A_WIDE, "if r[a]: T? is nil go to bc", Flag.BRANCH, SOURCE_R, TARGET),
    JUMP_NOT_NIL(A_WIDE, "if r[a]: T? is not nil go to bc", Flag.BRANCH, SOURCE_R, TARGET),
    JUMP_EQ(ABC, "if p[a] == p[b] skip c instruction words", Flag.BRANCH, SOURCE_P, SOURCE_P, TARGET),
    JUMP_NE(ABC, "if p[a] != p[b] skip c instruction words", Flag.BRANCH, SOURCE_P, SOURCE_P, TARGET),
    JUMP_LT(ABC, "if p[a] < p[b] skip c instruction words", Flag.BRANCH, SOURCE_P, SOURCE_P, TARGET),
    JUMP_LE(ABC, "if p[a] <= p[b] skip c instruction words", Flag.BRANCH, SOURCE_P, SOURCE_P, TARGET),
    SWITCH(JUMP_TABLE, "if 0 <= p[a] < bc go to the target in word p[a] after this, else behind the table", Flag.BRANCH, SOURCE_P, COUNT),
    LOOP(WIDE, "safepoint; go back to bc", Flag.BRANCH | Flag.ENDS | Flag.SAFEPOINT | Flag.SUSPENDS | Flag.THROWS, TARGET),
    FOR_LT(ABC, "safepoint; p[a] += 1; if p[a] < p[b] go back, c words relative to the next instruction (negative)",
            Flag.BRANCH | Flag.SAFEPOINT | Flag.SUSPENDS | Flag.THROWS, SOURCE_P, SOURCE_P, TARGET),

    // Calls. Arguments: first those of bank P, then those of bank R, each in order of the parameters
    CALL(A_WIDE_ARGS, "safepoint; x[a] = functions[bc](arguments); a is in the bank of the result", Flag.CALL, DEST_ANY, FUNCTION),
    CALL_CLOSURE(ABC_ARGS, "safepoint; x[a] = r[b]: fn(…) -> R (c arguments)", Flag.CALL, DEST_ANY, SOURCE_R, COUNT),
    CALL_NATIVE(A_WIDE_ARGS, "x[a] = natives[bc](arguments); may suspend or block", Flag.SUSPENDS | Flag.THROWS, DEST_ANY, NATIVE),
    RETURN_P(A, "return p[a]", Flag.ENDS, SOURCE_P),
    RETURN_R(A, "return r[a]", Flag.ENDS, SOURCE_R),
    RETURN_UNIT(NONE, "return unit, 0 in bank P", Flag.ENDS),
    CLOSURE(A_WIDE_ARGS, "r[a]: fn(…) = functions[bc] with its captured values (the arguments)", Flag.THROWS, DEST_R, FUNCTION),
    THROW(A, "raise r[a]: error", Flag.ENDS | Flag.THROWS, SOURCE_R),

    // Globals and cells (captured variables that change); accesses are opaque: other threads see a write in finite time
    GLOBAL_GET_P(A_WIDE, "p[a] = globals[bc]", Flag.SHARED, DEST_P, GLOBAL),
    GLOBAL_GET_R(A_WIDE, "r[a] = globals[bc]; init when it has no value yet and its type is not optional", Flag.SHARED | Flag.THROWS, DEST_R, GLOBAL),
    GLOBAL_SET_P(A_WIDE, "globals[bc] = p[a]", Flag.SHARED, SOURCE_P, GLOBAL),
    GLOBAL_SET_R(A_WIDE, "globals[bc] = r[a]", Flag.SHARED, SOURCE_R, GLOBAL),
    GLOBAL_READY(WIDE, "globals[bc] counts as initialised from here on", 0, GLOBAL),
    GLOBAL_CHECK(WIDE, "init when globals[bc] is not initialised yet", Flag.THROWS, GLOBAL),
    CELL_NEW_P(AB, "r[a]: cell<T> = a new cell that holds p[b]", Flag.THROWS, DEST_R, SOURCE_P),
    CELL_NEW_R(AB, "r[a]: cell<T> = a new cell that holds r[b]", Flag.THROWS, DEST_R, SOURCE_R),
    CELL_GET_P(AB, "p[a] = content of r[b]: cell<T>", Flag.SHARED, DEST_P, SOURCE_R),
    CELL_GET_R(AB, "r[a] = content of r[b]: cell<T>", Flag.SHARED, DEST_R, SOURCE_R),
    CELL_SET_P(AB, "content of r[a]: cell<T> = p[b]", Flag.SHARED, SOURCE_R, SOURCE_P),
    CELL_SET_R(AB, "content of r[a]: cell<T> = r[b]", Flag.SHARED, SOURCE_R, SOURCE_R),

    // Structs, tuples, enums. A slot counts the fields of one bank
    NEW(A_WIDE_ARGS, "r[a] = new struct or tuple of types[bc] from its field values", Flag.THROWS, DEST_R, TYPE),
    FIELD_GET_P(ABC, "p[a] = slot c of bank P of r[b] (struct or tuple)", Flag.SHARED, DEST_P, SOURCE_R, SLOT),
    FIELD_GET_R(ABC, "r[a] = slot c of bank R of r[b] (struct or tuple)", Flag.SHARED, DEST_R, SOURCE_R, SLOT),
    FIELD_SET_P(ABC, "slot b of bank P of r[a] (struct) = p[c]", Flag.SHARED, SOURCE_R, SLOT, SOURCE_P),
    FIELD_SET_R(ABC, "slot b of bank R of r[a] (struct) = r[c]", Flag.SHARED, SOURCE_R, SLOT, SOURCE_R),
    NEW_CASE(ABC_ARGS, "r[a] = case c of enum types[b] from its field values", Flag.THROWS, DEST_R, TYPE, CASE),
    CASE_TAG(AB, "p[a] = number of the case of r[b] (enum)", 0, DEST_P, SOURCE_R),
    CASE_GET_P(ABC_EXTRA, "p[a] = slot c of bank P of r[b] (enum), which has case number extra; cast when it has not", Flag.THROWS, DEST_P, SOURCE_R, SLOT, CASE),
    CASE_GET_R(ABC_EXTRA, "r[a] = slot c of bank R of r[b] (enum), which has case number extra; cast when it has not", Flag.THROWS, DEST_R, SOURCE_R, SLOT, CASE),

    // Optionals
    BOX(AB, "r[a]: T? = p[b] of primitive type T", 0, DEST_R, SOURCE_P),
    UNWRAP_P(AB, "p[a] = value of r[b]: T?, T primitive; nil when it is nil", Flag.THROWS, DEST_P, SOURCE_R),
    UNWRAP_R(AB, "r[a]: T = r[b]: T?; nil when it is nil", Flag.THROWS, DEST_R, SOURCE_R),

    // Lists and bytes
    LIST_NEW(ABC_ARGS, "r[a]: list<T> = new list of types[b] from c elements", Flag.THROWS, DEST_R, TYPE, COUNT),
    LIST_GET_P(ABC, "p[a] = r[b]: list<T> at p[c]; index", Flag.THROWS | Flag.SHARED, DEST_P, SOURCE_R, SOURCE_P),
    LIST_GET_R(ABC, "r[a] = r[b]: list<T> at p[c]; index", Flag.THROWS | Flag.SHARED, DEST_R, SOURCE_R, SOURCE_P),
    LIST_SET_P(ABC, "r[a]: list<T> at p[b] = p[c]; index", Flag.THROWS | Flag.SHARED, SOURCE_R, SOURCE_P, SOURCE_P),
    LIST_SET_R(ABC, "r[a]: list<T> at p[b] = r[c]; index", Flag.THROWS | Flag.SHARED, SOURCE_R, SOURCE_P, SOURCE_R),
    LIST_PUSH_P(AB, "append p[b] to r[a]: list<T>", Flag.THROWS | Flag.SHARED, SOURCE_R, SOURCE_P),
    LIST_PUSH_R(AB, "append r[b] to r[a]: list<T>", Flag.THROWS | Flag.SHARED, SOURCE_R, SOURCE_R),
    LIST_LENGTH(AB, "p[a] = elements in r[b]: list<T>", Flag.SHARED, DEST_P, SOURCE_R),
    BYTES_GET(ABC, "p[a] = r[b]: bytes at p[c], 0 to 255; index", Flag.THROWS | Flag.SHARED, DEST_P, SOURCE_R, SOURCE_P),
    BYTES_SET(ABC, "r[a]: bytes at p[b] = p[c]; index, arith", Flag.THROWS | Flag.SHARED, SOURCE_R, SOURCE_P, SOURCE_P),

    // Maps and sets, made empty; the rest are natives
    MAP_NEW(A_WIDE, "r[a]: map<K, V> = new map of types[bc]", Flag.THROWS, DEST_R, TYPE),
    SET_NEW(A_WIDE, "r[a]: set<T> = new set of types[bc]", Flag.THROWS, DEST_R, TYPE),

    // Threads
    SPAWN(SPAWN_ARGS, "r[a]: thread<R> = new thread that runs functions[bc](arguments); name r[word.a - 1]: string; flag 1 in word.b: the handle is not used",
            Flag.THROWS | Flag.SUSPENDS, DEST_R, FUNCTION),
    JOIN_P(AB, "p[a] = result of r[b]: thread<T>, raising its error", Flag.SUSPENDS | Flag.THROWS, DEST_P, SOURCE_R),
    JOIN_R(AB, "r[a] = result of r[b]: thread<T>, raising its error", Flag.SUSPENDS | Flag.THROWS, DEST_R, SOURCE_R),
    SLEEP(A, "wait p[a] nanoseconds", Flag.SUSPENDS | Flag.THROWS, SOURCE_P),
    YIELD(NONE, "let others run", Flag.SUSPENDS | Flag.THROWS),
    SCOPE_ENTER(NONE, "open a scope: threads spawned from here on belong to it", 0),
    SCOPE_EXIT(NONE, "wait for the innermost scope's threads, close it, raise the first failure", Flag.SUSPENDS | Flag.THROWS),
    SCOPE_ABORT(NONE, "cancel the innermost scope's threads, wait for them, close it; raises nothing of theirs", Flag.SUSPENDS | Flag.THROWS),
    WITHIN_ENTER(A, "from here on an error of kind timeout is due after p[a] nanoseconds", Flag.THROWS, SOURCE_P),
    WITHIN_EXIT(NONE, "close the innermost time limit", 0),
    LOCK(A, "take r[a]: mutex; deadlock when this thread holds it", Flag.SUSPENDS | Flag.THROWS, SOURCE_R),
    UNLOCK(A, "release r[a]: mutex", 0, SOURCE_R),
    WIRE(NONE, "stay on this kernel thread; nests", Flag.SUSPENDS | Flag.THROWS),
    UNWIRE(NONE, "undo one WIRE", Flag.SUSPENDS),

    // Channels
    CHAN_NEW(ABC, "r[a]: chan<T> = new channel of types[b] that holds p[c]", Flag.THROWS, DEST_R, TYPE, SOURCE_P),
    SEND_P(AB, "send p[b] to r[a]: chan<T>; closed", Flag.SUSPENDS | Flag.THROWS, SOURCE_R, SOURCE_P),
    SEND_R(AB, "send r[b] to r[a]: chan<T>; closed", Flag.SUSPENDS | Flag.THROWS, SOURCE_R, SOURCE_R),
    RECV_P(ABC, "p[a], p[b] = value and true, or 0 and false once r[c]: chan<T> is closed and drained", Flag.SUSPENDS | Flag.THROWS, DEST_P, DEST_P, SOURCE_R),
    RECV_R(AB, "r[a]: T? = value, or nil once r[b]: chan<T> is closed and drained", Flag.SUSPENDS | Flag.THROWS, DEST_R, SOURCE_R),
    /// Each case word: a = kind (0 send, 1 receive), b = register of the channel, c = register of the value sent or received (bank by the channel's type; a
    /// received reference has type T?); bits 0–15 (where the opcode stands in an instruction) = register in bank P of the ok flag when a primitive is received.
    SELECT(SELECT_CASES, "p[a] = number of the case that was done, b (the count) when none was; c: 0 wait, 1 do not wait, n + 2 wait at most p[n] nanoseconds",
            Flag.SUSPENDS | Flag.THROWS, DEST_P, COUNT, FLAGS);

    /// Properties of an opcode, as bits.
    public static final class Flag {
        /// May raise an error, so it needs an entry in the line table.
        public static final int THROWS = 1;
        /// May give the carrier back; the thread goes on later, perhaps elsewhere.
        public static final int SUSPENDS = 2;
        /// May continue elsewhere than at the next instruction.
        public static final int BRANCH = 4;
        /// Never continues at the next instruction.
        public static final int ENDS = 8;
        /// Polls for preemption.
        public static final int SAFEPOINT = 16;
        /// Reads or writes memory that other threads may reach.
        public static final int SHARED = 32;
        static final int CALL = THROWS | SUSPENDS | SAFEPOINT;

        private Flag() {}
    }

    private static final Opcode[] VALUES = values();

    private final Format format;
    private final String effect;
    private final int flags;
    private final List<Operand> operands;

    Opcode(Format format, String effect, int flags, Operand... operands) {
        this.format = format;
        this.effect = effect;
        this.flags = flags;
        this.operands = List.of(operands);
    }

    public Format format() {
        return format;
    }

    /// What the instruction does, as a register equation.
    public String effect() {
        return effect;
    }

    /// In the order a, b, c (or a, bc), then the extra word.
    public List<Operand> operands() {
        return operands;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /// As assembly text shows it: `int_add`.
    public String mnemonic() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static int count() {
        return VALUES.length;
    }

    /// @throws IndexOutOfBoundsException when there is no such opcode
    public static Opcode of(int number) {
        return VALUES[number];
    }
}
