package sley.vm.code;

import sley.vm.thread.GreenThread;

/// Host code of one entry of a function: its beginning, or the head of one of its loops. Made by `sley.vm.jit`, run by the interpreter and by other host code.
public abstract class Compiled {
    /// Runs from a frame in the thread's stack whose registers begin at `pb` and `rb`. On return `suspended` of the thread is 0 and the function's result lies in `resultP` or
    /// `resultR`; or it is not 0 and the frame, and those of the functions it called, lie in the stack (see [GreenThread#suspended]).
    public abstract void invoke(GreenThread thread, int pb, int rb);
}
