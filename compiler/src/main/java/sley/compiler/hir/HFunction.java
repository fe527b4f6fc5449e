package sley.compiler.hir;

import java.util.ArrayList;
import java.util.List;
import sley.compiler.source.Span;
import sley.compiler.types.Type;

/// A function of the typed tree: a declared function at concrete type arguments, a lambda, the body of a `spawn { … }`, a test, or the top-level statements.
/// Compared by identity. The checker makes it first (so that recursive calls can name it) and sets its body later.
public final class HFunction {
    /// A variable of the enclosing function (`outer`) as this function sees it (`inner`): boxed both or neither.
    public record Capture(Local outer, Local inner) {}

    private final String name;
    private final List<Local> parameters;
    private final List<Capture> captures = new ArrayList<>();
    private final Span span;
    private Type result;
    private HExpr body;
    private boolean defers;

    /// @param name       as traces show it: `area`, `util.f`, `main`, `main.lambda`, `test "adds"`
    /// @param parameters captures not included
    /// @param result     may be null for a lambda until its body is checked
    public HFunction(String name, List<Local> parameters, Type result, Span span) {
        this.name = name;
        this.parameters = List.copyOf(parameters);
        this.result = result;
        this.span = span;
    }

    public String name() {
        return name;
    }

    public List<Local> parameters() {
        return parameters;
    }

    /// In the order in which closures pass them, after the parameters.
    public List<Capture> captures() {
        return captures;
    }

    public Span span() {
        return span;
    }

    public Type result() {
        return result;
    }

    public void setResult(Type type) {
        result = type;
    }

    /// Of type `result`, or NEVER, or anything when the result is unit (the value is then dropped).
    public HExpr body() {
        return body;
    }

    public void setBody(HExpr expr) {
        body = expr;
    }

    /// True when the body holds an [HExpr.Defer].
    public boolean defers() {
        return defers;
    }

    public void setDefers() {
        defers = true;
    }
}
