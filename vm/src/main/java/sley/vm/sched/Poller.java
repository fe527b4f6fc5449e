package sley.vm.sched;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;

/// Waits for the sockets of a [Pool]. It has no kernel thread of its own: a carrier that finds no other work asks it without waiting, the keeper waits in it, and the
/// monitor asks when nobody did for [#LATEST]. One kernel thread at a time is in it; the others do not queue for that.
///
/// **Interest.** A thread queues at its [Descriptor] and then, under the descriptor's lock, has the selector watch it, unless it does so already. Interest is one-shot as far as
/// anybody can see: an event wakes those who are in the queue then. It is taken back only when an event finds nobody, so a connection whose thread reads again before the next
/// event costs no system call for it. An event of a closed descriptor finds no thread: its queues are empty, a key is never used again, and a late claim has an old ticket.
///
/// **No event is missed.** Whoever changes the interest looks afterwards whether a kernel thread waits in the selector, and rouses it; whoever is about to wait says so first.
final class Poller {
    /// Events are looked for at least so often, however busy all carriers are.
    private static final long LATEST = 10_000_000;
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    /// Arbitrary: so late may an event be noticed in the last millisecond before a deadline; and one takes the kernel some ten microseconds.
    static final long NAP = 100_000;

    /// Held by the kernel thread that is in the selector.
    private final ReentrantLock lock = new ReentrantLock();
    /// Threads in the queues of descriptors.
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Selector selector;
    /// A closed descriptor is still held by the selector.
    private volatile boolean holding;
    /// A kernel thread waits in the selector, or is about to.
    private volatile boolean occupied;
    private volatile long polledAt;
    /// Looks at the selector so far; written under the lock.
    private volatile long polls;
    /// What [#ready] collects, linked by `next`; used under the lock.
    private GreenThread first;
    private GreenThread last;

    /// Opens the selector when it is needed for the first time.
    void open() {
        if (selector == null) {
            synchronized (this) {
                if (selector == null) {
                    try {
                        selector = Selector.open();
                    } catch (IOException e) {
                        throw new Fault("io", "wait for sockets: " + String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
                    }
                }
            }
        }
    }

    /// How many threads wait for it.
    int waiting() {
        return waiting.get();
    }

    /// Whether threads wait for it.
    boolean awaited() {
        return waiting.get() > 0;
    }

    /// Whether nobody has looked for a while, and somebody should.
    boolean late(long now) {
        return worthwhile() && now - polledAt > LATEST;
    }

    private boolean worthwhile() {
        return !occupied && (waiting.get() > 0 || holding);
    }

    long polls() {
        return polls;
    }

    /// A thread has queued at the descriptor, whose lock is held.
    void watch(Descriptor descriptor) {
        waiting.incrementAndGet();
        int wanted = descriptor.watched | descriptor.interest();
        if (wanted == descriptor.watched) {
            return;
        }
        try {
            if (descriptor.key == null) {
                descriptor.key = descriptor.channel.register(selector, wanted, descriptor);
            } else {
                descriptor.key.interestOps(wanted);
            }
            descriptor.watched = wanted;
        } catch (CancelledKeyException | ClosedChannelException | ClosedSelectorException _) {
            // Whoever closed it wakes its threads, or the program has ended.
            return;
        }
        rouse();
    }

    /// A thread that waited goes on.
    void unwatch() {
        waiting.decrementAndGet();
    }

    /// A channel that the selector watches was closed.
    void closed() {
        holding = true;
        rouse();
    }

    /// Lets whoever waits in the selector return.
    void rouse() {
        if (occupied) {
            selector.wakeup();
        }
    }

    /// Looks for events without waiting, unless somebody else is at it.
    ///
    /// @param now the scheduler's clock
    /// @return the threads that this call claimed for the caller, linked by `next`; null when there is none
    GreenThread poll(long now) {
        if (!worthwhile() || !lock.tryLock()) {
            return null;
        }
        try {
            polledAt = now;
            return select(0);
        } finally {
            lock.unlock();
        }
    }

    /// What a kernel thread that will wait must call first; then it looks once more whether it is wanted for something else, then calls [#await], and always [#leave].
    void occupy() {
        lock.lock();
        occupied = true;
    }

    /// Waits for events, at most `nanos`, perhaps less: the caller looks at its clock and waits again. The host's selector counts milliseconds, so the last part of one is slept in short
    /// naps, between which the events are looked for.
    ///
    /// @return as [#poll]; null too when it was roused or the time is over
    GreenThread await(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            return select(-1);
        }
        if (nanos < MILLI) {
            LockSupport.parkNanos(this, Math.min(nanos, NAP));
        }
        return select(nanos / MILLI);
    }

    void leave(long now) {
        polledAt = now;
        occupied = false;
        lock.unlock();
    }

    /// @param millis at most so long; 0 not at all, negative without end
    private GreenThread select(long millis) {
        first = null;
        last = null;
        holding = false;
        polls++;
        try {
            if (millis == 0) {
                selector.selectNow(this::ready);
            } else {
                selector.select(this::ready, Math.max(0, millis));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the selector failed", e);
        } catch (OutOfMemoryError _) {
            // What it had no memory to tell it tells the next time. Those that are claimed already must be woken.
            return first;
        } catch (ClosedSelectorException _) {
            // The program has ended.
            return null;
        }
        return first;
    }

    private void ready(SelectionKey key) {
        var descriptor = (Descriptor) key.attachment();
        descriptor.lock();
        try {
            int operations = key.readyOps();
            int unwanted = 0;
            if ((operations & descriptor.readOperation) != 0 && !claim(descriptor.readers)) {
                unwanted = descriptor.readOperation;
            }
            if ((operations & descriptor.writeOperation) != 0 && !claim(descriptor.writers)) {
                unwanted |= descriptor.writeOperation;
            }
            // It connects with another operation than it writes with.
            unwanted |= operations & ~(descriptor.readOperation | descriptor.writeOperation);
            if (unwanted != 0) {
                descriptor.watched &= ~unwanted;
                key.interestOps(descriptor.watched);
            }
        } catch (CancelledKeyException _) {
            // Whoever closed it wakes its threads.
        } finally {
            descriptor.unlock();
        }
    }

    /// @return whether there was anybody
    private boolean claim(WaitQueue queue) {
        boolean any = false;
        for (Waiter w = queue.claimFirst(); w != null; w = queue.claimFirst()) {
            any = true;
            w.thread.next = null;
            if (last == null) {
                first = w.thread;
            } else {
                last.next = w.thread;
            }
            last = w.thread;
        }
        return any;
    }

    /// Sees to it that the selector lets go of a closed channel; only then is the kernel's descriptor given back. A blocking call.
    ///
    /// @return as [#poll], of a look that became necessary
    GreenThread release(Descriptor descriptor) {
        while (descriptor.channel.isRegistered()) {
            // Whoever waits in the selector lets go of it on its way out.
            rouse();
            if (lock.tryLock()) {
                try {
                    GreenThread claimed = select(0);
                    if (claimed != null) {
                        return claimed;
                    }
                } finally {
                    lock.unlock();
                }
            } else {
                Thread.onSpinWait();
            }
        }
        return null;
    }

    /// The program has ended.
    void close() {
        Selector s = selector;
        if (s != null) {
            try {
                s.close();
            } catch (IOException e) {
                throw new IllegalStateException("the selector cannot be closed", e);
            }
        }
    }
}
