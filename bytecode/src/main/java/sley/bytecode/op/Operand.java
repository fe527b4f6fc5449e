package sley.bytecode.op;

/// The role of one operand of an instruction. `P` is the bank of primitives (`long`), `R` the bank of references.
public enum Operand {
    /// A register that the instruction writes.
    DEST_P, DEST_R,
    /// A register that the instruction reads.
    SOURCE_P, SOURCE_R,
    /// A register of either bank, as the type of another operand says, read / written.
    SOURCE_ANY, DEST_ANY,
    /// A signed number in the instruction: 16 bits as one of a, b, c; 32 bits as `bc`.
    IMMEDIATE,
    /// Indexes into the tables of the module.
    INTEGER_CONSTANT, STRING_CONSTANT, TYPE, FUNCTION, NATIVE, GLOBAL,
    /// The slot of a field in its bank, the number of a case of an enum, a count of list elements, flags.
    SLOT, CASE, COUNT, FLAGS,
    /// A place in the code: 32 bits absolute as `bc`; 16 bits relative to the following instruction as `c`.
    TARGET
}
