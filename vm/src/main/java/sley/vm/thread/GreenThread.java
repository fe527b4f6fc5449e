package sley.vm.thread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import sley.vm.code.LinkedFunction;
import sley.vm.sched.Limit;
import sley.vm.sched.Scheduler;
import sley.vm.sched.Scope;
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
    public static final VarHandle CANCELLED;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(GreenThread.class, "state", long.class);
            POLL = MethodHandles.lookup().findVarHandle(GreenThread.class, "poll", boolean.class);
            CANCELLED = MethodHandles.lookup().findVarHandle(GreenThread.class, "cancelled", boolean.class);
            INTERRUPT = MethodHandles.lookup().findVarHandle(GreenThread.class, "interrupt", Fault.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

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

    // ---- Result of the operation that just completed; written by the operation itself (READY) or by the waker (PARKED). At last, that of the whole thread: written by the engine before
    // it returns DONE, published by `ended`.
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

    /// How the thread failed; written by the engine before it returns FAILED, published by `ended`.
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
    /// Its place in the queue of a channel, mutex or thread, kept from wait to wait; a select takes more, linked by `sibling`. Null before the first wait of this kind.
    public Waiter waiter;
    /// How many places it is using.
    public int waiterCount;
    /// The cancellation that is to be raised at the next suspension point. Set by anyone, taken by whoever raises it.
    public volatile Fault interrupt;

    /// It was cancelled: that is done once. Set by whoever cancels it first.
    public volatile boolean cancelled;

    /// `interrupt` is to be raised at the next safepoint already; see [sley.vm.sched.Interrupts#end].
    public volatile boolean urgent;
    /// What is raised at each safepoint and suspension point until the thread has ended; null as a rule.
    public volatile Fault doomed;
    /// What few threads need; see [#seldom()].
    private volatile Seldom seldom;

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

    /// When it began to wait for a mutex, in [#micros], and whether it was woken with it.
    public int lockSince;
    public boolean hasLock;

    public final Scheduler scheduler;
    public final long id;
    public final boolean detached;
    public final String name;
    /// The policy's own data: the kernel thread in 1:1, the link in a run queue.
    public volatile Thread kernelThread;
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

    /// What few threads need; made on first use, by the thread itself.
    public Seldom seldom() {
        Seldom made = seldom;
        if (made == null) {
            made = new Seldom();
            seldom = made;
        }
        return made;
    }

    /// For others: null when the thread has never needed any of it.
    public Seldom seldomOrNull() {
        return seldom;
    }

    /// Its kernel thread waits for a socket.
    public boolean blocksOnSocket() {
        Seldom made = seldom;
        return made != null && made.socketWait != null;
    }

    /// A time of the scheduler's clock, for `lockSince`: wraps after 73 minutes.
    public static int micros(long clock) {
        return (int) (clock / 1000);
    }
}
