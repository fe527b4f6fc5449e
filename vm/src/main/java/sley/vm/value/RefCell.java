package sley.vm.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A captured variable of a reference type. Writes reach other threads in finite time.
public final class RefCell {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(RefCell.class, "value", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Object value;

    public RefCell(Object value) {
        VALUE.setRelease(this, value);
    }

    public Object get() {
        return VALUE.getOpaque(this);
    }

    public void set(Object newValue) {
        VALUE.setRelease(this, newValue);
    }
}
