package sley.cli;

/// Exit codes of the command, as the documentation lists them.
final class Exit {
    static final int OK = 0;
    static final int USAGE = 2;
    static final int DOES_NOT_COMPILE = 65;
    static final int NO_SUCH_FILE = 66;
    static final int VM_FAULT = 70;

    private Exit() {}
}
