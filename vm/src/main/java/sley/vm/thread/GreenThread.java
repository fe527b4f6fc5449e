package sley.vm.thread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sley.vm.code.LinkedFunction;
import sley.vm.sched.Limit;
import sley.vm.sched.Scheduler;
import sley.vm.sched.Scope;
import sley.vm.sched.SocketWait;
import sley.vm.sched.SpinLock;
import sley.vm.sched.WaitQueue;
import sley.vm.sched.Waiter;

/// A green thread: its stack on the heap, the result of what it waits for, and its place in the scheduler. Also the value of type `thread<T>`.
///
/// While a thread is RUNNING only its carrier touches it. How it parks and wakes is told in [sley.vm.sched.Parking], which owns [#state].
public final class GreenThread extends SpinLock {
    public static final VarHandle STATE;
    public static final VarHandle POLL;
    public static final VarHandle INTERRUPT;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(GreenThread.class, "state", long.class);
            POLL = MethodHandles.lookup().findVarHandle(GreenThread.class, "poll", boolean.class);
            INTERRUPT = MethodHandles.lookup().findVarHandle(GreenThread.class, "interrupt", Fault.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Waiter[] NO_WAITERS = {};

    // ---- Stack; written by the engine. Layout in [LinkedFunction].
    public long[] p;
    public Object[] r;
    /// Index of register 0 of the running frame in each bank.
    public int pb;
    public int rb;
    /// The running function and the pc to go on at. When the thread parked inside an instruction, the pc of that instruction, and `resuming` is true.
    public LinkedFunction function;
    public int pc;
    /// Set by the engine before it returns PARKED: the instruction at `pc` must be completed from the `value…` fields, not begun again.
    public boolean resuming;
    /// Not 0 while host code of tier 2 gives its frames back to the stack, and says why; see [sley.vm.interpret.Seam].
    public int suspended;
    /// How far the frames of host code may reach in each bank.
    public int limitP;
    public int limitR;

    // ---- Result of the operation that just completed; written by the operation itself (READY) or by the waker (PARKED).
    public long valueP;
    public Object valueR;
    /// receive: a value came (false: closed and drained).
    public boolean valueOk;
    /// select: number of the case that was done, or the count of cases when none was.
    public int selected;
    /// When not null, the operation failed: the engine takes it (sets it to null) and raises it at `pc`.
    public Fault pendingFault;
    /// The native operation to go on with after the wait, or null.
    public Operation operation;

    // ---- Outcome of the whole thread; written by the engine before it returns DONE or FAILED, published by `ended`.
    public long resultP;
    public Object resultR;
    public Fault failure;
    public volatile boolean ended;
    /// Whether a `join` raised the failure.
    public volatile boolean failureTaken;

    /// Polled at safepoints; true asks the engine to call [Scheduler#safepoint].
    public volatile boolean poll;

    // ---- Waiting; see [sley.vm.sched.Parking].
    public volatile long state;
    /// What it waits for; null while it does not. Written by the thread before it arms; whoever else reads these reads [#state] first.
    public String waitReason;
    public Object waitsOn;
    /// When it began to wait, in the ticks of [sley.vm.sched.Scheduler#ticks]. Read as the two above.
    public int waitsSince;
    /// It is in a call that may block its kernel thread, and touches nothing of the program.
    public volatile boolean inBlockingCall;
    /// Its place in the last census; only whoever takes that touches it.
    public int mark;
    /// Places in queues of channels, mutexes and threads; the first is the only one except in a select.
    public Waiter[] waiters = NO_WAITERS;
    public int waiterCount;
    /// The cases of its last select, kept for the next one of as many; null before the first.
    public SelectCases cases;
    /// The cancellation that is to be raised at the next suspension point. Set by anyone, taken by whoever raises it.
    public volatile Fault interrupt;

    /// `interrupt` is to be raised at the next safepoint already; see [sley.vm.sched.Interrupts#end].
    public volatile boolean urgent;
    /// What is raised at each safepoint and suspension point until the thread has ended; null as a rule.
    public volatile Fault doomed;
    /// How often `doomed` was raised; only the thread itself touches it.
    public int doomedRaises;
    /// Ends the blocking call that the thread is in before its time, or null when it is in none that can. The thread sets it and then looks for an
    /// interrupt; an interrupter writes the interrupt and then looks here. It may be run late, so whoever is woken looks again.
    public volatile Runnable blocker;
    /// The C library's `errno` after the thread's last foreign call.
    public int errno;

    // ---- Scopes and time limits
    /// The innermost scope that this thread is inside of, or null; only the thread itself touches it.
    public Scope scope;
    /// It waits for the members of its scope.
    public boolean scopeWaits;
    /// The scope that waits for this thread, or null; set before it starts.
    public Scope memberOf;
    /// The innermost time limit, or null; only the thread itself touches it.
    public Limit limit;
    /// When the current wait ends by itself, in the scheduler's clock; only for models that have no timers.
    public long wakeAt;

    /// What it waits for a descriptor to be able to do: to write or connect, else to read or accept.
    public boolean awaitsWriting;
    /// Through this its kernel thread waits for a socket and can be roused; null when it does not.
    public volatile SocketWait socketWait;

    /// When it began to wait for a mutex, and whether it was woken with it.
    public long lockSince;
    public boolean hasLock;
    /// It was woken with a turn for a blocking call, which it has not made yet.
    public boolean hasTurn;

    /// Values of thread-local variables, by key; made on first use.
    private Map<Object, Object> locals;

    public final Scheduler scheduler;
    public final long id;
    public final boolean detached;
    public final String name;
    /// The policy's own data: the kernel thread in 1:1, the link in a run queue.
    public volatile Thread kernelThread;
    public volatile int waitingForOthers;
    public GreenThread next;
    /// When it became runnable, in the scheduler's clock; only for the statistics.
    public long runnableSince;
    /// How many `lockThread` blocks it is inside of.
    public int wired;
    /// Threads that wait for this one to end, or null; the queue is under the lock of this object.
    public volatile WaitQueue joiners;
    /// Which list of threads it is in; see [sley.vm.sched.Registry].
    public byte shard;
    /// Links of that list.
    public GreenThread olderThread;
    public GreenThread newerThread;
    /// Links of the list of the members of its scope.
    public GreenThread olderMember;
    public GreenThread newerMember;

    public GreenThread(Scheduler scheduler, long id, String name, boolean detached) {
        this.scheduler = scheduler;
        this.id = id;
        this.name = name;
        this.detached = detached;
    }

    /// For itself: nothing is to be raised at a suspension point, nor does anything else want its attention there.
    public boolean undisturbed() {
        return !poll && interrupt == null && doomed == null && limit == null && scope == null;
    }

    /// Values of its thread-local variables, for a look while it is stopped.
    public Collection<Object> localValues() {
        return locals == null ? List.of() : locals.values();
    }

    public Map<Object, Object> locals() {
        if (locals == null) {
            locals = new HashMap<>();
        }
        return locals;
    }
}
