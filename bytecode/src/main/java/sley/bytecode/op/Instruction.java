package sley.bytecode.op;

import java.util.List;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.model.TypeCode;

/// How many words an instruction takes, which can depend on what its operands name.
public final class Instruction {
    private Instruction() {}

    /// @return words of the instruction at `pc`, or 0 when its operands name what does not exist
    public static int length(ModuleCode module, long[] code, int pc) {
        long w = code[pc];
        Opcode op = Opcode.of(Word.op(w));
        return switch (op.format()) {
            case NONE, A, AB, ABC, A_WIDE, WIDE -> 1;
            case ABC_EXTRA -> 2;
            case SELECT_CASES -> 1 + Word.b(w);
            case JUMP_TABLE -> Word.bc(w) < 0 || Word.bc(w) >= code.length ? 0 : 1 + Word.bc(w);
            case SPAWN_ARGS -> 2 + Word.argumentWords(module.functions().get(Word.bc(w)).parameters().size());
            case ABC_ARGS, A_WIDE_ARGS -> {
                int count = arguments(module, code, pc);
                yield count < 0 ? 0 : 1 + Word.argumentWords(count);
            }
        };
    }

    /// How many registers are listed behind the instruction; -1 when its operands name what does not fit.
    public static int arguments(ModuleCode module, long[] code, int pc) {
        long w = code[pc];
        Opcode op = Opcode.of(Word.op(w));
        return switch (op) {
            case CALL -> module.functions().get(Word.bc(w)).parameters().size();
            case CLOSURE -> module.functions().get(Word.bc(w)).captures();
            case CALL_NATIVE -> module.natives().get(Word.bc(w)).parameters().size();
            case NEW -> fields(module.types().get(Word.bc(w)), 0);
            case NEW_CASE -> fields(module.types().get(Word.b(w)), Word.c(w));
            case CONCAT, LIST_NEW -> Word.c(w);
            case CALL_CLOSURE -> Word.c(w);
            default -> throw new IllegalStateException("no rule for the arguments of " + op);
        };
    }

    private static int fields(TypeCode type, int number) {
        return switch (type) {
            case TypeCode.TupleOf(List<Integer> elements) -> elements.size();
            case TypeCode.StructOf(String _, List<TypeCode.Field> fields) -> fields.size();
            case TypeCode.EnumOf(String _, List<TypeCode.Case> cases) -> number < cases.size() ? cases.get(number).fields().size() : -1;
            default -> -1;
        };
    }
}
