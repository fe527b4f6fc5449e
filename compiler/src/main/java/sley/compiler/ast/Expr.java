package sley.compiler.ast;

import java.util.List;
import java.util.Optional;
import sley.compiler.source.Span;

/// An expression. `if`, `match`, `select`, `try`, `scope`, `within`, `lock` and jumps are expressions too.
public sealed interface Expr {
    Span span();

    /// `42`, `0xff`, `'a'`. A minus sign before it is part of the literal when it is needed to fit (-9223372036854775808).
    record IntLiteral(long value, Span span) implements Expr {}

    record FloatLiteral(double value, Span span) implements Expr {}

    record DurationLiteral(long nanos, Span span) implements Expr {}

    record BoolLiteral(boolean value, Span span) implements Expr {}

    record NilLiteral(Span span) implements Expr {}

    /// Escapes are resolved.
    record StringLiteral(String value, Span span) implements Expr {}

    /// `"a ${x} b"`: parts in order, literal text as [StringLiteral].
    record Interpolation(List<Expr> parts, Span span) implements Expr {}

    record Name(String name, Span span) implements Expr {}

    /// `[1, 2]`
    record ListLiteral(List<Expr> elements, Span span) implements Expr {}

    /// `{"a": 1}`, `{:}`
    record MapLiteral(List<Entry> entries, Span span) implements Expr {}

    record Entry(Expr key, Expr value) {}

    /// `(a, b)`, two or more
    record TupleLiteral(List<Expr> elements, Span span) implements Expr {}

    /// `(e)`: kept for exact spans and for `fmt`.
    record Parenthesized(Expr inner, Span span) implements Expr {}

    /// `-x ~x not x`
    record Unary(UnaryOp op, Expr operand, Span span) implements Expr {}

    enum UnaryOp { NEGATE, COMPLEMENT, NOT }

    record Binary(BinaryOp op, Expr left, Expr right, Span opSpan, Span span) implements Expr {}

    /// Loosest first, as LANGUAGE.md §3 orders them. `symbol` is how it is written.
    enum BinaryOp {
        COALESCE("??"), OR("or"), AND("and"), EQ("=="), NE("!="), LT("<"), LE("<="), GT(">"), GE(">="), BIT_OR("|"), BIT_XOR("^"),
        BIT_AND("&"), SHL("<<"), SHR(">>"), USHR(">>>"), ADD("+"), SUB("-"), MUL("*"), DIV("/"), REM("%");

        private final String symbol;

        BinaryOp(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    /// `a..b`, `a..=b`, `… by step`
    record Range(Expr from, Expr to, boolean inclusive, Optional<Expr> step, Span span) implements Expr {}

    /// `f(x)`, `f(x, b: 2)`, `f<int>(x)`. The callee is a [Name], a [Member] or any expression of function type.
    record Call(Expr callee, List<TypeExpr> typeArguments, List<Argument> arguments, Span span) implements Expr {}

    /// `name` is empty for a positional argument.
    record Argument(String name, Expr value, Span span) {}

    /// `x[i]`; `x[a..b]` has a [Range] as its index.
    record Index(Expr target, Expr index, Span span) implements Expr {}

    /// `x.f`, `x?.f`, `t.0` (name "0"). `nameSpan` is the place of the name alone.
    record Member(Expr target, String name, boolean optional, Span nameSpan, Span span) implements Expr {}

    /// `x!`
    record Unwrap(Expr operand, Span span) implements Expr {}

    /// `x => e`, `(a, b) => e`, `x => { … }` and the long form `fn(x: int) -> int { … }`, `fn(x: int) -> int = e`.
    /// In the short form parameters have no types and `result` is empty.
    record Lambda(List<Parameter> parameters, Optional<TypeExpr> result, Expr body, boolean longForm, Span span) implements Expr {}

    record Parameter(String name, Optional<TypeExpr> type, Optional<Expr> defaultValue, Span span) {}

    /// `{ … }` where a block stands; its value is its last statement when that is an expression.
    record Block(List<Stmt> statements, Span span) implements Expr {}

    /// `if c { … } else …`; `otherwise` is a [Block] or another [If].
    record If(Expr condition, Block then, Optional<Expr> otherwise, Span span) implements Expr {}

    record Match(Expr subject, List<Arm> arms, Span span) implements Expr {}

    record Arm(Pattern pattern, Optional<Expr> guard, Expr body, Span span) {}

    /// `select { … }`: at most one of `after` and `otherwise` (checked later).
    record Select(List<SelectArm> arms, Span span) implements Expr {}

    sealed interface SelectArm {
        Span span();

        Expr body();

        /// `v = c.recv() => …`, `c.recv() => …` (no binding), `_ = …`
        record Receive(Optional<Pattern> binding, Expr channel, Expr body, Span span) implements SelectArm {}

        /// `c.send(x) => …`
        record Send(Expr channel, Expr value, Expr body, Span span) implements SelectArm {}

        record After(Expr duration, Expr body, Span span) implements SelectArm {}

        record Otherwise(Expr body, Span span) implements SelectArm {}

        /// Anything else before `=>`: reported by the checker as invalid-select.
        record Invalid(Expr head, Expr body, Span span) implements SelectArm {}
    }

    /// `spawn f(x)`, `spawn "name" f(x)`, `spawn { … }`; `body` is a [Call] or a [Block] (anything else is reported by the checker).
    record Spawn(Optional<Expr> name, Expr body, Span span) implements Expr {}

    record Scope(Block body, Span span) implements Expr {}

    record Within(Expr duration, Block body, Span span) implements Expr {}

    record Lock(Expr mutex, Block body, Span span) implements Expr {}

    record LockThread(Block body, Span span) implements Expr {}

    /// `try { … } catch e { … } finally { … }`: at least one of the two is present. The caught name may be left out.
    record Try(Block body, Optional<Catch> handler, Optional<Block> cleanup, Span span) implements Expr {}

    /// `span` is the place of the name, or of `catch`.
    record Catch(String name, Block body, Span span) {}

    record Throw(Expr error, Span span) implements Expr {}

    record Return(Optional<Expr> value, Span span) implements Expr {}

    record Break(Span span) implements Expr {}

    record Continue(Span span) implements Expr {}

    /// `x = e`, `x += e`, `(a, b) = e`: of type `()`. `op` is empty for plain assignment.
    /// Only where a statement, an arm's body or a lambda's body stands.
    record Assign(Expr target, Optional<BinaryOp> op, Expr value, Span span) implements Expr {}
}
