package sley.vm.report;

import sley.vm.code.LinkedFunction;
import sley.vm.thread.GreenThread;

/// Goes through the frames of a thread that is not running, from the innermost outwards. The layout is told in [LinkedFunction].
final class FrameWalk {
    private final GreenThread thread;
    private LinkedFunction function;
    private int pc;
    private int primitiveBase;
    private int base;
    private boolean calls;

    FrameWalk(GreenThread thread) {
        this.thread = thread;
        this.function = thread.function;
        this.pc = thread.pc;
        this.primitiveBase = thread.pb;
        this.base = thread.rb;
    }

    /// Null after the outermost frame.
    LinkedFunction function() {
        return function;
    }

    int pc() {
        return pc;
    }

    /// Where register 0 of bank R lies.
    int base() {
        return base;
    }

    /// Whether it waits for a call at its pc to return.
    boolean calls() {
        return calls;
    }

    void outward() {
        LinkedFunction caller = (LinkedFunction) thread.r[base - 1];
        if (caller != null) {
            pc = (int) (thread.p[primitiveBase - 1] >>> 32);
            primitiveBase -= caller.primitives + 1;
            base -= caller.references + 1;
            calls = true;
        }
        function = caller;
    }
}
