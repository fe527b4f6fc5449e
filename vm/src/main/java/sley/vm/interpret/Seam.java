package sley.vm.interpret;

import java.util.Arrays;
import sley.bytecode.op.Instruction;
import sley.vm.code.Compiled;
import sley.vm.code.LinkedFunction;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// The seam between the tiers: how a thread goes from the interpreter into host code, and how host code gives its frames back.
///
/// Host code keeps registers in variables of the host. It leaves in one of two ways. Either the function returns; then its frame is popped here as the interpreter would. Or
/// `suspended` of the thread is set, for one of the reasons below; then each host function, innermost first, writes its registers to its place in the thread's stack, calls
/// [#suspend] and returns, until only frames as the interpreter knows them are left. The interpreter goes on from those.
public final class Seam {
    // Why host code leaves. PARKED and YIELDED are those of [Outcome].
    static final int PARKED = Outcome.PARKED;
    static final int YIELDED = Outcome.YIELDED;
    /// The interpreter is to go on at the saved pc.
    static final int INTERPRET = 5;
    /// The thread's `pendingFault` was raised at the saved pc.
    static final int FAULT = 6;
    /// Added to the reason until the innermost frame is written: whoever sees it is the innermost.
    static final int INNERMOST = 8;

    /// Registers that host frames on top of each other may take in a bank. Each frame takes at least one, and at most some 250 bytes of the host's stack for each (measured for
    /// functions with few registers, in the host's interpreter): so all take half of the smallest stack of a kernel thread, 1 MB. What is deeper goes to the heap.
    static final int HOST_REGISTERS = 2048;

    private Seam() {}

    /// Runs host code from the thread's saved frame.
    ///
    /// @return READY or [#INTERPRET]: go on at the saved frame; [#FAULT]: raise the pending fault there; else an [Outcome] for the scheduler
    static int enter(GreenThread t, Compiled code) {
        LinkedFunction f = t.function;
        int pb = t.pb;
        int rb = t.rb;
        t.limitP = Math.min(t.p.length, pb + HOST_REGISTERS);
        t.limitR = Math.min(t.r.length, rb + HOST_REGISTERS);
        code.invoke(t, pb, rb);
        int reason = t.suspended;
        if (reason == 0) {
            return returned(t, f, pb, rb);
        }
        t.suspended = 0;
        if ((reason & INNERMOST) != 0) {
            // The function did not even begin.
            save(t, f, pb, rb, 0);
            return reason & ~INNERMOST;
        }
        return reason;
    }

    /// Pops the frame of `f`, whose result lies in the thread.
    private static int returned(GreenThread t, LinkedFunction f, int pb, int rb) {
        Object[] r = t.r;
        Arrays.fill(r, rb, rb + f.references, null);
        LinkedFunction caller = (LinkedFunction) r[rb - 1];
        if (caller == null) {
            return Outcome.DONE;
        }
        r[rb - 1] = null;
        long header = t.p[pb - 1];
        int callerPb = pb - 1 - caller.primitives;
        int callerRb = rb - 1 - caller.references;
        save(t, caller, callerPb, callerRb, (int) header);
        int to = (int) caller.code[(int) (header >>> 32)] >>> 16;
        if (f.primitiveResult) {
            t.p[callerPb + to] = t.valueP;
        } else {
            r[callerRb + to] = t.valueR;
            t.valueR = null;
        }
        return Outcome.READY;
    }

    /// A host function has written its registers to the stack. Completes its frame.
    ///
    /// @param pc of its current instruction; that instruction called the next inner function, unless this is the innermost
    public static void suspend(GreenThread t, LinkedFunction f, int pb, int rb, int pc) {
        int reason = t.suspended;
        if ((reason & INNERMOST) != 0) {
            save(t, f, pb, rb, pc);
            t.suspended = reason & ~INNERMOST;
        } else {
            t.p[pb + f.primitives] = (long) pc << 32 | pc + Instruction.length(f.program.module, f.code, pc);
            t.r[rb + f.references] = f;
        }
    }

    static void save(GreenThread t, LinkedFunction f, int pb, int rb, int pc) {
        t.function = f;
        t.pb = pb;
        t.rb = rb;
        t.pc = pc;
    }
}
