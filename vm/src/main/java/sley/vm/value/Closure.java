package sley.vm.value;

import sley.vm.code.LinkedFunction;

/// A function value: code and the values it captured, which become its last parameters.
public final class Closure {
    public final LinkedFunction function;
    public final long[] p;
    public final Object[] r;

    public Closure(LinkedFunction function, long[] p, Object[] r) {
        this.function = function;
        this.p = p;
        this.r = r;
    }
}
