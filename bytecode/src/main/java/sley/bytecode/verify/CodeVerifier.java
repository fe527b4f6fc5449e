package sley.bytecode.verify;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import sley.bytecode.io.InvalidModule;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.model.TypeCode;
import sley.bytecode.model.TypeCode.Simple;
import sley.bytecode.op.Format;
import sley.bytecode.op.Instruction;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Operand;
import sley.bytecode.op.Word;

/// Verifies the code of one function whose signature is sound.
final class CodeVerifier {
    private final ModuleCode module;
    private final List<TypeCode> types;
    private final FunctionCode function;
    private final long[] code;
    private final BitSet boundaries = new BitSet();
    private int pc;

    CodeVerifier(ModuleCode module, FunctionCode function) {
        this.module = module;
        this.types = module.types();
        this.function = function;
        this.code = function.code();
    }

    private InvalidModule invalid(String what) {
        return new InvalidModule("it does not verify: function `" + function.name() + "`, instruction " + pc + ": " + what);
    }

    private void check(boolean holds, String what) throws InvalidModule {
        if (!holds) {
            throw invalid(what);
        }
    }

    void verify() throws InvalidModule {
        check(code.length > 0, "no code");
        Opcode last = null;
        while (pc < code.length) {
            boundaries.set(pc);
            int number = Word.op(code[pc]);
            check(number < Opcode.count(), "no opcode has the number " + number);
            last = Opcode.of(number);
            operands(last);
            int length = Instruction.length(module, code, pc);
            check(length > 0 && length <= code.length - pc, "the instruction is cut off");
            pc += length;
        }
        check(last.has(Opcode.Flag.ENDS), "the code runs off its end");
        pc = 0;
        while (pc < code.length) {
            Opcode op = Opcode.of(Word.op(code[pc]));
            typed(op);
            jumps(op);
            pc += Instruction.length(module, code, pc);
        }
        for (FunctionCode.Handler handler : function.handlers()) {
            pc = handler.target();
            check(handler.start() < handler.end() && handler.end() <= code.length && boundaries.get(handler.start()) && boundaries.get(handler.target()), "a wrong handler");
            check(handler.end() == code.length || boundaries.get(handler.end()), "a wrong handler");
            check(handler.register() < function.referenceTypes().length && assignable(error(), typeR(handler.register())), "a handler without a register for the error");
        }
    }

    private int error() {
        return types.indexOf(Simple.ERROR);
    }

    // ---- Operands as the opcode table declares them

    private void operands(Opcode op) throws InvalidModule {
        long w = code[pc];
        boolean wide = switch (op.format()) {
            case A_WIDE, WIDE, A_WIDE_ARGS, SPAWN_ARGS, JUMP_TABLE -> true;
            default -> false;
        };
        List<Operand> operands = op.operands();
        for (int i = 0; i < operands.size(); i++) {
            long value;
            if (op.format() == Format.WIDE) {
                value = Word.bc(w);
            } else if (i == 0) {
                value = Word.a(w);
            } else if (wide) {
                value = Word.bc(w);
            } else if (i == 3) {
                check(pc + 1 < code.length, "the instruction is cut off");
                value = code[pc + 1];
            } else {
                value = i == 1 ? Word.b(w) : Word.c(w);
            }
            operand(operands.get(i), value);
        }
    }

    private void operand(Operand role, long value) throws InvalidModule {
        int most = switch (role) {
            case DEST_P, SOURCE_P -> function.primitiveTypes().length;
            case DEST_R, SOURCE_R -> function.referenceTypes().length;
            case INTEGER_CONSTANT -> module.integers().length;
            case STRING_CONSTANT -> module.strings().size();
            case TYPE -> types.size();
            case FUNCTION -> module.functions().size();
            case NATIVE -> module.natives().size();
            case GLOBAL -> module.globals().size();
            case DEST_ANY, SOURCE_ANY, IMMEDIATE, SLOT, CASE, COUNT, FLAGS, TARGET -> -1;
        };
        check(most < 0 || value >= 0 && value < most, role.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + value + " of " + most);
    }

    // ---- Jumps

