package sley.vm.thread;

import sley.vm.value.ErrorValue;

/// What is left to do when the host has no memory left: the error must still be made, raised and told, and threads that others wait for must still be woken.
///
/// A program can fill the heap to the last byte (a list of small structs does), so that not even the error fits. Therefore some memory is held back. The first failure gives it
/// up; a handler that has caught the error, and with it has often let go of what filled the heap, takes it again. As long as it is gone a failure raises one and the same error, made
/// at the start, which has no trace.
public final class Shortage {
    private static final String KIND = "memory";
    private static final String MESSAGE = "out of memory (see --max-memory)";
    /// Arbitrary: room for some thousand errors and wake-ups, and a small part of the smallest heap, 16 MB.
    private static final int HELD_BACK = 1 << 19;
    private static final Fault LAST = new Fault(ErrorValue.untraced(KIND, MESSAGE));

    private static volatile byte[] reserve = new byte[HELD_BACK];

    private Shortage() {}

    /// Must be called while there is memory: what is held back is taken now.
    public static void prepare() {
        assert LAST.error().raised() : "made by now";
    }

    /// The error that an OutOfMemoryError of the host means to the program. Never fails itself.
    public static Fault fault() {
        reserve = null;
        try {
            return new Fault(KIND, MESSAGE);
        } catch (OutOfMemoryError _) {
            return LAST;
        }
    }

    /// An error that somebody must be told of: when there is no memory to make it, that this is so. Never fails itself.
    public static Fault orElse(String kind, String message) {
        try {
            return new Fault(kind, message);
        } catch (OutOfMemoryError _) {
            return fault();
        }
    }

    /// Whether `fault` comes of there being no memory, perhaps for a class of the host that was needed for the first time: such a class is of no use for ever.
    public static boolean causes(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError || cause instanceof ExceptionInInitializerError && String.valueOf(cause.getMessage()).contains(OutOfMemoryError.class.getSimpleName())) {
                return true;
            }
        }
        return false;
    }

    /// An error was caught: if it was of this kind there may be memory again.
    public static void over(Fault caught) {
        if (reserve == null && caught.error().kind().equals(KIND)) {
            try {
                reserve = new byte[HELD_BACK];
            } catch (OutOfMemoryError _) {
                // Not yet.
                reserve = null;
            }
        }
    }
}
