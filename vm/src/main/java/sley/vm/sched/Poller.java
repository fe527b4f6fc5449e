package sley.vm.sched;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import sley.vm.thread.Fault;

/// Waits for sockets, in a kernel thread of its own, and wakes the threads that wait for them. Interest is one-shot: a descriptor is watched only while threads are in
/// its queues. Only the poller's thread touches the selector's keys; others leave it a note and wake it.
final class Poller {
    private final BaseScheduler scheduler;
    private final ConcurrentLinkedQueue<Descriptor> changed = new ConcurrentLinkedQueue<>();
    private volatile Selector selector;
    private volatile boolean ended;

    Poller(BaseScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// A thread has queued at the descriptor, or it was closed.
    void changed(Descriptor descriptor) {
        Selector s = selector == null ? begin() : selector;
        changed.add(descriptor);
        s.wakeup();
    }

    private synchronized Selector begin() {
        if (selector == null) {
            try {
                selector = Selector.open();
            } catch (IOException e) {
                throw new Fault("io", "poll: " + e.getMessage());
            }
            var thread = new Thread(null, this::run, "sley-poller");
            thread.setDaemon(true);
            thread.start();
        }
        return selector;
    }

    void end() {
        ended = true;
        Selector s = selector;
        if (s != null) {
            s.wakeup();
        }
    }

    private void run() {
        try (Selector s = selector) {
            var closed = new ArrayList<Descriptor>();
            while (!ended) {
                if (closed.isEmpty()) {
                    s.select();
                } else {
                    // This lets go of the keys of closed channels; only then are their descriptors given back.
                    s.selectNow();
                    closed.forEach(Poller::released);
                    closed.clear();
                }
                for (SelectionKey key : s.selectedKeys()) {
                    ready((Descriptor) key.attachment(), key);
                }
                s.selectedKeys().clear();
                for (Descriptor d = changed.poll(); d != null; d = changed.poll()) {
                    if (watch(d)) {
                        closed.add(d);
                    }
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            scheduler.ending.broken(e);
        }
    }

    private static void released(Descriptor descriptor) {
        CountDownLatch latch = descriptor.released;
        if (latch != null) {
            latch.countDown();
        }
    }

    /// @return whether it is closed
    private boolean watch(Descriptor descriptor) {
        descriptor.lock();
        boolean closed = descriptor.closed;
        int interest = closed ? 0 : descriptor.interest();
        descriptor.unlock();
        try {
            if (descriptor.key != null) {
                descriptor.key.interestOps(interest);
            } else if (interest != 0) {
                descriptor.key = descriptor.channel.register(selector, interest, descriptor);
            }
        } catch (CancelledKeyException | ClosedChannelException _) {
            // Whoever closed it has woken its threads.
        }
        return closed;
    }

    private void ready(Descriptor descriptor, SelectionKey key) {
        int operations;
        try {
            operations = key.readyOps();
        } catch (CancelledKeyException _) {
            return;
        }
        var woken = new ArrayList<Waiter>();
        descriptor.lock();
        if ((operations & descriptor.readOperation) != 0) {
            claim(descriptor.readers, woken);
        }
        if ((operations & descriptor.writeOperation) != 0) {
            claim(descriptor.writers, woken);
        }
        descriptor.unlock();
        watch(descriptor);
        woken.forEach(w -> scheduler.wake(w.thread));
    }

    static void claim(WaitQueue queue, ArrayList<Waiter> into) {
        for (Waiter w = queue.claimFirst(); w != null; w = queue.claimFirst()) {
            into.add(w);
        }
    }
}
