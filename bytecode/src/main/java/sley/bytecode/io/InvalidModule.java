package sley.bytecode.io;

/// A module file that cannot be used; the message says why in one line.
public final class InvalidModule extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidModule(String message) {
        // Names in it come from the file.
        super(message.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString(),
                null, false, false);
    }
}
