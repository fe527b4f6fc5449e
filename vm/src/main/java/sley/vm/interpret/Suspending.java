package sley.vm.interpret;

import java.util.Arrays;
import java.util.Objects;
import sley.bytecode.op.Op;
import sley.bytecode.op.Word;
import sley.vm.chan.Channel;
import sley.vm.chan.Mutex;
import sley.vm.code.LinkedFunction;
import sley.vm.natives.NativeSite;
import sley.vm.sched.Scheduler;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Operation;
import sley.vm.thread.Outcome;
import sley.vm.thread.Seldom;
import sley.vm.thread.SelectCases;

/// Instructions on which a thread can wait. The engine has saved the thread's frame before it comes here. An operation that parks is completed later, by
/// [#complete], from what its waker wrote.
final class Suspending {
    private static final int SEND = 0;

    private Suspending() {}

    /// Begins the operation. @return an [Outcome]; after READY its result is in the thread and [#complete] follows
    static int run(GreenThread t, long w, long[] code, int pc) {
        if (t.poll && t.scheduler.restless(t)) {
            return Outcome.YIELDED;
        }
        t.resuming = true;
        int outcome = -1;
        try {
            outcome = begin(t, w, code, pc);
        } finally {
            if (outcome == Outcome.READY || outcome == -1) {
                t.resuming = false;
            }
        }
        return outcome;
    }

    private static int begin(GreenThread t, long w, long[] code, int pc) {
        Scheduler s = t.scheduler;
        int a = Word.a(w);
        int b = Word.b(w);
        int c = Word.c(w);
        return switch (Word.op(w)) {
            case Op.SEND_P -> s.send(t, (Channel) present(t.r[t.rb + a]), t.p[t.pb + b], null);
            case Op.SEND_R -> s.send(t, (Channel) present(t.r[t.rb + a]), 0, t.r[t.rb + b]);
            case Op.RECV_P -> s.receive(t, (Channel) present(t.r[t.rb + c]));
            case Op.RECV_R -> s.receive(t, (Channel) present(t.r[t.rb + b]));
            case Op.JOIN_P, Op.JOIN_R -> s.join(t, (GreenThread) present(t.r[t.rb + b]));
            case Op.SLEEP -> s.sleep(t, t.p[t.pb + a]);
            case Op.YIELD -> s.yield(t);
            case Op.SCOPE_EXIT -> s.scopeExit(t);
            case Op.SCOPE_ABORT -> s.scopeAbort(t);
            case Op.LOCK -> s.lock(t, (Mutex) present(t.r[t.rb + a]));
            case Op.WIRE -> s.wire(t);
            case Op.UNWIRE -> s.unwire(t);
            case Op.SELECT -> select(t, b, c, code, pc);
            default -> throw new IllegalStateException("does not suspend: " + Word.op(w));
        };
    }

    private static <T> T present(T value) {
        return Objects.requireNonNull(value);
    }

    private static int select(GreenThread t, int count, int flags, long[] code, int pc) {
        Seldom seldom = t.seldom();
        if (seldom.cases == null || seldom.cases.channels().length != count) {
            seldom.cases = new SelectCases(count);
        }
        Channel[] channels = seldom.cases.channels();
        boolean[] sends = seldom.cases.sends();
        long[] p = seldom.cases.p();
        Object[] r = seldom.cases.r();
        for (int i = 0; i < count; i++) {
            long word = code[pc + 1 + i];
            channels[i] = (Channel) present(t.r[t.rb + Word.b(word)]);
            sends[i] = Word.a(word) == SEND;
            if (sends[i] && channels[i].primitive) {
                p[i] = t.p[t.pb + Word.c(word)];
            } else if (sends[i]) {
                r[i] = t.r[t.rb + Word.c(word)];
            }
        }
        long mode = flags == 0 ? -1 : flags == 1 ? -2 : Math.max(0, t.p[t.pb + flags - 2]);
        return t.scheduler.select(t, count, channels, sends, p, r, mode);
    }

