package sley.vm.value;

import java.util.concurrent.atomic.AtomicLong;

/// A value of type `atomic`.
public final class Atomic extends AtomicLong {
    private static final long serialVersionUID = 1L;

    public Atomic(long value) {
        super(value);
    }
}