    private void jumps(Opcode op) throws InvalidModule {
        long w = code[pc];
        switch (op) {
            case JUMP, JUMP_TRUE, JUMP_FALSE, JUMP_NIL, JUMP_NOT_NIL -> target(Word.bc(w), false);
            case JUMP_EQ, JUMP_NE, JUMP_LT, JUMP_LE -> target(pc + 1 + Word.signedC(w), false);
            case LOOP -> target(Word.bc(w), true);
            case FOR_LT -> target(pc + 1 + Word.signedC(w), true);
            case SWITCH -> {
                for (int i = 0; i < Word.bc(w); i++) {
                    long target = code[pc + 1 + i];
                    check(target >= 0 && target < code.length, "a jump out of the code");
                    target((int) target, false);
                }
                check(pc + 1 + Word.bc(w) < code.length, "nothing behind the table");
            }
            default -> {
                if (op.has(Opcode.Flag.BRANCH)) {
                    throw new IllegalStateException("no rule for the jump " + op);
                }
            }
        }
    }

    private void target(int target, boolean back) throws InvalidModule {
        check(target >= 0 && target < code.length && boundaries.get(target), "a jump into the middle of an instruction or out of the code");
        check(back ? target <= pc : target > pc, back ? "a loop that goes forwards" : "a jump backwards without a safepoint");
    }

    // ---- Types

    private int typeP(int register) throws InvalidModule {
        check(register < function.primitiveTypes().length, "register p" + register);
        return function.primitiveTypes()[register];
    }

    private int typeR(int register) throws InvalidModule {
        check(register < function.referenceTypes().length, "register r" + register);
        return function.referenceTypes()[register];
    }

    private TypeCode r(int register) throws InvalidModule {
        return types.get(typeR(register));
    }

    /// A value of type `from` may be put into a register of type `to`.
    private boolean assignable(int from, int to) {
        return from == to || from >= 0 && types.get(to) instanceof TypeCode.OptionalOf(int inner) && inner == from && !types.get(from).primitive();
    }

    private void assign(int from, int to) throws InvalidModule {
        check(assignable(from, to), "a value of another type than the register's");
    }

    /// The register's type is `wanted` or the optional of it.
    private void write(TypeCode wanted, int register) throws InvalidModule {
        TypeCode type = r(register);
        check(type.equals(wanted) || type instanceof TypeCode.OptionalOf(int inner) && types.get(inner).equals(wanted), "a register of the wrong type");
    }

    private void read(Class<? extends TypeCode> wanted, int register) throws InvalidModule {
        check(wanted.isInstance(r(register)), "a register of the wrong type");
    }

    private void read(TypeCode wanted, int register) throws InvalidModule {
        check(r(register).equals(wanted), "a register of the wrong type");
    }

    private int argument(int i) throws InvalidModule {
        check(pc + 1 + (i >> 2) < code.length, "the instruction is cut off");
        return Word.argument(code, pc + 1, i);
    }

    /// Arguments from `code[start]` fit the parameters, first those of bank P.
    private void arguments(int start, List<Integer> parameters) throws InvalidModule {
        int i = 0;
        for (int bank = 0; bank < 2; bank++) {
            for (int parameter : parameters) {
                boolean primitive = types.get(parameter).primitive();
                if (primitive == (bank == 0)) {
                    int register = Word.argument(code, start, i++);
                    if (primitive) {
                        typeP(register);
                    } else {
                        assign(typeR(register), parameter);
                    }
                }
            }
        }
    }

    private void result(int type, int register) throws InvalidModule {
        if (types.get(type).primitive()) {
            typeP(register);
        } else {
            assign(type, typeR(register));
        }
    }

    private void element(int type, boolean primitive) throws InvalidModule {
        check(types.get(type).primitive() == primitive, "elements of the other bank");
    }

    private int listElement(int register) throws InvalidModule {
        check(r(register) instanceof TypeCode.ListOf, "no list");
        return ((TypeCode.ListOf) r(register)).element();
    }

    private int content(int register) throws InvalidModule {
        check(r(register) instanceof TypeCode.CellOf, "no cell");
        return ((TypeCode.CellOf) r(register)).content();
    }

    private int channelElement(int register) throws InvalidModule {
        check(r(register) instanceof TypeCode.ChanOf, "no channel");
        return ((TypeCode.ChanOf) r(register)).element();
    }

    private int threadResult(int register) throws InvalidModule {
        check(r(register) instanceof TypeCode.ThreadOf, "no thread");
        return ((TypeCode.ThreadOf) r(register)).result();
    }

    private List<Integer> fieldTypes(TypeCode type, int number) throws InvalidModule {
        return switch (type) {
            case TypeCode.TupleOf(List<Integer> elements) when number == 0 -> elements;
            case TypeCode.StructOf(String _, List<TypeCode.Field> fields) when number == 0 -> fields.stream().map(TypeCode.Field::type).toList();
            case TypeCode.EnumOf(String _, List<TypeCode.Case> cases) when number < cases.size() -> cases.get(number).fields().stream().map(TypeCode.Field::type).toList();
            default -> throw invalid("no such struct, tuple or case");
        };
    }

