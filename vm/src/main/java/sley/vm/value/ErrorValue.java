package sley.vm.value;

import java.util.List;

/// A value of type `error`. The trace is set once, when the error is first raised.
public final class ErrorValue {
    /// Of an error that does not say where it was raised.
    public static final Trace NOWHERE = List::of;

    private final String kind;
    private final String message;
    /// It ends the program: cleanups run, but no `catch` stops it.
    private final boolean fatal;
    private volatile Trace trace;

    /// Where an error was raised, to be told when somebody asks.
    @FunctionalInterface
    public interface Trace {
        /// Innermost frame first, each `function (file:line:column)`.
        List<String> frames();
    }

    public ErrorValue(String kind, String message) {
        this(kind, message, false);
    }

    private ErrorValue(String kind, String message, boolean fatal) {
        this.kind = kind;
        this.message = message;
        this.fatal = fatal;
    }

    /// An error that only `finally`, `defer` and the like see.
    public static ErrorValue fatal(String kind, String message) {
        return new ErrorValue(kind, message, true);
    }

    /// An error that many threads may share, made before it is needed: it never says where it was raised.
    public static ErrorValue untraced(String kind, String message) {
        var error = new ErrorValue(kind, message);
        error.raise(NOWHERE);
        return error;
    }

    public boolean isFatal() {
        return fatal;
    }

    public String kind() {
        return kind;
    }

    public String message() {
        return message;
    }

    /// Whether it was raised already.
    public boolean raised() {
        return trace != null;
    }

    /// Empty until raised.
    public List<String> trace() {
        Trace t = trace;
        return t == null ? List.of() : t.frames();
    }

    public void raise(Trace where) {
        trace = where;
    }
}
