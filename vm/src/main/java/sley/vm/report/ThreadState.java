package sley.vm.report;

import java.util.Locale;
import sley.vm.sched.Parking;
import sley.vm.thread.GreenThread;

/// The states of a green thread as people are told them; how they follow from the scheduler's phases. `docs/threads.md` explains the words.
public enum ThreadState {
    /// A kernel thread runs its code.
    RUNNING,
    /// It could run and waits for a processor.
    RUNNABLE,
    /// It is parked.
    WAITING,
    /// It is in a call that may block its kernel thread.
    BLOCKED;

    /// @param wasRunning whether it ran when it was stopped for the look
    static ThreadState of(GreenThread thread, boolean wasRunning) {
        if (thread.inBlockingCall) {
            return BLOCKED;
        }
        if (Parking.running(thread) || wasRunning) {
            return RUNNING;
        }
        // Where a socket blocks its kernel thread, the wait is never committed.
        return Parking.parked(thread) || thread.blocksOnSocket() ? WAITING : RUNNABLE;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
