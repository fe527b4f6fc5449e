package sley.vm.value;

/// A value of type `threadLocal<T>`: names one value in each green thread.
public final class ThreadLocalKey {
    public final boolean primitive;
    /// Boxed when primitive.
    public final Object initial;

    public ThreadLocalKey(boolean primitive, Object initial) {
        this.primitive = primitive;
        this.initial = initial;
    }
}
