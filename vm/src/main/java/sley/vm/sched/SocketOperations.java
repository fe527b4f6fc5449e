package sley.vm.sched;

import java.io.IOException;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Seldom;

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
        Seldom seldom = thread.seldom();
        descriptor.lock();
        if (descriptor.closed) {
            descriptor.unlock();
            throw descriptor.closed(operation);
        }
        long ticket = scheduler.waits.arm(thread, operation, descriptor);
        seldom.awaitsWriting = writing;
        (writing ? descriptor.writers : descriptor.readers).add(Waits.place(thread, ticket));
        OutOfMemoryError unable = watch(descriptor);
        descriptor.unlock();
        if (unable != null && Parking.disarm(thread, ticket)) {
            scheduler.waits.resumed(thread);
            throw unable;
        }
        return scheduler.waits.park(thread, ticket);
    }

    /// @return null when somebody waits for the descriptor now
    private OutOfMemoryError watch(Descriptor descriptor) {
        try {
            scheduler.watch(descriptor);
            return null;
        } catch (OutOfMemoryError e) {
            return e;
        }
    }

    void close(Descriptor descriptor) {
        descriptor.lock();
        boolean first = !descriptor.closed;
        descriptor.closed = true;
        Waiter readers = Waits.claimAll(descriptor.readers);
        Waiter writers = Waits.claimAll(descriptor.writers);
        descriptor.unlock();
        wake(readers, descriptor);
        wake(writers, descriptor);
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

    private void wake(Waiter first, Descriptor descriptor) {
        for (Waiter w = first; w != null; ) {
            Waiter next = Waits.unlink(w);
            w.thread.pendingFault = descriptor.closed(w.thread.waitReason);
            scheduler.wake(w.thread);
            w = next;
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
        Seldom seldom = thread.seldom();
        boolean writing = seldom.awaitsWriting;
        seldom.socketWait = wait;
        for (long ticket = Parking.waiting(thread); ticket >= 0; ticket = Parking.waiting(thread)) {
            long left = deadline == Long.MAX_VALUE ? deadline : deadline - scheduler.clock.now();
            if (left <= 0 || scheduler.stopped()) {
                break;
            }
            if (wait.await(descriptor, writing, left) && Parking.claim(thread, ticket)) {
                if (scheduler.tracer != null) {
                    scheduler.tracer.because(Tracer.Source.SOCKET);
                    scheduler.tracer.woken(thread);
                    scheduler.tracer.because(Tracer.Source.CALLER);
                }
                Parking.publish(thread);
            }
        }
        seldom.socketWait = null;
    }
}
