package sley.compiler.ast;

import java.util.List;
import java.util.Optional;
import sley.compiler.source.Span;

/// What stands before `=>` in a `match` arm, and (tuples, names, `_`) in `let`, `var`, `for` and tuple assignment.
public sealed interface Pattern {
    Span span();

    /// `_`
    record Wildcard(Span span) implements Pattern {}

    /// A bare name: an enum case without fields if the matched type has one of that name, else a binding.
    record Name(String name, Span span) implements Pattern {}

    /// `42`, `-1`, `'a'`, `1.5`, `"text"` (without interpolation), `true`, `nil`, `10ms`. `value` is a literal expression.
    record Literal(Expr value, Span span) implements Pattern {}

    /// `1..10`, `'a'..='z'`; the ends are literal expressions of type int.
    record Range(Expr from, Expr to, boolean inclusive, Span span) implements Pattern {}

    /// `Circle(r)`, `Shape.Circle(r)`, `Point(x, y)`, `Shape.Empty` (no parentheses: `arguments` is empty Optional).
    /// `qualifier` holds the dotted names before the last one.
    record Case(List<String> qualifier, String name, Optional<List<Field>> arguments, Span span) implements Pattern {}

    /// An argument of a [Case]; `name` is empty when given by position.
    record Field(String name, Pattern pattern, Span span) {}

    /// `(p, q)`
    record Tuple(List<Pattern> elements, Span span) implements Pattern {}

    /// `p | q`
    record Or(List<Pattern> alternatives, Span span) implements Pattern {}
}
