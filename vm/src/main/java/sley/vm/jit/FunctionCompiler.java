package sley.vm.jit;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.CLASS_INIT_NAME;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sley.vm.code.LinkedFunction;
import sley.vm.interpret.Stack;

/// Makes the class of one entry of a function: its beginning, or the head of one of its loops.
///
/// The class has a static method `call` with the translated code. At the beginning its parameters are those of the function; other compiled functions call it directly. At the head of
/// a loop it has no parameters and reads the registers that are needed from the frame in the thread's stack. `invoke` calls it from a frame in the stack. Each method has one clean
/// entry, so that its loops stay reducible and the host can optimise them.
final class FunctionCompiler {
    /// The host compiles no method with more than 8,000 bytes; some distance to that.
    static final int MOST_BYTES = 7000;
    /// A method has at most 255 words of parameters; a parameter takes one or two, and three are taken.
    private static final int MOST_PARAMETER_WORDS = 252;
    /// Longer functions are not looked at: their code would hardly fit.
    private static final int MOST_WORDS = 20_000;

    /// Merging the types of two variables must not load classes. Here all classes are children of Object, so two different ones merge to that.
    private static final ClassFile CLASS_FILE = ClassFile.of(ClassHierarchyResolverOption.of(type -> ClassHierarchyInfo.ofClass(type.equals(CD_Object) ? null : CD_Object)));

    /// A class ready to be defined.
    record Unit(LinkedFunction function, int pc, boolean whole, String name, byte[] bytes, Object[] constants) {}

    private final LinkedFunction f;
    private final Stack stack;
    private final Set<LinkedFunction> direct;

    /// @param direct functions that have a direct entry, or will have one
    FunctionCompiler(LinkedFunction f, Stack stack, Set<LinkedFunction> direct) {
        this.f = f;
        this.stack = stack;
        this.direct = direct;
    }

    /// Whether the whole function could be given a direct entry, from what is known before it is translated.
    static boolean mayBeDirect(LinkedFunction f) {
        return f.code.length <= MOST_WORDS && f.primitives + f.references <= Slots.MOST_REGISTERS && 2 * f.primitiveParameters + f.referenceParameters <= MOST_PARAMETER_WORDS;
    }

    /// @return empty when it would be too large
    Optional<Unit> beginning() {
        if (!mayBeDirect(f)) {
            return Optional.empty();
        }
        var flow = new Flow(f);
        return unit(flow, 0, true, flow.whole());
    }

    /// Everything that can be reached from the head of a loop; or, when that is too large, only the loops around it, or only the loop itself.
    Optional<Unit> loop(int head) {
        if (f.code.length > MOST_WORDS || f.primitives + f.references > Slots.MOST_REGISTERS) {
            return Optional.empty();
        }
        var flow = new Flow(f);
        if (!flow.heads.get(head)) {
            return Optional.empty();
        }
        List<BitSet> regions = new ArrayList<>(List.of(flow.whole()));
        regions.addAll(flow.loopsAround(head));
        for (BitSet region : regions) {
            Optional<Unit> unit = unit(flow, head, false, region);
            if (unit.isPresent()) {
                return unit;
            }
        }
        return Optional.empty();
    }

    private Optional<Unit> unit(Flow flow, int entry, boolean whole, BitSet region) {
        BitSet reachable = flow.reachable(entry, region);
        if (reachable.cardinality() > MOST_BYTES) {
            return Optional.empty();
        }
        String name = Names.className(f, whole ? -1 : entry);
        var self = ClassDesc.of(name);
        var constants = new Constants(self);
        byte[] bytes;
        try {
            bytes = CLASS_FILE.build(self, type -> {
                type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER).withSuperclass(Names.COMPILED);
                MethodTypeDesc signature = whole ? Names.signature(f) : MethodTypeDesc.of(Names.result(f), Names.THREAD, CD_int, CD_int);
                type.withMethodBody(Names.CALL, signature, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> new Translation(code, flow, reachable, entry, whole, constants, stack, direct).method());
                type.withMethodBody(Names.INVOKE, MethodTypeDesc.of(CD_void, Names.THREAD, CD_int, CD_int), ClassFile.ACC_PUBLIC, code -> invoke(code, self, signature, whole));
                type.withMethodBody(INIT_NAME, MTD_void, ClassFile.ACC_PUBLIC, code -> code.aload(0).invokespecial(Names.COMPILED, INIT_NAME, MTD_void).return_());
                fields(type, self, constants);
            });
        } catch (IllegalArgumentException tooLarge) {
            // A method over 64 KB.
            return Optional.empty();
        }
        return fits(bytes) ? Optional.of(new Unit(f, entry, whole, name, bytes, constants.values())) : Optional.empty();
    }

    private static boolean fits(byte[] bytes) {
        return ClassFile.of().parse(bytes).methods().stream()
                .filter(method -> !method.methodName().equalsString(CLASS_INIT_NAME))
                .allMatch(method -> method.code().map(code -> ((CodeAttribute) code).codeLength() <= MOST_BYTES).orElse(true));
    }

    private static void fields(ClassBuilder type, ClassDesc self, Constants constants) {
        for (Constants.Constant constant : constants.all()) {
            type.withField(constant.name(), constant.type(), ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
        }
        type.withMethodBody(CLASS_INIT_NAME, MTD_void, ClassFile.ACC_STATIC, code -> {
            code.loadConstant(self).invokestatic(Names.of(CodeLoader.class), "constants", MethodTypeDesc.of(Names.OBJECTS, CD_Class)).astore(0);
            int i = 0;
            for (Constants.Constant constant : constants.all()) {
                code.aload(0).loadConstant(i++).aaload().checkcast(constant.type()).putstatic(self, constant.name(), constant.type());
            }
            code.return_();
        });
    }

    /// `invoke(thread, pb, rb)`: arguments from the frame in the stack, result into the thread.
    private void invoke(CodeBuilder code, ClassDesc self, MethodTypeDesc signature, boolean whole) {
        code.aload(1).iload(2).iload(3);
        if (whole) {
            for (int i = 0; i < f.primitiveParameters; i++) {
                code.aload(1).getfield(Names.THREAD, "p", Names.LONGS).iload(2).loadConstant(i).iadd().laload();
                if (Names.isFloat(f, f.source.primitiveTypes()[i])) {
                    code.invokestatic(Translation.DOUBLE, "longBitsToDouble", Translation.LONG_TO_DOUBLE);
                }
            }
            for (int i = 0; i < f.referenceParameters; i++) {
                code.aload(1).getfield(Names.THREAD, "r", Names.OBJECTS).iload(3).loadConstant(i).iadd().aaload();
            }
        }
        code.invokestatic(self, Names.CALL, signature);
        Label end = code.newLabel();
        ClassDesc result = signature.returnType();
        if (result.equals(CD_Object)) {
            code.astore(4).aload(1).getfield(Names.THREAD, "suspended", CD_int).ifne(end);
            code.aload(1).aload(4).putfield(Names.THREAD, "valueR", CD_Object);
        } else {
            if (!result.equals(CD_long)) {
                code.invokestatic(Translation.DOUBLE, "doubleToRawLongBits", Translation.DOUBLE_TO_LONG);
            }
            code.lstore(4).aload(1).getfield(Names.THREAD, "suspended", CD_int).ifne(end);
            code.aload(1).lload(4).putfield(Names.THREAD, "valueP", CD_long);
        }
        code.labelBinding(end);
        code.return_();
    }
}
