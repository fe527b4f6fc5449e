package sley.vm.code;

/// Makes host code of functions that are hot; behind it lies `sley.vm.jit`.
public interface Optimizer {
    /// Asks for host code of `function` that begins at `pc`: 0, or the head of a loop. It appears in [LinkedFunction#compiled] or [LinkedFunction#loops] some time later, or never. Cheap
    /// when asked again.
    void request(LinkedFunction function, int pc);
}
