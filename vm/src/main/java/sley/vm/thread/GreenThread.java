package sley.vm.thread;

import sley.vm.code.LinkedFunction;
import sley.vm.sched.Scheduler;

/// A green thread: its stack on the heap, the result of what it waits for, and its place in the scheduler. Also the value of type `thread<T>`.
///
/// Ownership: while the thread is RUNNING only its carrier touches it; a waker that has won the right to wake it (see [Scheduler]) writes the `value…` fields
/// before it makes the thread runnable, and nobody else may. Fields say who writes them.
public final class GreenThread {
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

    // ---- Result of the operation that just completed; written by the operation itself (READY) or by the waker (PARKED).
    public long valueP;
    public Object valueR;
    /// receive: a value came (false: closed and drained). select: unused for sends.
    public boolean valueOk;
    /// select: number of the case that was done, or the count of cases for `else`/`after`.
    public int selected;
    /// When not null, the operation failed: the engine takes it (sets it to null) and raises it at `pc`.
    public Fault pendingFault;

    // ---- Outcome of the whole thread; written by the engine before it returns DONE or FAILED.
    public long resultP;
    public Object resultR;
    public Fault failure;

    /// Polled at safepoints with a plain read of a field that others set opaquely; true asks the engine to call [Scheduler#safepoint].
    public volatile boolean poll;

    public final Scheduler scheduler;
    public final long id;
    public volatile String name;

    public GreenThread(Scheduler scheduler, long id, String name) {
        this.scheduler = scheduler;
        this.id = id;
        this.name = name;
    }
}
