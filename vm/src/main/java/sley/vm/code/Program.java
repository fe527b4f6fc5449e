package sley.vm.code;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.model.TypeCode;
import sley.vm.Host;
import sley.vm.natives.NativeSite;
import sley.vm.natives.NativeBody;
import sley.vm.natives.Natives;
import sley.vm.value.Shape;

/// A linked module: functions, natives, shapes of types, and the storage of its globals. The module has passed the verifier or comes from our own compiler.
public final class Program {
    private static final VarHandle P = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle R = MethodHandles.arrayElementVarHandle(Object[].class);

    public final ModuleCode module;
    public final Host host;
    public final LinkedFunction[] functions;
    public final NativeSite[] natives;
    public final Shape[] shapes;
    public final String[] strings;
    public final long[] integers;
    private final long[] primitiveGlobals;
    private final Object[] referenceGlobals;
    private final boolean[] optionalGlobals;
    /// 1 once the global counts as initialised.
    private final long[] ready;

    /// @throws UnknownNative when the module names a native that this VM does not have
    public Program(ModuleCode module, Host host) {
        this.module = module;
        this.host = host;
        this.strings = module.strings().toArray(String[]::new);
        this.integers = module.integers();
        this.shapes = Shape.of(module.types());
        int globals = module.globals().size();
        this.primitiveGlobals = new long[globals];
        this.referenceGlobals = new Object[globals];
        this.ready = new long[globals];
        this.optionalGlobals = new boolean[globals];
        for (int i = 0; i < globals; i++) {
            optionalGlobals[i] = module.types().get(module.globals().get(i).type()) instanceof TypeCode.OptionalOf;
        }
        this.natives = new NativeSite[module.natives().size()];
        for (int i = 0; i < natives.length; i++) {
            natives[i] = site(module.natives().get(i));
        }
        this.functions = new LinkedFunction[module.functions().size()];
        for (int i = 0; i < functions.length; i++) {
            functions[i] = link(module.functions().get(i), i);
        }
    }

    /// A module needs a native that this VM does not have.
    public static final class UnknownNative extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownNative(String name) {
            super("this version of Sley has no built-in `"
                    + name.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    + "`", null, false, false);
        }
    }

    private NativeSite site(ModuleCode.NativeRef ref) {
        NativeBody body = Natives.find(ref.name()).orElseThrow(() -> new UnknownNative(ref.name()));
        Shape[] parameters = ref.parameters().stream().map(i -> shapes[i]).toArray(Shape[]::new);
        int primitives = (int) java.util.Arrays.stream(parameters).filter(Shape::primitive).count();
        Shape result = shapes[ref.result()];
        return new NativeSite(ref.name(), body, parameters, primitives, result, result.primitive(), this);
    }

    private LinkedFunction link(FunctionCode code, int index) {
        int primitives = 0;
        for (int parameter : code.parameters()) {
            if (shapes[parameter].primitive()) {
                primitives++;
            }
        }
        return new LinkedFunction(this, code, index, primitives, code.parameters().size() - primitives, shapes[code.result()].primitive());
    }

    // ---- Globals: other threads see a write in finite time

    public long globalP(int i) {
        return (long) P.getOpaque(primitiveGlobals, i);
    }

    public void setGlobalP(int i, long value) {
        P.setOpaque(primitiveGlobals, i, value);
    }

    /// @return null for nil, and when it has no value yet
    public Object globalR(int i) {
        return R.getAcquire(referenceGlobals, i);
    }

    public void setGlobalR(int i, Object value) {
        R.setRelease(referenceGlobals, i, value);
    }

    /// Whether null is a value of the global.
    public boolean optionalGlobal(int i) {
        return optionalGlobals[i];
    }

    public boolean isReady(int i) {
        return (long) P.getAcquire(ready, i) != 0;
    }

    public void setReady(int i) {
        P.setRelease(ready, i, 1L);
    }
}
