package sley.vm.interpret;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sley.bytecode.model.FunctionCode;
import sley.vm.code.LinkedFunction;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Shortage;
import sley.vm.value.ErrorValue;

/// Finds the handler of an error, frame by frame.
public final class Unwinding {
    /// A trace shows so many innermost and outermost frames.
    private static final int MOST_FRAMES = 50;

    /// How often a thread that must end may catch the error that ends it, so that it can clean up.
    private static final int MOST_DOOMED_RAISES = 100;

    private Unwinding() {}

    /// Goes to the innermost handler of `fault`, which was raised at the thread's saved pc.
    ///
    /// @return false when there is none; the thread's `failure` is then set
    static boolean unwind(GreenThread t, Fault fault) {
        ErrorValue error = fault.error();
        if (!error.raised()) {
            raise(t, error);
        }
        LinkedFunction f = t.function;
        int pc = t.pc;
        int pb = t.pb;
        int rb = t.rb;
        while (true) {
            for (FunctionCode.Handler handler : f.source.handlers()) {
                if (t.doomed != null && t.seldom().doomedRaises > MOST_DOOMED_RAISES) {
                    // It goes on and on catching the error.
                    break;
                }
                if (pc >= handler.start() && pc < handler.end() && (handler.cleanup() || !error.isFatal())) {
                    t.r[rb + handler.register()] = error;
                    t.function = f;
                    t.pc = handler.target();
                    t.pb = pb;
                    t.rb = rb;
                    Shortage.over(fault);
                    return true;
                }
            }
            Arrays.fill(t.r, rb, rb + f.references, null);
            LinkedFunction caller = (LinkedFunction) t.r[rb - 1];
            if (caller == null) {
                t.failure = fault;
                return false;
            }
            t.r[rb - 1] = null;
            pc = (int) (t.p[pb - 1] >>> 32);
            pb -= caller.primitives + 1;
            rb -= caller.references + 1;
            f = caller;
        }
    }

    /// Frames by function and pc; text is made of them when somebody asks.
    private record Frames(List<LinkedFunction> functions, List<Integer> pcs, int skipped) implements ErrorValue.Trace {
        @Override
        public List<String> frames() {
            return text(functions, pcs, skipped);
        }
    }

    /// Loads what is needed for the first error, as long as there is memory for that.
    static void prepare() {
        Shortage.prepare();
        if (!Faults.expected(new OutOfMemoryError()) || !new Frames(List.of(), List.of(), 0).functions().isEmpty()) {
            throw new IllegalStateException("errors cannot be told");
        }
    }

    private static void raise(GreenThread t, ErrorValue error) {
        try {
            error.raise(trace(t));
        } catch (OutOfMemoryError _) {
            error.raise(ErrorValue.NOWHERE);
        }
    }

    /// The frames of a thread that is not running, or that calls this itself.
    public static ErrorValue.Trace trace(GreenThread t) {
        var functions = new ArrayList<LinkedFunction>();
        var pcs = new ArrayList<Integer>();
        int skipped = 0;
        LinkedFunction f = t.function;
        int pc = t.pc;
        int pb = t.pb;
        int rb = t.rb;
        while (f != null) {
            if (functions.size() == 2 * MOST_FRAMES) {
                functions.remove(MOST_FRAMES);
                pcs.remove(MOST_FRAMES);
                skipped++;
            }
            functions.add(f);
            pcs.add(pc);
            LinkedFunction caller = (LinkedFunction) t.r[rb - 1];
            if (caller != null) {
                pc = (int) (t.p[pb - 1] >>> 32);
                pb -= caller.primitives + 1;
                rb -= caller.references + 1;
            }
            f = caller;
        }
        return new Frames(functions, pcs, skipped);
    }

    private static List<String> text(List<LinkedFunction> functions, List<Integer> pcs, int skipped) {
        var result = new ArrayList<String>();
        int repeated = 0;
        for (int i = 0; i < functions.size(); i++) {
            boolean gap = i == MOST_FRAMES && skipped > 0;
            String frame = place(functions.get(i), pcs.get(i));
            if (gap && repeated > 0 && frame.equals(result.getLast())) {
                // In the middle of endless recursion: one number for all of it.
                repeated += skipped + 1;
                continue;
            }
            if (gap) {
                flush(result, repeated);
                repeated = 0;
                result.add("… " + skipped + " more frames");
            }
            if (!result.isEmpty() && frame.equals(result.getLast())) {
                repeated++;
            } else {
                flush(result, repeated);
                repeated = 0;
                result.add(frame);
            }
        }
        flush(result, repeated);
        return List.copyOf(result);
    }

    private static void flush(List<String> result, int repeated) {
        if (repeated == 1) {
            result.add(result.getLast());
        } else if (repeated > 1) {
            result.add("… " + repeated + " more times");
        }
    }

    /// `function (file:line:column)`.
    public static String place(LinkedFunction f, int pc) {
        FunctionCode.LineEntry line = f.source.lineAt(pc);
        return f.name + " (" + f.program.strings[f.source.file()] + ":" + line.line() + ":" + line.column() + ")";
    }
}
