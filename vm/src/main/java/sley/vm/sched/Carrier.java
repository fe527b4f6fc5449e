package sley.vm.sched;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// A kernel thread that runs green threads while it has a processor. Without one it waits: as a spare, as the keeper of the timers (one carrier at a time sleeps until
/// the first deadline), in a blocking call, or, when a green thread is wired to it, for that thread.
final class Carrier extends KernelThread {
    private static final long STACK = 16L << 20;
    private static final long SPARE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /// After so many threads that were to run next, each because the one before it woke it, one of the ring has its turn: two threads that wake each other do not make the others
    /// wait until their slice is over.
    private static final int MOST_NEXT_IN_A_ROW = 8;

    final Pool pool;
    final int number;
    /// Null while it has none. Only the carrier itself touches it.
    Processor processor;
    /// The processor it gave up for a blocking call.
    Processor before;
    /// Written by whoever hands a processor to this carrier, then it is unparked.
    volatile Processor handed;
    /// A processor will be handed to it, perhaps in a moment.
    boolean promised;
    /// It looks for work of others; counted in [Pool#searching]. With `handed`, written before it.
    boolean spinning;
    /// The thread that is wired to this carrier, or null.
    GreenThread wired;
    /// It is the keeper and waits for sockets, or is about to.
    volatile boolean selecting;
    private final Thief thief;
    /// Its own way to wait for a socket; made when that is first needed.
    private SocketWait socketWait;
    /// Threads that it claimed as the keeper, linked by `next`.
    GreenThread claimed;
    /// The thread it goes on with after it has waited for a socket in its place.
    GreenThread again;
    /// The thread it runs, or that is in a blocking call on it; for reports.
    GreenThread carried;
    /// Link in the list of spares, guarded by the lock of the pool.
    Carrier nextSpare;

    Carrier(Pool pool, int number) {
        super("sley-carrier-" + number, STACK);
        this.pool = pool;
        this.thief = new Thief(this);
        this.number = number;
    }

    @Override
    public void run() {
        try {
            while (!pool.stopping && (processor != null || receive())) {
                if (pool.world.wanted()) {
                    processor.paused = true;
                    pool.world.pause();
                    processor.paused = false;
                }
                GreenThread thread = wired != null ? wired : again != null ? again : find();
                again = null;
                if (thread != null) {
                    carry(thread);
                }
            }
        } catch (Throwable t) {
            pool.broken(t);
        } finally {
            pool.carriers.gone(this);
        }
    }

    // ---- Running

    private void carry(GreenThread thread) {
        if (thread.kernelThread != null && thread.kernelThread != this) {
            Processor given = processor;
            processor = null;
            pool.carriers.hand((Carrier) thread.kernelThread, given);
            return;
        }
        if (pool.measuring && thread.runnableSince != 0) {
            processor.counters.longestWait = Math.max(processor.counters.longestWait, pool.clock.now() - thread.runnableSince);
        }
        Parking.start(thread);
        carried = thread;
        processor.setRunning(thread);
        processor.addedBefore = processor.queue.added();
        processor.counters.switches++;
        // The end of the pool may have come after this carrier looked for it, and the thread may have left its code for that on another one, which cleared `poll`.
        if (pool.restless || pool.stopping) {
            thread.poll = true;
        }
        if (pool.tracer != null) {
            pool.tracer.runs(thread, processor.number);
        }
        int outcome = pool.run(thread);
        if (pool.tracer != null) {
            pool.tracer.left(thread, outcome);
        }
        Processor left = processor;
        if (left != null) {
            left.setRunning(null);
            left.crowded = false;
            impatient(left, thread);
        }
        if (pool.restless && left != null) {
            Chance.dawdle(left.random());
        }
        switch (outcome) {
            case Outcome.PARKED -> {
                if (left != null && pool.measuring) {
                    left.counters.park(thread);
                }
                if (!pool.polling && thread.waitsOn instanceof Descriptor) {
                    pool.leaving.untilSocket(thread, this);
                } else if (Parking.commit(thread)) {
                    pool.enqueue(thread);
                }
            }
            case Outcome.YIELDED -> {
                if (left != null) {
                    left.counters.yields++;
                }
                if (pool.measuring) {
                    thread.runnableSince = pool.clock.now();
                }
                Parking.yield(thread);
                pool.global(thread);
                if (thread.urgent) {
                    thread.poll = true;
                }
            }
            case Outcome.HALTED -> { }
            default -> {
                if (thread.wired > 0) {
                    unwire();
                }
                pool.lifecycle.ended(thread, outcome);
            }
        }
        carried = null;
        if (wired != null && processor != null) {
            Processor given = processor;
            processor = null;
            pool.handOver(given);
        }
    }

