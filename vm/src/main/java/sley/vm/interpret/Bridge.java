package sley.vm.interpret;

import sley.vm.chan.Channel;
import sley.vm.code.Compiled;
import sley.vm.code.GlobalCell;
import sley.vm.code.LinkedFunction;
import sley.vm.code.Program;
import sley.vm.natives.NativeSite;
import sley.vm.sched.Halt;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;
import sley.vm.value.Closure;
import sley.vm.value.ErrorValue;
import sley.vm.value.Record;

/// What host code of tier 2 calls: the same operations as the interpreter's, so that each exists once. Methods that return a boolean return true when the caller must give its frame
/// back, `suspended` being set.
public final class Bridge {
    private Bridge() {}

    // ---- Safepoints

    /// At the head of a loop, when `poll` is set. @param pc of the head
    public static boolean safepoint(GreenThread t, LinkedFunction f, int pb, int rb, int pc) {
        Seam.save(t, f, pb, rb, pc);
        if (t.scheduler.safepoint(t) == Outcome.YIELDED) {
            t.suspended = Seam.INNERMOST | Seam.YIELDED;
            return true;
        }
        return false;
    }

    /// At the beginning of a function, when `poll` is set. The thread that yields begins the call again.
    public static boolean beginning(GreenThread t) {
        if (t.scheduler.safepoint(t) == Outcome.YIELDED) {
            t.suspended = Seam.INNERMOST | Seam.YIELDED;
            return true;
        }
        return false;
    }

    /// The interpreter is to execute the caller's current instruction.
    public static void interpret(GreenThread t) {
        t.suspended = Seam.INNERMOST | Seam.INTERPRET;
    }

    // ---- Errors

    /// Whatever was thrown in a host function becomes the fault that it means; what ends the program or the VM goes on as it is.
    public static void caught(GreenThread t, Throwable thrown) {
        if (thrown instanceof Halt halt) {
            throw halt;
        }
        if (!Faults.expected(thrown)) {
            throw Bridge.<RuntimeException>unchecked(thrown);
        }
        t.pendingFault = Faults.of(thrown);
        t.suspended = Seam.INNERMOST | Seam.FAULT;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }

    public static Fault raised(Object error) {
        return new Fault((ErrorValue) error);
    }

    // ---- Calls that cannot be direct: arguments go through the stack

    /// The code of a function, if it can be called from here: the caller then writes the arguments to the frame at `pb`, `rb`. Else null, and the interpreter is to make the call.
    public static Compiled callee(GreenThread t, LinkedFunction callee, int pb, int rb) {
        Compiled code = callee.compiled;
        if (code == null || pb + callee.primitives > t.limitP || rb + callee.references > t.limitR) {
            interpret(t);
            return null;
        }
        return code;
    }

    /// Writes the captured values of a function value behind its other arguments.
    public static void captured(GreenThread t, Closure closure, int pb, int rb) {
        LinkedFunction callee = closure.function;
        int n = closure.p.length;
        int m = closure.r.length;
        System.arraycopy(closure.p, 0, t.p, pb + callee.primitiveParameters - n, n);
        System.arraycopy(closure.r, 0, t.r, rb + callee.referenceParameters - m, m);
    }

    public static boolean call(Compiled code, GreenThread t, LinkedFunction callee, int pb, int rb) {
        code.invoke(t, pb, rb);
        if (t.suspended != 0) {
            return true;
        }
        Object[] r = t.r;
        for (int i = callee.referenceParameters - 1; i >= 0; i--) {
            r[rb + i] = null;
        }
        return false;
    }

    public static Object result(GreenThread t) {
        Object result = t.valueR;
        t.valueR = null;
        return result;
    }

    // ---- Natives

    /// Makes room for the arguments of a native.
    public static void room(GreenThread t, Stack stack, int p, int r) {
        if (p > t.p.length || r > t.r.length) {
            stack.grow(t, p, r);
        }
    }

    /// The arguments lie behind the frame.
    public static boolean callNative(GreenThread t, LinkedFunction f, NativeSite site, int pb, int rb, int pc) {
        Seam.save(t, f, pb, rb, pc);
        int outcome = Suspending.callNative(t, site, t.p, pb + f.primitives + 1, t.r, rb + f.references + 1);
        if (outcome == Outcome.READY) {
            return false;
        }
        t.suspended = Seam.INNERMOST | outcome;
        return true;
    }

    // ---- Instructions whose operands lie in the frame in the stack

    public static void rare(GreenThread t, LinkedFunction f, int pb, int rb, int pc) {
        Seam.save(t, f, pb, rb, pc);
        Rare.run(t, f, f.code[pc], f.code, pc, t.p, pb, t.r, rb);
    }

    public static boolean suspending(GreenThread t, LinkedFunction f, int pb, int rb, int pc, long w) {
        Seam.save(t, f, pb, rb, pc);
        int outcome = Suspending.run(t, w, f.code, pc);
        if (outcome == Outcome.READY) {
            Suspending.complete(t, f, f.code, pc);
            return false;
        }
        t.suspended = Seam.INNERMOST | outcome;
        return true;
    }

    // ---- Channel operations that need not wait. False: the general way must be taken

    public static boolean trySend(GreenThread t, Channel channel, long value) {
        return t.undisturbed() && channel.trySend(t, value, null);
    }

    public static boolean trySend(GreenThread t, Channel channel, Object value) {
        return t.undisturbed() && channel.trySend(t, 0, value);
    }

    /// The result is in the thread.
    public static boolean tryReceive(GreenThread t, Channel channel) {
        return t.undisturbed() && channel.tryReceive(t);
    }

    public static Object received(GreenThread t) {
        Object value = t.valueR;
        t.valueR = null;
        return value;
    }

    // ---- Single operations

    public static Object global(GlobalCell cell, Program program, int global) {
        Object value = cell.r();
        if (value == null) {
            Rare.checkGlobal(program, global);
        }
        return value;
    }

    public static void checkReady(Program program, int global) {
        Rare.checkReady(program, global);
    }

    public static Record ofCase(Object value, long tag) {
        return Rare.ofCase(value, tag);
    }

    public static Object some(Object value) {
        return Rare.some(value);
    }

    public static long toInt(double value) {
        return Rare.toInt(value);
    }

    public static String concat(String a, String b) {
        return Rare.concat(a, b);
    }
}
