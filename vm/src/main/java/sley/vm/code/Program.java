package sley.vm.code;

import java.util.Arrays;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.model.ModuleCode;
import sley.vm.Host;
import sley.vm.natives.NativeBody;
import sley.vm.natives.NativeSite;
import sley.vm.natives.Natives;
import sley.vm.value.Shape;

/// A linked module: functions, natives, shapes of types, and the storage of its globals. The module has passed the verifier or comes from our own compiler.
public final class Program {
    public final ModuleCode module;
    public final Host host;
    public final LinkedFunction[] functions;
    public final NativeSite[] natives;
    public final Shape[] shapes;
    public final String[] strings;
    public final long[] integers;
    private final GlobalCell[] globals;
    /// What the optimizer keeps of this program; null until something is hot. Only the optimizer looks into it, under its own lock.
    public Object optimized;

    /// @throws UnknownNative when the module names a native that this VM does not have
    public Program(ModuleCode module, Host host) {
        this(module, host, new GlobalCell[module.globals().size()]);
    }

    /// As above, with variables that exist already.
    ///
    /// @param cells one for each global of the module; null for those that are new
    public Program(ModuleCode module, Host host, GlobalCell[] cells) {
        this.module = module;
        this.host = host;
        this.strings = module.strings().toArray(String[]::new);
        this.integers = module.integers();
        this.shapes = Shape.of(module.types());
        this.globals = cells.clone();
        for (int i = 0; i < globals.length; i++) {
            Shape shape = shapes[module.globals().get(i).type()];
            if (globals[i] == null) {
                globals[i] = new GlobalCell(shape);
            } else if (!globals[i].shape().same(shape)) {
                throw new IllegalStateException("`" + module.globals().get(i).name() + "` has another type in an earlier input");
            }
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
        int primitives = (int) Arrays.stream(parameters).filter(Shape::primitive).count();
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

    // ---- Globals

    public GlobalCell global(int i) {
        return globals[i];
    }

    public long globalP(int i) {
        return globals[i].p();
    }

    public void setGlobalP(int i, long value) {
        globals[i].setP(value);
    }

    /// @return null for nil, and when it has no value yet
    public Object globalR(int i) {
        return globals[i].r();
    }

    public void setGlobalR(int i, Object value) {
        globals[i].setR(value);
    }

    /// Whether null is a value of the global.
    public boolean optionalGlobal(int i) {
        return globals[i].shape().kind() == Shape.Kind.OPTIONAL;
    }

    public boolean isReady(int i) {
        return globals[i].isReady();
    }

    public void setReady(int i) {
        globals[i].setReady();
    }
}
