package sley.compiler.ast;

import java.util.List;
import sley.compiler.source.Span;

/// A type as written in the source.
public sealed interface TypeExpr {
    Span span();

    /// `int`, `list<T>`, `util.Point`; `module` is empty for an unqualified name.
    record Named(String module, String name, List<TypeExpr> arguments, Span span) implements TypeExpr {}

    /// `T?`
    record Optional(TypeExpr inner, Span span) implements TypeExpr {}

    /// `(A, B)`; zero elements is `()`, the type of no value.
    record Tuple(List<TypeExpr> elements, Span span) implements TypeExpr {}

    /// `fn(A, B) -> R`; without `-> R` the result is a [Tuple] of zero elements.
    record Function(List<TypeExpr> parameters, TypeExpr result, Span span) implements TypeExpr {}
}
