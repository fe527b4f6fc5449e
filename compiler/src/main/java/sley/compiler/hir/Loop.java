package sley.compiler.hir;

/// The identity of a loop, which `break` and `continue` name.
public final class Loop {
    private boolean left;

    /// A `break` inside leaves it.
    public void leave() {
        left = true;
    }

    public boolean left() {
        return left;
    }
}
