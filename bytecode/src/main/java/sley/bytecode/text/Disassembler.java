package sley.bytecode.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.op.Format;
import sley.bytecode.op.Instruction;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Operand;
import sley.bytecode.op.Word;

/// Shows a verified module as text: one instruction to a line, under the source line it comes from.
public final class Disassembler {
    private static final int LONGEST_STRING = 40;

    private final ModuleCode module;
    private final BiFunction<String, Integer, Optional<String>> source;
    private final StringBuilder out = new StringBuilder();

    private Disassembler(ModuleCode module, BiFunction<String, Integer, Optional<String>> source) {
        this.module = module;
        this.source = source;
    }

    /// @param source gives the text of a line (1-based) of a file, if it can
    public static String text(ModuleCode module, BiFunction<String, Integer, Optional<String>> source) {
        var disassembler = new Disassembler(module, source);
        module.functions().forEach(disassembler::function);
        return disassembler.out.toString();
    }

    /// As above, only the functions of that name and the lambdas in them.
    public static String text(ModuleCode module, String function, BiFunction<String, Integer, Optional<String>> source) {
        var disassembler = new Disassembler(module, source);
        module.functions().stream().filter(f -> f.name().equals(function) || f.name().startsWith(function + ".")).forEach(disassembler::function);
        return disassembler.out.toString();
    }

    private void function(FunctionCode f) {
        var parameters = new ArrayList<String>();
        for (int i = 0; i < f.parameters().size(); i++) {
            parameters.add((i >= f.parameters().size() - f.captures() ? "captured " : "") + TypeNames.of(module.types(), f.parameters().get(i)));
        }
        out.append("fn ").append(visible(f.name())).append('(').append(String.join(", ", parameters)).append(") -> ").append(TypeNames.of(module.types(), f.result()))
                .append("   // registers: ").append(f.primitiveTypes().length).append(" p, ").append(f.referenceTypes().length).append(" r\n");
        int line = 0;
        for (int pc = 0; pc < f.code().length; pc += Instruction.length(module, f.code(), pc)) {
            FunctionCode.LineEntry entry = f.lineAt(pc);
            if (entry.line() != line && entry.pc() <= pc) {
                line = entry.line();
                int number = line;
                source.apply(module.strings().get(f.file()), line).ifPresent(text -> out.append(String.format("%6d | %s%n", number, visible(text.strip()))));
            }
            out.append(String.format("%8d  %s%n", pc, instruction(f, pc)));
        }
        for (FunctionCode.Handler handler : f.handlers()) {
            out.append(String.format("          errors in %d..%d go to %d, in r%d%s%n", handler.start(), handler.end(), handler.target(), handler.register(), handler.cleanup() ? ", and on" : ""));
        }
        out.append('\n');
    }

    private String instruction(FunctionCode f, int pc) {
        long w = f.code()[pc];
        Opcode op = Opcode.of(Word.op(w));
        var parts = new ArrayList<String>();
        List<Operand> operands = op.operands();
        for (int i = 0; i < operands.size(); i++) {
            parts.add(operand(operands.get(i), value(op, i, f.code(), pc), op, pc));
        }
        rest(op, f.code(), pc, parts);
        return String.format("%-18s %s", op.mnemonic(), String.join(", ", parts)).stripTrailing();
    }

    private static long value(Opcode op, int i, long[] code, int pc) {
        long w = code[pc];
        Format format = op.format();
        if (format == Format.WIDE) {
            return Word.bc(w);
        }
        if (i == 0) {
            return Word.a(w);
        }
        if (format == Format.A_WIDE || format == Format.A_WIDE_ARGS || format == Format.SPAWN_ARGS || format == Format.JUMP_TABLE) {
            return Word.bc(w);
        }
        return i == 3 ? code[pc + 1] : i == 1 ? Word.b(w) : Word.c(w);
    }

    private String operand(Operand role, long value, Opcode op, int pc) {
        int index = (int) value;
        return switch (role) {
            case DEST_P, SOURCE_P -> "p" + value;
            case DEST_R, SOURCE_R -> "r" + value;
            case DEST_ANY, SOURCE_ANY -> "x" + value;
            case IMMEDIATE -> Long.toString(op.format() == Format.ABC ? (short) value : value);
            case INTEGER_CONSTANT -> Long.toString(module.integers()[index]);
            case STRING_CONSTANT -> quoted(module.strings().get(index));
            case TYPE -> TypeNames.of(module.types(), index);
            case FUNCTION -> visible(module.functions().get(index).name());
            case NATIVE -> visible(module.natives().get(index).name());
            case GLOBAL -> visible(module.globals().get(index).name());
            case SLOT -> "slot " + value;
            case CASE -> "case " + value;
            case COUNT, FLAGS -> Long.toString(value);
            case TARGET -> "-> " + (op.format() == Format.ABC ? pc + 1 + (short) value : value);
        };
    }

    private void rest(Opcode op, long[] code, int pc, List<String> parts) {
        int length = Instruction.length(module, code, pc);
        switch (op.format()) {
            case A_WIDE_ARGS, ABC_ARGS -> {
                var registers = new ArrayList<String>();
                for (int i = 0; i < Instruction.arguments(module, code, pc); i++) {
                    registers.add(Integer.toString(Word.argument(code, pc + 1, i)));
                }
                parts.add("(" + String.join(" ", registers) + ")");
            }
            case SPAWN_ARGS -> {
                int name = Word.a(code[pc + 1]);
                var registers = new ArrayList<String>();
                for (int i = 0; i < module.functions().get(Word.bc(code[pc])).parameters().size(); i++) {
                    registers.add(Integer.toString(Word.argument(code, pc + 2, i)));
                }
                parts.add("(" + String.join(" ", registers) + ")" + (name > 0 ? " named r" + (name - 1) : ""));
            }
            case SELECT_CASES -> {
                for (int i = 1; i < length; i++) {
                    long word = code[pc + i];
                    parts.add((Word.a(word) == 0 ? "send r" : "recv r") + Word.b(word) + " " + Word.c(word));
                }
            }
            case JUMP_TABLE -> {
                for (int i = 1; i < length; i++) {
                    parts.add("-> " + code[pc + i]);
                }
            }
            default -> { }
        }
    }

    private static String quoted(String text) {
        String shown = text.length() > LONGEST_STRING ? text.substring(0, LONGEST_STRING) + "…" : text;
        return '"' + visible(shown.replace("\n", "\\n")) + '"';
    }

    /// Control characters never reach a terminal.
    private static String visible(String text) {
        return text.codePoints().map(c -> Character.isISOControl(c) ? '\uFFFD' : c).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