    /// The thread that was to run next gets its turn now, so the running one need not look at its safepoints how long that takes; see [Pool#enqueue].
    private static void impatient(Processor p, GreenThread thread) {
        if (p.patience > 0) {
            p.patience = 0;
            GreenThread.POLL.setOpaque(thread, false);
        }
    }

    void makeSocketWait() {
        if (socketWait == null) {
            socketWait = new SocketWait();
        }
    }

    SocketWait socketWait() {
        return socketWait;
    }

    void closeSocketWait() {
        if (socketWait != null) {
            socketWait.close();
        }
    }

    void wire(GreenThread thread) {
        wired = thread;
        thread.kernelThread = this;
    }

    void unwire() {
        wired.kernelThread = null;
        wired = null;
    }

    // ---- Finding work

    /// The next thread to run; null when this carrier has given its processor away, or should look again.
    private GreenThread find() {
        Processor p = processor;
        if (p.preempt) {
            pool.endSlice(p);
        }
        pool.wakeups.fireDue(p, p.counters);
        // It inherits the slice, so this comes to an end.
        GreenThread thread = p.nextInARow++ < MOST_NEXT_IN_A_ROW ? p.queue.pollNext() : null;
        if (thread != null) {
            return found(thread);
        }
        p.nextInARow = 0;
        thread = --p.picksToGlobal < 0 ? pool.pollGlobal(p) : null;
        if (thread == null) {
            thread = p.queue.poll();
        }
        if (thread == null) {
            thread = p.queue.pollNext();
            if (thread != null) {
                return found(thread);
            }
        }
        if (thread == null) {
            thread = pool.pollGlobal(p);
        }
        if (thread == null) {
            pool.wakeups.pollNetwork();
            thread = p.queue.pollNext();
        }
        if (thread == null) {
            thread = p.queue.poll();
        }
        if (thread == null) {
            thread = thief.steal();
        }
        if (thread != null) {
            p.slices++;
            return found(thread);
        }
        rest();
        return null;
    }

    private GreenThread found(GreenThread thread) {
        if (spinning) {
            spinning = false;
            // Who added work meanwhile relied on this one to see it.
            if (pool.searching.decrementAndGet() == 0 && pool.moreWork()) {
                pool.wakeSomeone();
            }
        }
        return thread;
    }

    // ---- Resting

    /// Gives the processor up; looks at everything once more; keeps the timers, or becomes a spare.
    private void rest() {
        if (pool.tracer != null) {
            pool.tracer.rests();
        }
        Processor p = processor;
        processor = null;
        pool.idle.add(p);
        if (spinning) {
            spinning = false;
            pool.searching.decrementAndGet();
        }
        if (pool.anyWork()) {
            search();
            return;
        }
        if (pool.deadlocked()) {
            return;
        }
        if (pool.keeper.keep(this)) {
            search();
        }
        if (claimed != null) {
            GreenThread list = claimed;
            claimed = null;
            pool.wakeups.polled(list);
        }
    }

    /// Takes an idle processor, if there is one, to look for work.
    private void search() {
        processor = pool.takeIdle();
        if (processor == null) {
            pool.busy();
        } else {
            spinning = true;
            pool.searching.incrementAndGet();
        }
    }

    /// Waits for a processor. @return false when this carrier should end
    private boolean receive() {
        if (pool.tracer != null) {
            pool.tracer.rests();
        }
        if (wired != null) {
            pool.deadlocked();
        } else if (handed == null && !promised) {
            pool.carriers.spare.add(this);
        }
        promised = false;
        while (handed == null && !pool.stopping) {
            if (wired != null) {
                LockSupport.park(pool);
                continue;
            }
            long from = System.nanoTime();
            LockSupport.parkNanos(pool, SPARE_NANOS);
            if (handed == null && System.nanoTime() - from >= SPARE_NANOS && pool.carriers.spare.remove(this)) {
                return false;
            }
        }
        processor = handed;
        handed = null;
        return processor != null;
    }
}
