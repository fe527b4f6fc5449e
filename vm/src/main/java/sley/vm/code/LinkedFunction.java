package sley.vm.code;

import java.util.Arrays;
import sley.bytecode.model.FunctionCode;
import sley.vm.value.Closure;

/// A function ready to run: its code with everything resolved that the interpreter needs in its loop.
///
/// Layout of a frame in a thread's stack. Bank P: one header word, then the function's registers; bank R: one header slot, then the registers. The header of a
/// frame holds what is needed to return: in bank P the caller's pc (the pc of its call instruction), in bank R the caller's [LinkedFunction] (null in the first frame).
/// A thread's `pb` and `rb` are the indexes of register 0 of the running frame, so the header lies at `pb - 1` and `rb - 1`, and the caller's registers
/// begin at `pb - 1 - caller.primitives` and `rb - 1 - caller.references`. All references of a frame are null before they are written and nulled when it is left.
public final class LinkedFunction {
    /// Nobody's first stack is made longer than this for the sake of a thread before it; chosen so that it stays below 1 KB.
    private static final int MOST_FIRST = 64;

    public final Program program;
    public final FunctionCode source;
    public final int index;
    public final String name;
    public final long[] code;
    /// Registers in bank P and bank R.
    public final int primitives;
    public final int references;
    /// Parameters (captures included) in bank P and bank R.
    public final int primitiveParameters;
    public final int referenceParameters;
    public final boolean primitiveResult;

    /// Its value, when it captures nothing.
    public final Closure closure = new Closure(this, new long[0], new Object[0]);

    /// With which lengths the banks of a thread that begins with this function are made: as long as its frame, or as those were that such threads ended with.
    /// Written by any thread; a hint only.
    public int firstP;
    public int firstR;

    /// Host code of the whole function, or null. Written by the compiler of tier 2, read by everyone without synchronisation: its content is final.
    public Compiled compiled;
    /// Host code that begins at heads of its loops; replaced as a whole.
    public Loops loops = Loops.NONE;
    /// Calls and loop turns that were counted; racing carriers may lose some.
    public int heat;

    /// Entries at heads of loops, by pc.
    public record Loops(int[] heads, Compiled[] entries) {
        public static final Loops NONE = new Loops(new int[0], new Compiled[0]);

        /// @return null when there is none at `pc`
        public Compiled at(int pc) {
            for (int i = 0; i < heads.length; i++) {
                if (heads[i] == pc) {
                    return entries[i];
                }
            }
            return null;
        }

        public Loops with(int pc, Compiled entry) {
            int n = heads.length;
            int[] newHeads = Arrays.copyOf(heads, n + 1);
            Compiled[] newEntries = Arrays.copyOf(entries, n + 1);
            newHeads[n] = pc;
            newEntries[n] = entry;
            return new Loops(newHeads, newEntries);
        }
    }

    public LinkedFunction(Program program, FunctionCode source, int index, int primitiveParameters, int referenceParameters, boolean primitiveResult) {
        this.program = program;
        this.source = source;
        this.index = index;
        this.name = source.name();
        this.code = source.code();
        this.primitives = source.primitiveTypes().length;
        this.references = source.referenceTypes().length;
        this.primitiveParameters = primitiveParameters;
        this.referenceParameters = referenceParameters;
        this.primitiveResult = primitiveResult;
        this.firstP = primitives + 1;
        this.firstR = references + 1;
    }

    /// A thread that began with this function ended with banks of these lengths: later ones need not grow to that.
    public void needed(int p, int r) {
        if (p > firstP && firstP < MOST_FIRST) {
            firstP = Math.min(p, MOST_FIRST);
        }
        if (r > firstR && firstR < MOST_FIRST) {
            firstR = Math.min(r, MOST_FIRST);
        }
    }
}
