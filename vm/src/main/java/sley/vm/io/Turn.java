package sley.vm.io;

import sley.vm.sched.External;
import sley.vm.sched.Scheduler;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Operation;
import sley.vm.thread.Outcome;

/// Lets one thread at a time do something that may wait, such as writing all of a text; the others park until it is their turn.
final class Turn {
    private final External queue = new External();
    private boolean taken;
    private boolean wanted;

    /// @param again what to do when it is worth asking again
    /// @return READY when it is the caller's turn, else PARKED
    int take(GreenThread thread, Operation again, String reason) {
        queue.lock();
        if (taken) {
            wanted = true;
            thread.operation = again;
            return thread.scheduler.await(thread, queue, reason);
        }
        taken = true;
        queue.unlock();
        return Outcome.READY;
    }

    void leave(Scheduler scheduler) {
        queue.lock();
        taken = false;
        boolean wake = wanted;
        wanted = false;
        queue.unlock();
        if (wake) {
            scheduler.wakeAll(queue);
        }
    }
}
