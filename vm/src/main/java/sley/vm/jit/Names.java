package sley.vm.jit;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import sley.bytecode.model.TypeCode;
import sley.vm.code.Compiled;
import sley.vm.code.LinkedFunction;
import sley.vm.interpret.Bridge;
import sley.vm.interpret.Seam;
import sley.vm.thread.GreenThread;

/// Names of classes and methods as generated code refers to them.
final class Names {
    static final ClassDesc THREAD = of(GreenThread.class);
    static final ClassDesc FUNCTION = of(LinkedFunction.class);
    static final ClassDesc COMPILED = of(Compiled.class);
    static final ClassDesc BRIDGE = of(Bridge.class);
    static final ClassDesc SEAM = of(Seam.class);
    static final ClassDesc LONGS = CD_long.arrayType();
    static final ClassDesc OBJECTS = CD_Object.arrayType();

    static final String CALL = "call";
    static final String INVOKE = "invoke";

    private Names() {}

    static ClassDesc of(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /// The class of a function's entry at the head of a loop, or, with a negative `pc`, at its beginning.
    static String className(LinkedFunction f, int pc) {
        var name = new StringBuilder("sley.code.");
        f.name.codePoints().limit(60).forEach(c -> name.appendCodePoint(Character.isLetterOrDigit(c) ? c : '_'));
        return name.append('_').append(f.index).append(pc < 0 ? "" : "_at_" + pc).toString();
    }

    static boolean isFloat(LinkedFunction f, int type) {
        return f.program.module.types().get(type) == TypeCode.Simple.FLOAT;
    }

    /// How a function returns its result.
    static ClassDesc result(LinkedFunction f) {
        int type = f.source.result();
        return !f.primitiveResult ? CD_Object : isFloat(f, type) ? CD_double : CD_long;
    }

    /// The direct entry: the thread, where the frame would lie in its stack, the parameters of bank P, those of bank R.
    static MethodTypeDesc signature(LinkedFunction f) {
        List<ClassDesc> parameters = new ArrayList<>(List.of(THREAD, CD_int, CD_int));
        for (int i = 0; i < f.primitiveParameters; i++) {
            parameters.add(isFloat(f, f.source.primitiveTypes()[i]) ? CD_double : CD_long);
        }
        for (int i = 0; i < f.referenceParameters; i++) {
            parameters.add(CD_Object);
        }
        return MethodTypeDesc.of(result(f), parameters);
    }
}
