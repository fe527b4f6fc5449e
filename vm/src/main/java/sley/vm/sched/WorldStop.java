package sley.vm.sched;

import java.util.concurrent.locks.ReentrantLock;

/// Lets somebody look at all threads while none of them runs.
///
/// Who looks says that a stop is wanted and asks running threads to come to a safepoint. Whoever is about to run a thread looks here first and waits until the look
/// is over. A thread in a blocking call counts as stopped: it touches nothing of the program, and looks here before it goes on. What wakes parked threads from outside
/// (the poller, timers) goes on, so a parked thread may become runnable meanwhile, but does not run.
final class WorldStop {
    private final ReentrantLock looking = new ReentrantLock();
    private volatile boolean wanted;

    boolean wanted() {
        return wanted;
    }

    /// One look at a time.
    void begin() {
        looking.lock();
        wanted = true;
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
