package sley.vm.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Objects that generated code refers to: each becomes a `static final` field of its class, which the host treats as a constant.
final class Constants {
    /// A field and its value.
    record Constant(String name, ClassDesc type, Object value) {}

    private final ClassDesc owner;
    private final Map<Object, Constant> byValue = new IdentityHashMap<>();
    private final List<Constant> all = new ArrayList<>();

    Constants(ClassDesc owner) {
        this.owner = owner;
    }

    /// Pushes `value`.
    void push(CodeBuilder code, Object value) {
        Constant constant = byValue.get(value);
        if (constant == null) {
            // The classes of handles are not for others.
            ClassDesc type = value instanceof VarHandle ? ConstantDescs.CD_VarHandle : Names.of(value.getClass());
            constant = new Constant("k" + all.size(), type, value);
            byValue.put(value, constant);
            all.add(constant);
        }
        code.getstatic(owner, constant.name(), constant.type());
    }

    List<Constant> all() {
        return all;
    }

    Object[] values() {
        return all.stream().map(Constant::value).toArray();
    }
}
