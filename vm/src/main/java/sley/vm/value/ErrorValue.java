package sley.vm.value;

import java.util.List;

/// A value of type `error`. The trace is set once, when the error is first raised.
public final class ErrorValue {
    private final String kind;
    private final String message;
    private volatile List<String> trace = List.of();

    public ErrorValue(String kind, String message) {
        this.kind = kind;
        this.message = message;
    }

    public String kind() {
        return kind;
    }

    public String message() {
        return message;
    }

    /// Innermost frame first, each `function (file:line:column)`; empty until raised.
    public List<String> trace() {
        return trace;
    }

    public void setTrace(List<String> frames) {
        trace = List.copyOf(frames);
    }
}
