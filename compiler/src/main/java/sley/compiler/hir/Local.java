package sley.compiler.hir;

import sley.compiler.source.Span;
import sley.compiler.types.Type;

/// A parameter or local variable of one function of the typed tree; compared by identity.
///
/// A captured variable exists once in each function that sees it: see [HFunction.Capture]. When it is also mutable it is `boxed`: it lives in a cell that the
/// functions share; reading and writing it goes through the cell. Immutable captured variables are copied.
public final class Local {
    private final String name;
    private final Type type;
    private final boolean mutable;
    private final Span span;
    private boolean boxed;

    /// @param name as written; made-up names begin with `$`
    public Local(String name, Type type, boolean mutable, Span span) {
        this.name = name;
        this.type = type;
        this.mutable = mutable;
        this.span = span;
    }

    public String name() {
        return name;
    }

    public Type type() {
        return type;
    }

    public boolean mutable() {
        return mutable;
    }

    public Span span() {
        return span;
    }

    public boolean boxed() {
        return boxed;
    }

    /// Called by the checker when a closure captures this mutable variable; final once the outermost function is checked.
    public void box() {
        boxed = true;
    }
}