    /// Calls a native; `pb` and `rb` are where its arguments lie. @return an [Outcome]
    static int callNative(GreenThread t, NativeSite site, long[] p, int pb, Object[] r, int rb) {
        t.resuming = true;
        int outcome = -1;
        try {
            outcome = site.body().call(t, site, p, pb, r, rb);
        } finally {
            for (int i = site.parameters().length - site.primitives() - 1; i >= 0; i--) {
                r[rb + i] = null;
            }
            if (outcome == Outcome.READY || outcome == -1) {
                t.resuming = false;
                t.operation = null;
            }
        }
        return outcome;
    }

    /// Completes the operation at `pc` from the result in the thread.
    ///
    /// @return the next pc, or the negated [Outcome] when the thread must wait again
    static int complete(GreenThread t, LinkedFunction f, long[] code, int pc) {
        boolean waited = t.waitReason != null;
        if (waited) {
            t.scheduler.resumed(t);
        }
        long w = code[pc];
        int op = Word.op(w);
        if ((op == Op.SCOPE_EXIT || op == Op.SCOPE_ABORT) && t.scopeWaits) {
            t.scopeWaits = false;
            if (t.scheduler.scopeResume(t) == Outcome.PARKED) {
                t.resuming = true;
                return -Outcome.PARKED;
            }
        }
        if (t.pendingFault != null) {
            var fault = t.pendingFault;
            t.pendingFault = null;
            if (t.operation != null) {
                t.operation.abandon();
                t.operation = null;
            }
            throw fault;
        }
        int a = Word.a(w);
        switch (op) {
            case Op.RECV_P -> {
                t.p[t.pb + a] = t.valueOk ? t.valueP : 0;
                t.p[t.pb + Word.b(w)] = t.valueOk ? 1 : 0;
            }
            case Op.RECV_R -> t.r[t.rb + a] = t.valueOk ? t.valueR : null;
            case Op.LOCK -> {
                if (waited && t.scheduler.lockResume(t, (Mutex) t.r[t.rb + a]) == Outcome.PARKED) {
                    t.resuming = true;
                    return -Outcome.PARKED;
                }
            }
            case Op.JOIN_P -> t.p[t.pb + a] = t.valueP;
            case Op.JOIN_R -> t.r[t.rb + a] = t.valueR;
            case Op.SELECT -> {
                selected(t, w, code, pc);
                t.valueR = null;
                return pc + 1 + Word.b(w);
            }
            case Op.CALL_NATIVE -> {
                if (t.operation != null) {
                    Operation operation = t.operation;
                    t.operation = null;
                    t.resuming = true;
                    int outcome = -1;
                    try {
                        outcome = operation.resume(t);
                    } finally {
                        t.resuming = outcome == Outcome.PARKED || outcome == Outcome.YIELDED;
                        if (outcome == -1) {
                            t.operation = null;
                        }
                    }
                    if (outcome != Outcome.READY) {
                        return -outcome;
                    }
                }
                NativeSite site = f.program.natives[Word.bc(w)];
                if (site.primitiveResult()) {
                    t.p[t.pb + a] = t.valueP;
                } else {
                    t.r[t.rb + a] = t.valueR;
                }
                t.valueR = null;
                return pc + 1 + Word.argumentWords(site.parameters().length);
            }
            default -> { }
        }
        t.valueR = null;
        return pc + 1;
    }

    private static void selected(GreenThread t, long w, long[] code, int pc) {
        int count = Word.b(w);
        int number = t.selected;
        Arrays.fill(t.seldom().cases.r(), null);
        t.p[t.pb + Word.a(w)] = number < 0 ? count : number;
        if (number < 0) {
            return;
        }
        long word = code[pc + 1 + number];
        if (Word.a(word) == SEND) {
            return;
        }
        if (((Channel) t.r[t.rb + Word.b(word)]).primitive) {
            t.p[t.pb + Word.c(word)] = t.valueOk ? t.valueP : 0;
            t.p[t.pb + Word.op(word)] = t.valueOk ? 1 : 0;
        } else {
            t.r[t.rb + Word.c(word)] = t.valueOk ? t.valueR : null;
        }
    }
}
