package sley.vm.thread;

/// How an operation that may suspend, or a run of the engine, ended. Plain numbers, because they are looked at after every such instruction.
public final class Outcome {
    /// The operation is complete; its result, if any, lies in the thread's `value…` fields. The thread goes on.
    public static final int READY = 0;
    /// The thread has begun to park: its frames are saved, it is registered with whatever will wake it, and whoever runs it must return to the
    /// carrier at once without touching the thread again. On resumption the result lies in the `value…` fields (or in `pendingFault`).
    public static final int PARKED = 1;
    /// The thread gave up the processor at a safepoint or by `yield` and is still runnable; the carrier queues it. No result is pending.
    public static final int YIELDED = 2;
    /// The thread's first function returned; its result lies in `resultP` or `resultR`. (Engine only.)
    public static final int DONE = 3;
    /// An error left the thread's first function; it lies in `failure`. (Engine only.)
    public static final int FAILED = 4;

    /// The thread has ended the program: nobody runs it any more. (Engine only.)
    public static final int HALTED = 5;

    private Outcome() {}
}
