package sley.cli.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/// Whether a standard stream is a terminal, each for itself: Java's console answers only for input and output together.
public enum Tty {
    INPUT,
    OUTPUT,
    ERROR;

    /// As the launcher has found it, in the property `sley.tty`: the numbers of those that are terminals. Without a launcher what Java's console says, which takes several milliseconds to start.
    public boolean seemsTerminal() {
        String known = System.getProperty("sley.tty");
        return known == null ? System.console() != null && System.console().isTerminal() : known.indexOf('0' + ordinal()) >= 0;
    }

    /// False also where the C library cannot be asked.
    public boolean isTerminal() {
        var isatty = Linker.nativeLinker().defaultLookup().find("isatty");
        if (isatty.isEmpty()) {
            return false;
        }
        try {
            // A constant's place is the number of its descriptor.
            return (int) Linker.nativeLinker().downcallHandle(isatty.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)).invokeExact(ordinal()) == 1;
        } catch (Throwable t) {
            throw new IllegalStateException("isatty failed", t);
        }
    }
}
