package sley.vm.sched;

import java.util.List;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;

/// What the program as a whole wants to know.
public interface Ending {
    /// A thread ended with an error that nobody waits for and that ends the program.
    void uncaught(GreenThread thread, Fault failure);

    /// Waits can never end any more.
    void deadlock(List<GreenThread> threads);

    /// `exit(code)` was called.
    void exit(int code);

    /// All threads have ended; `failed` those whose errors were never raised by a `join`.
    void finished(List<GreenThread> failed);

    /// Whether the scheduler goes on when all threads have ended or wait for ever: the session may still spawn others.
    default boolean lasting() {
        return false;
    }

    /// A thread has ended. @return true when its failure, if any, has been dealt with
    default boolean ended(GreenThread thread) {
        return false;
    }

    /// The VM itself is at fault.
    void broken(Throwable cause);
}
