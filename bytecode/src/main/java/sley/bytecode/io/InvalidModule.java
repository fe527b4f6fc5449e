package sley.bytecode.io;

/// A module file that cannot be used; the message says why in one line.
public final class InvalidModule extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidModule(String message) {
        super(message, null, false, false);
    }
}
