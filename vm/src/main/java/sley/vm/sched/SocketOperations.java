package sley.vm.sched;

import java.io.IOException;
import java.util.ArrayList;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;

/// Waiting for sockets and closing them. A model decides who watches them: the [Poller], or each kernel thread its own.
final class SocketOperations {
    private final BaseScheduler scheduler;

    SocketOperations(BaseScheduler scheduler) {
        this.scheduler = scheduler;
    }

    int await(GreenThread thread, Descriptor descriptor, boolean writing, String operation) {
        scheduler.interrupts.raiseDue(thread);
        scheduler.watchable(thread);
        Waits.makePlaces(thread, 1);
        descriptor.lock();
        if (descriptor.closed) {
            descriptor.unlock();
            throw descriptor.closed(operation);
        }
        long ticket = scheduler.waits.arm(thread, operation, descriptor);
        thread.awaitsWriting = writing;
        (writing ? descriptor.writers : descriptor.readers).add(Waits.place(thread, ticket));
        scheduler.watch(descriptor);
        descriptor.unlock();
        return scheduler.waits.park(thread, ticket);
    }

    void close(Descriptor descriptor) {
        var woken = new ArrayList<Waiter>();
        descriptor.lock();
        boolean first = !descriptor.closed;
        descriptor.closed = true;
        Waits.claimAll(descriptor.readers, woken);
        Waits.claimAll(descriptor.writers, woken);
        descriptor.unlock();
        for (Waiter w : woken) {
            w.thread.pendingFault = descriptor.closed(w.thread.waitReason);
            scheduler.wake(w.thread);
        }
        if (!first) {
            return;
        }
        try {
            descriptor.channel.close();
        } catch (IOException e) {
            throw new Fault("io", "close " + descriptor.name + ": " + e.getMessage());
        }
        if (descriptor.channel.isRegistered()) {
            scheduler.closed(descriptor);
        }
    }

    void closeNow(Descriptor descriptor) {
        close(descriptor);
        scheduler.release(descriptor);
    }

    /// Blocks the calling kernel thread, which carries the thread, until the thread is woken. The thread has parked on a descriptor and is not committed yet, so nobody
    /// else will run it: a waker finds it early and rouses this kernel thread.
    ///
    /// @param deadline when to return although it was not woken, in this scheduler's clock
    void blockOnSocket(GreenThread thread, SocketWait wait, long deadline) {
        var descriptor = (Descriptor) thread.waitsOn;
        boolean writing = thread.awaitsWriting;
        thread.socketWait = wait;
        for (long ticket = Parking.waiting(thread); ticket >= 0; ticket = Parking.waiting(thread)) {
            long left = deadline == Long.MAX_VALUE ? deadline : deadline - scheduler.clock.now();
            if (left <= 0 || scheduler.stopped()) {
                break;
            }
            if (wait.await(descriptor, writing, left) && Parking.claim(thread, ticket)) {
                Parking.publish(thread);
            }
        }
        thread.socketWait = null;
    }
}
