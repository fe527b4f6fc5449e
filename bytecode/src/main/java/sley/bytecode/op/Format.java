package sley.bytecode.op;

/// How an instruction lies in the code, an array of `long`. Bits 0–15 hold the opcode, 16–31 operand a, 32–47 operand b, 48–63 operand c;
/// in the wide formats b and c together are one signed number of 32 bits, `bc`. Formats that end in `ARGS`, `CASES` or `TABLE` are followed by further words.
public enum Format {
    /// No operand.
    NONE,
    A,
    AB,
    ABC,
    /// a, and bc as one number of 32 bits.
    A_WIDE,
    /// bc only.
    WIDE,
    /// As [#ABC], with one more word that holds a number.
    ABC_EXTRA,
    /// As [#A_WIDE], followed by register numbers, four of 16 bits to a word, lowest bits first: first all of bank P, then all of bank R.
    /// How many of each follows from the signature, type or function that bc names.
    A_WIDE_ARGS,
    /// As [#ABC], followed by register numbers as in [#A_WIDE_ARGS]; how many follows from the type of b or from c.
    ABC_ARGS,
    /// As [#A_WIDE], then one word {a: name register + 1 or 0, b: flags}, then arguments as in [#A_WIDE_ARGS].
    SPAWN_ARGS,
    /// As [#ABC], followed by b words, one a case.
    SELECT_CASES,
    /// As [#A_WIDE], followed by bc words, each an absolute target.
    JUMP_TABLE
}
