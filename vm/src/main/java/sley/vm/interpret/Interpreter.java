package sley.vm.interpret;

import sley.bytecode.op.Op;
import sley.vm.code.Compiled;
import sley.vm.code.LinkedFunction;
import sley.vm.code.Tiers;
import sley.vm.natives.NativeSite;
import sley.vm.sched.Halt;
import sley.vm.sched.Parking;
import sley.vm.thread.Engine;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;
import sley.vm.value.Closure;
import sley.vm.value.PrimitiveList;
import sley.vm.value.Record;
import sley.vm.value.RefList;

/// Tier 1: runs bytecode on the thread's own stack.
///
/// [#loop] holds the dispatch and the frequent instructions; it must stay below 8,000 bytes of host bytecode, or the host would never compile it (a test asserts it).
/// Everything rare is in [Rare] and [Suspending]. `pc` is that of the current instruction until it is complete, so an error knows where it happened.
public final class Interpreter implements Engine {
    private final Stack stack;
    private final Tiers tiers;

    public Interpreter(Stack stack, Tiers tiers) {
        this.stack = stack;
        this.tiers = tiers;
        Unwinding.prepare();
    }

    @Override
    public int run(GreenThread thread) {
        try {
            return loop(thread);
        } catch (Halt _) {
            return Outcome.HALTED;
        }
    }

