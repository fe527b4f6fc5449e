package sley.compiler.ast;

import java.util.Optional;
import sley.compiler.source.Span;

/// A statement inside a block or at the top level.
public sealed interface Stmt {
    Span span();

    /// `let p: T = e`, `var p = e`. `mutable` is true for `var`.
    record Let(boolean mutable, Pattern pattern, Optional<TypeExpr> type, Expr value, Span span) implements Stmt {}

    record While(Expr condition, Expr.Block body, Span span) implements Stmt {}

    /// `for x in e`, `for i, x in e`, `for (a, b) in e`. `index` is the first of two variables (the key, for a map).
    record For(Optional<Pattern> index, Pattern element, Expr iterable, Expr.Block body, Span span) implements Stmt {}

    record Defer(Expr expr, Span span) implements Stmt {}

    record ExprStmt(Expr expr, Span span) implements Stmt {}

    /// A declaration; anything but `let`/`var` inside a block is reported by the checker.
    record DeclStmt(Decl decl, Span span) implements Stmt {}
}
