package sley.vm.report;

import sley.vm.code.LinkedFunction;
import sley.vm.interpret.Unwinding;
import sley.vm.thread.GreenThread;

/// Where a thread is, as its programmer looks for it: the innermost frame that is not of the standard library, and which function of the library was called there.
///
/// @param inside null when it is in no function of the library
record Place(LinkedFunction function, int pc, LinkedFunction inside) {
    /// The files of the standard library are named so, by whoever gives them to the compiler.
    private static final String LIBRARY = "std/";

    /// When all frames are of the library, it is the innermost one.
    static Place of(GreenThread thread) {
        LinkedFunction inside = null;
        for (var frame = new FrameWalk(thread); frame.function() != null; frame.outward()) {
            LinkedFunction function = frame.function();
            if (!function.program.strings[function.source.file()].startsWith(LIBRARY)) {
                return new Place(function, frame.pc(), inside);
            }
            inside = function;
        }
        return innermost(thread);
    }

    static Place innermost(GreenThread thread) {
        return new Place(thread.function, thread.pc, null);
    }

    /// `main (test.sley:3:1), in sync.acquire`.
    String text() {
        return Unwinding.place(function, pc) + (inside == null ? "" : ", in " + inside.name);
    }
}
