package sley.compiler.ast;

import java.util.List;
import java.util.Optional;
import sley.compiler.source.Span;

/// A declaration at the top level of a file. `doc` is the text of the `///` or `/** */` comment before it, else empty.
public sealed interface Decl {
    String name();

    Span nameSpan();

    Span span();

    /// `fn name<T>(a: A, b: B = e) -> R { … }`. A body in the one-expression form `= e` is a block of one statement with `expressionBody` true.
    record Function(
            String name, List<TypeParameter> typeParameters, List<Expr.Parameter> parameters, Optional<TypeExpr> result,
            Body body, boolean expressionBody, String doc, Span nameSpan, Span span) implements Decl {}

    /// `extern "m" fn cos(x: float) -> float`. Library `sley` (only in the standard library) means: a native of the VM.
    record Extern(
            String library, String name, List<TypeParameter> typeParameters, List<Expr.Parameter> parameters, Optional<TypeExpr> result,
            String doc, Span nameSpan, Span span) implements Decl {}

    record Struct(String name, List<TypeParameter> typeParameters, List<Expr.Parameter> fields, String doc, Span nameSpan, Span span)
            implements Decl {}

    record Enum(String name, List<TypeParameter> typeParameters, List<Case> cases, String doc, Span nameSpan, Span span) implements Decl {}

    record Case(String name, List<Expr.Parameter> fields, Span span) {}

    /// `import "net/util.sley" as u` (`path` true), `import http` (`path` false). `alias` is empty when not given.
    record Import(String target, boolean path, String alias, Span nameSpan, Span span) implements Decl {
        @Override
        public String name() {
            return alias;
        }
    }

    /// `test "name" { … }`, `test "name" in virtual time { … }`
    record Test(String name, boolean virtualTime, Expr.Block body, Span nameSpan, Span span) implements Decl {}

    record TypeParameter(String name, Span span) {}
}
