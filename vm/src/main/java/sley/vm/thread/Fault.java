package sley.vm.thread;

import sley.vm.value.ErrorValue;

/// An error of the running program on its way to a handler. It has no Java stack trace: the trace that users see is made of Sley frames.
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorValue error;

    public Fault(ErrorValue error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /// @param kind one of the kinds of LANGUAGE.md §5, or a program's own
    public Fault(String kind, String message) {
        this(new ErrorValue(kind, message));
    }

    public ErrorValue error() {
        return error;
    }
}
