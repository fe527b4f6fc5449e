package sley.bytecode.op;

/// Packs and unpacks the words of code; see [Format].
public final class Word {
    private Word() {}

    public static long abc(int op, int a, int b, int c) {
        return (op & 0xFFFFL) | (a & 0xFFFFL) << 16 | (b & 0xFFFFL) << 32 | (long) c << 48;
    }

    public static long wide(int op, int a, int bc) {
        return (op & 0xFFFFL) | (a & 0xFFFFL) << 16 | (long) bc << 32;
    }

    public static int op(long word) {
        return (int) word & 0xFFFF;
    }

    public static int a(long word) {
        return (int) word >>> 16;
    }

    public static int b(long word) {
        return (int) (word >>> 32) & 0xFFFF;
    }

    public static int c(long word) {
        return (int) (word >>> 48);
    }

    /// Operand c as a signed number.
    public static int signedC(long word) {
        return (int) (word >> 48);
    }

    public static int bc(long word) {
        return (int) (word >> 32);
    }

    /// Register number `i` of the argument words that begin at `code[start]`.
    public static int argument(long[] code, int start, int i) {
        return (int) (code[start + (i >> 2)] >>> ((i & 3) << 4)) & 0xFFFF;
    }

    /// How many words hold `count` register numbers.
    public static int argumentWords(int count) {
        return (count + 3) >> 2;
    }
}