    /// The type of slot `slot` of a bank.
    private int slotType(List<Integer> fields, int slot, boolean primitive) throws InvalidModule {
        int n = 0;
        for (int field : fields) {
            if (types.get(field).primitive() == primitive && n++ == slot) {
                return field;
            }
        }
        throw invalid("no such field");
    }

    private void record(int register) throws InvalidModule {
        check(r(register) instanceof TypeCode.StructOf || r(register) instanceof TypeCode.TupleOf, "no struct or tuple");
    }

    private void typed(Opcode op) throws InvalidModule {
        long w = code[pc];
        int a = Word.a(w);
        int b = Word.b(w);
        int c = Word.c(w);
        int bc = Word.bc(w);
        switch (op) {
            case MOVE_R -> assign(typeR(b), typeR(a));
            case LOAD_STRING, TEXT_P -> write(Simple.STRING, a);
            case LOAD_NIL -> read(TypeCode.OptionalOf.class, a);
            case TEXT_R -> {
                write(Simple.STRING, a);
                check(c < types.size() && typeR(b) == c, "the text of another type");
            }
            case REF_EQ, DEEP_EQ -> equality(op, b, c);
            case STRING_EQ, STRING_COMPARE -> {
                read(Simple.STRING, b);
                read(Simple.STRING, c);
            }
            case CONCAT -> {
                write(Simple.STRING, a);
                for (int i = 0; i < c; i++) {
                    read(Simple.STRING, argument(i));
                }
            }
            case STRING_LENGTH -> read(Simple.STRING, b);
            case STRING_AT -> {
                write(Simple.STRING, a);
                read(Simple.STRING, b);
            }
            case CALL -> {
                FunctionCode callee = module.functions().get(bc);
                check(callee.captures() == 0, "a call of a closure's code");
                arguments(pc + 1, callee.parameters());
                result(callee.result(), a);
            }
            case CALL_CLOSURE -> {
                check(r(b) instanceof TypeCode.FunctionOf, "no function");
                var type = (TypeCode.FunctionOf) r(b);
                check(type.parameters().size() == c, "a call with the wrong number of arguments");
                arguments(pc + 1, type.parameters());
                result(type.result(), a);
            }
            case CALL_NATIVE -> {
                ModuleCode.NativeRef ref = module.natives().get(bc);
                arguments(pc + 1, ref.parameters());
                result(ref.result(), a);
            }
            case RETURN_P, RETURN_UNIT -> check(types.get(function.result()).primitive(), "a result of the other bank");
            case RETURN_R -> assign(typeR(a), function.result());
            case CLOSURE -> {
                FunctionCode target = module.functions().get(bc);
                int plain = target.parameters().size() - target.captures();
                arguments(pc + 1, target.parameters().subList(plain, target.parameters().size()));
                write(new TypeCode.FunctionOf(target.parameters().subList(0, plain), target.result()), a);
            }
            case THROW -> read(Simple.ERROR, a);
            case GLOBAL_GET_P, GLOBAL_SET_P -> element(module.globals().get(bc).type(), true);
            case GLOBAL_GET_R -> assign(module.globals().get(bc).type(), typeR(a));
            case GLOBAL_SET_R -> assign(typeR(a), module.globals().get(bc).type());
            case CELL_NEW_P -> element(content(a), true);
            case CELL_NEW_R -> assign(typeR(b), content(a));
            case CELL_GET_P -> element(content(b), true);
            case CELL_GET_R -> assign(content(b), typeR(a));
            case CELL_SET_P -> element(content(a), true);
            case CELL_SET_R -> assign(typeR(b), content(a));
            case NEW -> {
                arguments(pc + 1, fieldTypes(types.get(bc), 0));
                check(!(types.get(bc) instanceof TypeCode.EnumOf), "no struct or tuple");
                assign(bc, typeR(a));
            }
            case FIELD_GET_P -> {
                record(b);
                slotType(fieldTypes(r(b), 0), c, true);
            }
            case FIELD_GET_R -> {
                record(b);
                assign(slotType(fieldTypes(r(b), 0), c, false), typeR(a));
            }
            case FIELD_SET_P -> {
                record(a);
                slotType(fieldTypes(r(a), 0), b, true);
            }
            case FIELD_SET_R -> {
                record(a);
                assign(typeR(c), slotType(fieldTypes(r(a), 0), b, false));
            }
            case NEW_CASE -> {
                check(types.get(b) instanceof TypeCode.EnumOf, "no enum");
                arguments(pc + 1, fieldTypes(types.get(b), c));
                assign(b, typeR(a));
            }
            case CASE_TAG -> read(TypeCode.EnumOf.class, b);
            case CASE_GET_P, CASE_GET_R -> {
                read(TypeCode.EnumOf.class, b);
                long number = code[pc + 1];
                check(number >= 0 && number <= 0xFFFF, "no such case");
                boolean primitive = op == Opcode.CASE_GET_P;
                int type = slotType(fieldTypes(r(b), (int) number), c, primitive);
                if (!primitive) {
                    assign(type, typeR(a));
                }
            }
            case BOX -> {
                read(TypeCode.OptionalOf.class, a);
                element(((TypeCode.OptionalOf) r(a)).inner(), true);
            }
            case UNWRAP_P -> {
                read(TypeCode.OptionalOf.class, b);
                element(((TypeCode.OptionalOf) r(b)).inner(), true);
            }
            case UNWRAP_R -> {
                int inner = r(b) instanceof TypeCode.OptionalOf(int i) ? i : typeR(b);
                element(inner, false);
                assign(inner, typeR(a));
            }
            case LIST_NEW -> {
                check(types.get(b) instanceof TypeCode.ListOf, "no list");
                int element = ((TypeCode.ListOf) types.get(b)).element();
                assign(b, typeR(a));
                for (int i = 0; i < c; i++) {
                    if (types.get(element).primitive()) {
                        typeP(argument(i));
                    } else {
                        assign(typeR(argument(i)), element);
                    }
                }
            }
            case LIST_GET_P -> element(listElement(b), true);
            case LIST_GET_R -> assign(listElement(b), typeR(a));
            case LIST_SET_P, LIST_PUSH_P -> element(listElement(a), true);
            case LIST_SET_R -> assign(typeR(c), listElement(a));
            case LIST_PUSH_R -> assign(typeR(b), listElement(a));
            case LIST_LENGTH -> listElement(b);
            case BYTES_GET -> read(Simple.BYTES, b);
            case BYTES_SET -> read(Simple.BYTES, a);
            case MAP_NEW -> {
                check(types.get(bc) instanceof TypeCode.MapOf, "no map");
                assign(bc, typeR(a));
            }
            case SET_NEW -> {
                check(types.get(bc) instanceof TypeCode.SetOf, "no set");
                assign(bc, typeR(a));
            }
            case SPAWN -> spawn(a, bc);
            case JOIN_P -> element(threadResult(b), true);
            case JOIN_R -> assign(threadResult(b), typeR(a));
            case LOCK, UNLOCK -> read(Simple.MUTEX, a);
            case CHAN_NEW -> {
                check(types.get(b) instanceof TypeCode.ChanOf, "no channel");
                assign(b, typeR(a));
            }
            case SEND_P -> element(channelElement(a), true);
            case SEND_R -> assign(typeR(b), channelElement(a));
            case RECV_P -> element(channelElement(c), true);
            case RECV_R -> received(channelElement(b), a);
            case SELECT -> select(b, c);
            default -> {
                // Operands in bank P only: any number will do.
            }
        }
    }

