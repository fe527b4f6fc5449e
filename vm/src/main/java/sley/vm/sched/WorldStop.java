package sley.vm.sched;

import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Lets somebody look at all threads while none of them runs.
///
/// Who looks says that a stop is wanted and asks running threads to come to a safepoint. Whoever is about to run a thread looks here first and waits until the look
/// is over. A thread in a blocking call counts as stopped: it touches nothing of the program, and looks here before it goes on. What wakes parked threads from outside
/// (the poller, timers) goes on, so a parked thread may become runnable meanwhile, but does not run.
final class WorldStop {
    /// Pauses between looks whether all threads have stopped: at first short, then a share of the time waited so far.
    private static final long PAUSE_NANOS = 20_000;
    private static final int PAUSES = 20;

    private final ReentrantLock looking = new ReentrantLock();
    private volatile boolean wanted;

    boolean wanted() {
        return wanted;
    }

    /// One look at a time. [#end] must follow in any case.
    ///
    /// @param still whether no thread runs, nor will as long as the stop is wanted; asks those that run to come to a safepoint
    /// @return false when some thread did not come to a safepoint in time: it runs, and what it touches may change
    boolean begin(long mostNanos, BooleanSupplier still) {
        looking.lock();
        wanted = true;
        long from = System.nanoTime();
        // Twice, because what a processor runs is written without a fence: the second look comes long after such a write is seen.
        int looks = 0;
        while ((looks = still.getAsBoolean() ? looks + 1 : 0) < 2) {
            long waited = System.nanoTime() - from;
            if (waited > mostNanos) {
                return false;
            }
            LockSupport.parkNanos(Math.max(PAUSE_NANOS, waited / PAUSES));
        }
        return true;
    }

    void end() {
        synchronized (this) {
            wanted = false;
            notifyAll();
        }
        looking.unlock();
    }

    /// Waits while a stop is wanted.
    synchronized void pause() {
        while (wanted) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException("carriers are not interrupted", e);
            }
        }
    }
}
