package sley.compiler.ast;

import java.util.function.Supplier;

/// The body of a function. Those of the standard library are read when something first asks for them: a program uses few of them.
public final class Body {
    private Supplier<Expr.Block> source;
    private Expr.Block block;

    private Body(Supplier<Expr.Block> source, Expr.Block block) {
        this.source = source;
        this.block = block;
    }

    public static Body of(Expr.Block block) {
        return new Body(null, block);
    }

    /// @param source asked once
    public static Body later(Supplier<Expr.Block> source) {
        return new Body(source, null);
    }

    public Expr.Block block() {
        if (block == null) {
            block = source.get();
            source = null;
        }
        return block;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Body body && body.block().equals(block());
    }

    @Override
    public int hashCode() {
        return block().hashCode();
    }

    @Override
    public String toString() {
        return block().toString();
    }
}
