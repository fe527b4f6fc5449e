package sley.vm.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import sley.vm.code.LinkedFunction;

/// What every part of [Instructions] writes to and reads from.
abstract class Emitting {
    protected final Translation translation;
    protected final CodeBuilder code;
    protected final LinkedFunction f;
    protected final Slots slots;
    protected final Constants constants;

    Emitting(Translation translation, CodeBuilder code, LinkedFunction f, Slots slots, Constants constants) {
        this.translation = translation;
        this.code = code;
        this.f = f;
        this.slots = slots;
        this.constants = constants;
    }

    /// Calls a method of [sley.vm.interpret.Bridge].
    protected final void bridge(String name, ClassDesc result, ClassDesc... parameters) {
        code.invokestatic(Names.BRIDGE, name, MethodTypeDesc.of(result, parameters));
    }
}
