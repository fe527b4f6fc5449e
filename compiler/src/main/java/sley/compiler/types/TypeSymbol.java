package sley.compiler.types;

import sley.compiler.source.Span;

/// The declaration of a struct or enum; compared by identity.
public final class TypeSymbol {
    private final String module;
    private final String name;
    private final boolean isEnum;
    private final Span declared;

    /// @param module the name by which messages qualify it; empty for the main file and the prelude
    public TypeSymbol(String module, String name, boolean isEnum, Span declared) {
        this.module = module;
        this.name = name;
        this.isEnum = isEnum;
        this.declared = declared;
    }

    public String module() {
        return module;
    }

    public String name() {
        return name;
    }

    public boolean isEnum() {
        return isEnum;
    }

    public Span declared() {
        return declared;
    }
}
