package sley.compiler.types;

/// A type parameter, or an unknown that inference will find; compared by identity.
public final class TypeVariable {
    private final String name;

    public TypeVariable(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }
}
