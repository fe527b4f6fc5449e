package sley.vm.io;

import sley.vm.sched.External;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Operation;
import sley.vm.thread.Outcome;

/// Lets one thread at a time do something that may wait, such as reading a line or writing all of a text; the others park until it is their turn, first come, first served.
///
/// # How threads share a stream
///
/// A stream has a turn for its readers and one for its writers. For writers the reason is plain: texts must not mix. For readers it is the *buffer*. What comes from outside wakes
/// whoever waits outside (in the poller, in the kernel), and it comes once: the first reader that runs takes all of it, its own line and those behind it. If others waited outside too,
/// they would go on waiting for more, with their lines in the buffer.
///
/// Rejected: that a reader who leaves something in the buffer wakes the others. One that has found the buffer empty and is just about to wait outside would have to be found too, in each
/// kind of stream and under each thread model, since each has its own way of waiting.
///
/// So:
/// 1. Only who has the turn touches the buffer or waits for the source.
/// 2. It leaves the turn when its operation is over, however that ends: with a result, at the end of the input, by an error, by `cancel`, `within` or `close`.
/// 3. Leaving gives the turn to the first thread in the queue that still waits, in one step: who comes now queues behind. That one looks into the buffer first.
///
/// A thread that waits for its turn waits for nothing outside, so it can be interrupted in any kind of stream, and holds no kernel thread. Closing a stream wakes the one that has the
/// turn; the others follow it one by one, and each finds the stream closed.
final class Turn {
    /// Its lock guards the field below.
    private final External queue = new External();
    /// Whose turn it is, or null.
    private GreenThread owner;

    /// @return whether nobody had the turn; the caller has it now
    boolean tryTake(GreenThread thread) {
        queue.lock();
        boolean free = owner == null;
        if (free) {
            owner = thread;
        }
        queue.unlock();
        return free;
    }

    /// @param again what to do when the turn has come; it calls this once more
    /// @return READY when it is the caller's turn, else PARKED
    int take(GreenThread thread, Operation again, String reason) {
        queue.lock();
        if (owner != null && owner != thread) {
            thread.operation = again;
            return thread.scheduler.await(thread, queue, reason);
        }
        owner = thread;
        queue.unlock();
        return Outcome.READY;
    }

    /// The thread is done, or has given up; no harm when it is not its turn.
    void leave(GreenThread thread) {
        GreenThread next = null;
        queue.lock();
        if (owner == thread) {
            next = queue.claimFirst();
            owner = next;
        }
        queue.unlock();
        if (next != null) {
            next.scheduler.wake(next);
        }
    }
}
