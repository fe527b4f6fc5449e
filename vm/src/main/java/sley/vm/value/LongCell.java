package sley.vm.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A captured variable of a primitive type. Writes reach other threads in finite time.
public final class LongCell {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(LongCell.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    public LongCell(long value) {
        this.value = value;
    }

    public long get() {
        return (long) VALUE.getOpaque(this);
    }

    public void set(long newValue) {
        VALUE.setOpaque(this, newValue);
    }
}