    private void equality(Opcode op, int b, int c) throws InvalidModule {
        if (op == Opcode.DEEP_EQ) {
            int type = (int) code[pc + 1];
            assign(typeR(b), type);
            assign(typeR(c), type);
        }
    }

    private void received(int element, int register) throws InvalidModule {
        element(element, false);
        check(r(register) instanceof TypeCode.OptionalOf(int inner) && inner == element, "no register for what is received");
    }

    private void spawn(int a, int bc) throws InvalidModule {
        FunctionCode target = module.functions().get(bc);
        int name = Word.a(code[pc + 1]);
        if (name > 0) {
            read(Simple.STRING, name - 1);
        }
        arguments(pc + 2, target.parameters());
        write(new TypeCode.ThreadOf(target.result()), a);
    }

    private void select(int count, int flags) throws InvalidModule {
        if (flags >= 2) {
            typeP(flags - 2);
        }
        for (int i = 0; i < count; i++) {
            long word = code[pc + 1 + i];
            int kind = Word.a(word);
            check(kind <= 1, "no kind of case has the number " + kind);
            int element = channelElement(Word.b(word));
            int register = Word.c(word);
            if (types.get(element).primitive()) {
                typeP(register);
                if (kind == 1) {
                    typeP(Word.op(word));
                }
            } else if (kind == 0) {
                assign(typeR(register), element);
            } else {
                received(element, register);
            }
        }
    }
}
