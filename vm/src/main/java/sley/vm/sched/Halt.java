package sley.vm.sched;

/// Unwinds a thread of a program that has ended; no handler of the program sees it.
public final class Halt extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Halt() {
        super("the program has ended", null, false, false);
    }
}