    private int loop(GreenThread t) {
        long[] p = t.p;
        Object[] r = t.r;
        int pb = t.pb;
        int rb = t.rb;
        LinkedFunction f = t.function;
        long[] code = f.code;
        int pc = t.pc;
        Throwable thrown = null;
        int samples = Parking.waits(t);
        // A thread that waits now and then goes on in host code at the second turn of a loop. One that waits in each turn does not: it would copy its registers there and back every time.
        boolean early = true;
        int quota = tiers.early(samples);
        // Host code to go on in, from the frame in the variables above.
        Compiled entry = pc == 0 && !t.resuming ? f.compiled : null;
        run:
        while (true) {
            try {
                if (thrown != null) {
                    // Kept out of the catch clause, so that an error here is reported like any other.
                    Fault fault = Faults.of(thrown);
                    thrown = null;
                    t.suspended = 0;
                    t.pb = pb;
                    t.rb = rb;
                    t.function = f;
                    t.pc = pc;
                    if (!Unwinding.unwind(t, fault)) {
                        return Outcome.FAILED;
                    }
                    pb = t.pb;
                    rb = t.rb;
                    f = t.function;
                    code = f.code;
                    pc = t.pc;
                } else if (t.resuming) {
                    t.resuming = false;
                    int next = Suspending.complete(t, f, code, pc);
                    if (next < 0) {
                        return -next;
                    }
                    pc = next;
                } else if (entry != null) {
                    Compiled begin = entry;
                    entry = null;
                    save(t, f, pb, rb, pc);
                    int outcome = Seam.enter(t, begin);
                    if (outcome == Outcome.PARKED || outcome == Outcome.YIELDED || outcome == Outcome.DONE) {
                        return outcome;
                    }
                    p = t.p;
                    r = t.r;
                    pb = t.pb;
                    rb = t.rb;
                    f = t.function;
                    code = f.code;
                    pc = t.pc;
                    if (outcome == Seam.FAULT) {
                        thrown = t.pendingFault;
                        t.pendingFault = null;
                        continue;
                    }
                }
                while (true) {
                    long w = code[pc];
                    int a = (int) w >>> 16;
                    int b = (int) (w >>> 32) & 0xFFFF;
                    int c = (int) (w >>> 48);
                    switch ((int) w & 0xFFFF) {
                        case Op.MOVE_P -> p[pb + a] = p[pb + b];
                        case Op.MOVE_R -> r[rb + a] = r[rb + b];
                        case Op.LOAD_IMMEDIATE -> p[pb + a] = (int) (w >> 32);
                        case Op.LOAD_INTEGER -> p[pb + a] = f.program.integers[(int) (w >> 32)];
                        case Op.LOAD_STRING -> r[rb + a] = f.program.strings[(int) (w >> 32)];
                        case Op.LOAD_NIL -> r[rb + a] = null;
                        case Op.INT_ADD -> p[pb + a] = p[pb + b] + p[pb + c];
                        case Op.INT_ADD_IMMEDIATE -> p[pb + a] = p[pb + b] + (short) c;
                        case Op.INT_SUB -> p[pb + a] = p[pb + b] - p[pb + c];
                        case Op.INT_MUL -> p[pb + a] = p[pb + b] * p[pb + c];
                        case Op.INT_DIV -> p[pb + a] = p[pb + b] / p[pb + c];
                        case Op.INT_REM -> p[pb + a] = p[pb + b] % p[pb + c];
                        case Op.INT_NEG -> p[pb + a] = -p[pb + b];
                        case Op.INT_AND -> p[pb + a] = p[pb + b] & p[pb + c];
                        case Op.INT_OR -> p[pb + a] = p[pb + b] | p[pb + c];
                        case Op.INT_XOR -> p[pb + a] = p[pb + b] ^ p[pb + c];
                        case Op.INT_NOT -> p[pb + a] = ~p[pb + b];
                        case Op.INT_SHL -> p[pb + a] = p[pb + b] << p[pb + c];
                        case Op.INT_SHR -> p[pb + a] = p[pb + b] >> p[pb + c];
                        case Op.INT_USHR -> p[pb + a] = p[pb + b] >>> p[pb + c];
                        case Op.INT_EQ -> p[pb + a] = p[pb + b] == p[pb + c] ? 1 : 0;
                        case Op.INT_NE -> p[pb + a] = p[pb + b] != p[pb + c] ? 1 : 0;
                        case Op.INT_LT -> p[pb + a] = p[pb + b] < p[pb + c] ? 1 : 0;
                        case Op.INT_LE -> p[pb + a] = p[pb + b] <= p[pb + c] ? 1 : 0;
                        case Op.BOOL_NOT -> p[pb + a] = 1 - p[pb + b];
                        case Op.FLOAT_ADD -> p[pb + a] = bits(real(p[pb + b]) + real(p[pb + c]));
                        case Op.FLOAT_SUB -> p[pb + a] = bits(real(p[pb + b]) - real(p[pb + c]));
                        case Op.FLOAT_MUL -> p[pb + a] = bits(real(p[pb + b]) * real(p[pb + c]));
                        case Op.FLOAT_DIV -> p[pb + a] = bits(real(p[pb + b]) / real(p[pb + c]));
                        case Op.FLOAT_LT -> p[pb + a] = real(p[pb + b]) < real(p[pb + c]) ? 1 : 0;
                        case Op.FLOAT_LE -> p[pb + a] = real(p[pb + b]) <= real(p[pb + c]) ? 1 : 0;
                        case Op.INT_TO_FLOAT -> p[pb + a] = bits((double) p[pb + b]);
                        case Op.JUMP -> {
                            pc = (int) (w >> 32);
                            continue;
                        }
                        case Op.JUMP_TRUE -> {
                            pc = p[pb + a] != 0 ? (int) (w >> 32) : pc + 1;
                            continue;
                        }
                        case Op.JUMP_FALSE -> {
                            pc = p[pb + a] == 0 ? (int) (w >> 32) : pc + 1;
                            continue;
                        }
                        case Op.JUMP_NIL -> {
                            pc = r[rb + a] == null ? (int) (w >> 32) : pc + 1;
                            continue;
                        }
                        case Op.JUMP_NOT_NIL -> {
                            pc = r[rb + a] != null ? (int) (w >> 32) : pc + 1;
                            continue;
                        }
                        case Op.JUMP_EQ -> {
                            pc += p[pb + a] == p[pb + b] ? 1 + c : 1;
                            continue;
                        }
                        case Op.JUMP_NE -> {
                            pc += p[pb + a] != p[pb + b] ? 1 + c : 1;
                            continue;
                        }
                        case Op.JUMP_LT -> {
                            pc += p[pb + a] < p[pb + b] ? 1 + c : 1;
                            continue;
                        }
                        case Op.JUMP_LE -> {
                            pc += p[pb + a] <= p[pb + b] ? 1 + c : 1;
                            continue;
                        }
                        case Op.SWITCH -> {
                            long tag = p[pb + a];
                            int count = (int) (w >> 32);
                            pc = tag >= 0 && tag < count ? (int) code[pc + 1 + (int) tag] : pc + 1 + count;
                            continue;
                        }
                        case Op.LOOP, Op.FOR_LT -> {
                            pc = ((int) w & 0xFFFF) == Op.LOOP ? (int) (w >> 32) : ++p[pb + a] < p[pb + b] ? pc + 1 + (short) c : pc + 1;
                            if (t.poll) {
                                save(t, f, pb, rb, pc);
                                if (t.scheduler.safepoint(t) == Outcome.YIELDED) {
                                    return Outcome.YIELDED;
                                }
                            }
                            if (--quota < 0) {
                                if (early) {
                                    early = false;
                                    quota = tiers.quota(samples);
                                    entry = f.loops.at(pc);
                                } else {
                                    quota = tiers.quota(++samples);
                                    entry = tiers.looped(f, pc);
                                }
                                if (entry != null) {
                                    continue run;
                                }
                            }
                            continue;
                        }
                        case Op.CALL, Op.CALL_CLOSURE -> {
                            LinkedFunction callee;
                            Closure closure = null;
                            if (((int) w & 0xFFFF) == Op.CALL) {
                                callee = f.program.functions[(int) (w >> 32)];
                            } else {
                                closure = (Closure) r[rb + b];
                                callee = closure.function;
                            }
                            int newPb = pb + f.primitives + 1;
                            int newRb = rb + f.references + 1;
                            if (newPb + callee.primitives > p.length || newRb + callee.references > r.length) {
                                stack.grow(t, newPb + callee.primitives, newRb + callee.references);
                                p = t.p;
                                r = t.r;
                            }
                            int at = pc + 1;
                            int n = callee.primitiveParameters;
                            int m = callee.referenceParameters;
                            if (closure != null) {
                                n -= closure.p.length;
                                m -= closure.r.length;
                                System.arraycopy(closure.p, 0, p, newPb + n, closure.p.length);
                                System.arraycopy(closure.r, 0, r, newRb + m, closure.r.length);
                            }
                            for (int i = 0; i < n; i++) {
                                p[newPb + i] = p[pb + ((int) (code[at + (i >> 2)] >>> ((i & 3) << 4)) & 0xFFFF)];
                            }
                            for (int i = 0; i < m; i++) {
                                int k = n + i;
                                r[newRb + i] = r[rb + ((int) (code[at + (k >> 2)] >>> ((k & 3) << 4)) & 0xFFFF)];
                            }
                            p[newPb - 1] = (long) pc << 32 | (at + (n + m + 3 >> 2));
                            r[newRb - 1] = f;
                            pb = newPb;
                            rb = newRb;
                            f = callee;
                            code = f.code;
                            pc = 0;
                            entry = f.compiled;
                            if (entry != null) {
                                continue run;
                            }
                            if (--quota < 0) {
                                if (!early) {
                                    tiers.called(f);
                                    samples++;
                                }
                                early = false;
                                quota = tiers.quota(samples);
                            }
                            if (t.poll) {
                                save(t, f, pb, rb, pc);
                                if (t.scheduler.safepoint(t) == Outcome.YIELDED) {
                                    return Outcome.YIELDED;
                                }
                            }
                            continue;
                        }
                        case Op.RETURN_P, Op.RETURN_UNIT, Op.RETURN_R -> {
                            int op = (int) w & 0xFFFF;
                            long valueP = op == Op.RETURN_P ? p[pb + a] : 0;
                            Object valueR = op == Op.RETURN_R ? r[rb + a] : null;
                            for (int i = rb + f.references - 1; i >= rb; i--) {
                                r[i] = null;
                            }
                            LinkedFunction caller = (LinkedFunction) r[rb - 1];
                            if (caller == null) {
                                t.valueP = valueP;
                                t.valueR = valueR;
                                return Outcome.DONE;
                            }
                            r[rb - 1] = null;
                            long header = p[pb - 1];
                            pb -= caller.primitives + 1;
                            rb -= caller.references + 1;
                            f = caller;
                            code = f.code;
                            pc = (int) header;
                            int to = (int) code[(int) (header >>> 32)] >>> 16;
                            if (op == Op.RETURN_R) {
                                r[rb + to] = valueR;
                            } else {
                                p[pb + to] = valueP;
                            }
                            continue;
                        }
                        case Op.CALL_NATIVE -> {
                            NativeSite site = f.program.natives[(int) (w >> 32)];
                            int n = 0;
                            int m = 0;
                            int newPb = pb + f.primitives + 1;
                            int newRb = rb + f.references + 1;
                            int count = site.parameters().length;
                            if (newPb + count > p.length || newRb + count > r.length) {
                                stack.grow(t, newPb + count, newRb + count);
                                p = t.p;
                                r = t.r;
                            }
                            for (int i = 0; i < count; i++) {
                                int register = (int) (code[pc + 1 + (i >> 2)] >>> ((i & 3) << 4)) & 0xFFFF;
                                if (i < site.primitives()) {
                                    p[newPb + n++] = p[pb + register];
                                } else {
                                    r[newRb + m++] = r[rb + register];
                                }
                            }
                            save(t, f, pb, rb, pc);
                            int outcome = Suspending.callNative(t, site, p, newPb, r, newRb);
                            if (outcome != Outcome.READY) {
                                return outcome;
                            }
                            if (f.loops != LinkedFunction.Loops.NONE) {
                                // Host code may have been left for this call; it goes on at the next turn of the loop around it.
                                quota = 0;
                            }
                            if (site.primitiveResult()) {
                                p[pb + a] = t.valueP;
                            } else {
                                r[rb + a] = t.valueR;
                            }
                            pc += 1 + (count + 3 >> 2);
                            continue;
                        }
                        case Op.FIELD_GET_P -> p[pb + a] = ((Record) r[rb + b]).p[c];
                        case Op.FIELD_GET_R -> r[rb + a] = ((Record) r[rb + b]).r[c];
                        case Op.FIELD_SET_P -> ((Record) r[rb + a]).p[b] = p[pb + c];
                        case Op.FIELD_SET_R -> ((Record) r[rb + a]).r[b] = r[rb + c];
                        case Op.CASE_TAG -> p[pb + a] = ((Record) r[rb + b]).tag;
                        case Op.LIST_GET_P -> p[pb + a] = ((PrimitiveList) r[rb + b]).get(p[pb + c]);
                        case Op.LIST_GET_R -> r[rb + a] = ((RefList) r[rb + b]).get(p[pb + c]);
                        case Op.LIST_SET_P -> ((PrimitiveList) r[rb + a]).set(p[pb + b], p[pb + c]);
                        case Op.LIST_SET_R -> ((RefList) r[rb + a]).set(p[pb + b], r[rb + c]);
                        case Op.LIST_PUSH_P -> ((PrimitiveList) r[rb + a]).push(p[pb + b]);
                        case Op.LIST_PUSH_R -> ((RefList) r[rb + a]).push(r[rb + b]);
                        case Op.LIST_LENGTH -> p[pb + a] = r[rb + b] instanceof PrimitiveList l ? l.size() : ((RefList) r[rb + b]).size();
                        case Op.GLOBAL_GET_P -> p[pb + a] = f.program.globalP((int) (w >> 32));
                        case Op.GLOBAL_SET_P -> f.program.setGlobalP((int) (w >> 32), p[pb + a]);
                        case Op.GLOBAL_GET_R -> {
                            Object value = f.program.globalR((int) (w >> 32));
                            if (value == null) {
                                Rare.checkGlobal(f.program, (int) (w >> 32));
                            }
                            r[rb + a] = value;
                        }
                        case Op.SEND_P, Op.SEND_R, Op.RECV_P, Op.RECV_R, Op.JOIN_P, Op.JOIN_R, Op.SLEEP, Op.YIELD, Op.SCOPE_EXIT, Op.SCOPE_ABORT, Op.LOCK, Op.WIRE, Op.UNWIRE,
                                Op.SELECT -> {
                            save(t, f, pb, rb, pc);
                            int outcome = Suspending.run(t, w, code, pc);
                            if (outcome != Outcome.READY) {
                                return outcome;
                            }
                            pc = Suspending.complete(t, f, code, pc);
                            continue;
                        }
                        default -> {
                            save(t, f, pb, rb, pc);
                            pc = Rare.run(t, f, w, code, pc, p, pb, r, rb);
                            continue;
                        }
                    }
                    pc++;
                }
            } catch (Halt halt) {
                throw halt;
            } catch (Throwable e) {
                if (!Faults.expected(e)) {
                    throw e;
                }
                thrown = e;
            }
        }
    }

    private static double real(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static void save(GreenThread t, LinkedFunction f, int pb, int rb, int pc) {
        t.function = f;
        t.pb = pb;
        t.rb = rb;
        t.pc = pc;
    }
}
