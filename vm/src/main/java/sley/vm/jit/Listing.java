package sley.vm.jit;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sley.vm.code.Program;
import sley.vm.interpret.Stack;

/// The classes of tier 2 as text, for people.
public final class Listing {
    private final StringBuilder out = new StringBuilder();

    private Listing() {}

    /// What tier 2 would make of every function of a program, from its beginning.
    public static String text(Program program) {
        var listing = new Listing();
        List<FunctionCompiler.Unit> units = new ProgramCode(program, new Stack(Long.MAX_VALUE)).translateAll();
        for (FunctionCompiler.Unit unit : units) {
            listing.unit(unit);
        }
        return listing.out.toString();
    }

    private void unit(FunctionCompiler.Unit unit) {
        ClassModel type = ClassFile.of().parse(unit.bytes());
        out.append("class ").append(unit.name()).append("    // ").append(unit.function().name).append(unit.whole() ? "" : ", the loop at " + unit.pc()).append('\n');
        for (MethodModel method : type.methods()) {
            if (method.methodName().equalsString(Names.CALL)) {
                out.append("  ").append(method.methodName().stringValue()).append(method.methodTypeSymbol().displayDescriptor()).append('\n');
                method.code().ifPresent(this::code);
            }
        }
        out.append('\n');
    }

    private void code(CodeModel code) {
        Map<Label, Integer> labels = new HashMap<>();
        for (CodeElement element : code) {
            if (element instanceof LabelTarget target) {
                labels.put(target.label(), labels.size());
            }
        }
        for (CodeElement element : code) {
            switch (element) {
                case LabelTarget target -> out.append("  L").append(labels.get(target.label())).append(":\n");
                case ExceptionCatch c -> out.append("      // L").append(labels.get(c.tryStart())).append(" to L").append(labels.get(c.tryEnd())).append(": errors go to L")
                        .append(labels.get(c.handler())).append('\n');
                case Instruction instruction -> out.append("      ").append(instruction.opcode().name().toLowerCase(Locale.ROOT).replaceAll("_(w|m?[0-9]|null)$", "")).append(operands(instruction, labels)).append('\n');
                default -> { }
            }
        }
    }

    private static String operands(Instruction instruction, Map<Label, Integer> labels) {
        return switch (instruction) {
            case LoadInstruction load -> " " + load.slot();
            case StoreInstruction store -> " " + store.slot();
            case ConstantInstruction constant -> " " + constant.constantValue();
            case BranchInstruction branch -> " L" + labels.get(branch.target());
            case FieldInstruction field -> " " + plain(field.owner().asSymbol()) + "." + field.name().stringValue();
            case InvokeInstruction call -> " " + plain(call.owner().asSymbol()) + "." + call.name().stringValue() + call.typeSymbol().displayDescriptor();
            case NewObjectInstruction object -> " " + plain(object.className().asSymbol());
            case TypeCheckInstruction check -> " " + plain(check.type().asSymbol());
            case TableSwitchInstruction table -> {
                var text = new StringBuilder();
                for (SwitchCase c : table.cases()) {
                    text.append(' ').append(c.caseValue()).append(": L").append(labels.get(c.target()));
                }
                yield text.append(" else L").append(labels.get(table.defaultTarget())).toString();
            }
            default -> "";
        };
    }

    private static String plain(ClassDesc type) {
        return type.displayName();
    }
}
