package sley.vm.code;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import sley.vm.value.Shape;

/// The storage of a top-level variable. A program has its own cells; the inputs of a session share them. Other threads see a write in finite time.
public final class GlobalCell {
    private static final VarHandle P;
    private static final VarHandle R;
    private static final VarHandle READY;

    static {
        try {
            var lookup = MethodHandles.lookup();
            P = lookup.findVarHandle(GlobalCell.class, "p", long.class);
            R = lookup.findVarHandle(GlobalCell.class, "r", Object.class);
            READY = lookup.findVarHandle(GlobalCell.class, "ready", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Shape shape;
    /// Written and read opaquely, by any thread.
    @SuppressWarnings("unused")
    private long p;
    /// Written with release, read with acquire, by any thread.
    @SuppressWarnings("unused")
    private Object r;
    @SuppressWarnings("unused")
    private boolean ready;

    GlobalCell(Shape shape) {
        this.shape = shape;
    }

    public Shape shape() {
        return shape;
    }

    public long p() {
        return (long) P.getOpaque(this);
    }

    public void setP(long value) {
        P.setOpaque(this, value);
    }

    /// @return null for nil, and when it has no value yet
    public Object r() {
        return R.getAcquire(this);
    }

    public void setR(Object value) {
        R.setRelease(this, value);
    }

    /// Whether its statement has run.
    public boolean isReady() {
        return (boolean) READY.getAcquire(this);
    }

    public void setReady() {
        READY.setRelease(this, true);
    }
}
