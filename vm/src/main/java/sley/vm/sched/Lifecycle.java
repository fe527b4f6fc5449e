package sley.vm.sched;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import sley.vm.code.LinkedFunction;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// How green threads begin, end, and are waited for.
final class Lifecycle {
    private final BaseScheduler scheduler;
    private final int mostThreads;
    private final Registry registry;
    private AtomicLong ids = new AtomicLong();
    /// How many threads have begun here, in a session, where several schedulers share the numbers; null where the numbers tell it.
    private final LongAdder begun;
    /// Null when nobody wants to know.
    Births births;

    Lifecycle(BaseScheduler scheduler, int mostThreads, boolean measuring) {
        this.scheduler = scheduler;
        this.mostThreads = mostThreads;
        this.registry = new Registry(mostThreads, measuring);
        this.begun = scheduler.ending.lasting() ? new LongAdder() : null;
    }

    GreenThread create(GreenThread parent, LinkedFunction function, String name, boolean detached) {
        if (registry.full(parent == null ? 0 : scheduler.place(parent))) {
            throw new Fault("memory", "more than " + mostThreads + " threads at once (see --max-threads)");
        }
        var thread = new GreenThread(scheduler, ids.incrementAndGet(), name == null ? function.name : name, detached);
        thread.function = function;
        thread.p = new long[function.firstP];
        thread.r = new Object[function.firstR];
        thread.pb = 1;
        thread.rb = 1;
        if (parent != null) {
            thread.memberOf = parent.scope != null ? parent.scope : parent.memberOf;
        }
        return thread;
    }

    void start(GreenThread parent, GreenThread thread) {
        if (begun != null) {
            begun.increment();
        }
        if (births != null) {
            births.spawned(parent, thread);
        }
        if (scheduler.tracer != null) {
            scheduler.tracer.spawned(parent, thread);
        }
        if (thread.memberOf != null) {
            thread.memberOf.enter(thread);
        }
        registry.add(thread, scheduler.place(thread));
        scheduler.enqueue(thread);
    }

    /// Forgets a thread that could not be started.
    void abandon(GreenThread thread) {
        if (thread.memberOf != null) {
            thread.memberOf.leave(thread, null);
        }
        registry.remove(thread);
    }

    /// Called by the carrier after [Outcome#DONE] or [Outcome#FAILED].
    void ended(GreenThread thread, int outcome) {
        Fault failure = outcome == Outcome.FAILED ? thread.failure : null;
        thread.function.needed(thread.p.length, thread.r.length);
        thread.p = null;
        thread.r = null;
        thread.function = null;
        // Who joins writes `joiners` and then looks at this once more: one of the two sees the other.
        thread.ended = true;
        Waiter woken = thread.joiners == null ? null : claimJoiners(thread);
        Parking.end(thread);
        while (woken != null) {
            Waiter next = Waits.unlink(woken);
            result(woken.thread, thread);
            scheduler.wake(woken.thread);
            woken = next;
        }
        if (thread.memberOf != null) {
            // Who cancels one member does not mean the others.
            thread.memberOf.leave(thread, failure == null || failure.error().kind().equals("cancelled") ? null : failure);
        } else if (!scheduler.ending.ended(thread) && failure != null) {
            failed(thread, failure);
        }
        if (registry.remove(thread)) {
            if (!scheduler.ending.lasting()) {
                scheduler.stop();
            }
            scheduler.ending.finished(registry.failed());
        }
    }

    /// The places of those that wait for the thread and are to be woken, linked by `next`.
    private static Waiter claimJoiners(GreenThread thread) {
        thread.lock();
        Waiter woken = Waits.claimAll(thread.joiners);
        thread.unlock();
        return woken;
    }

    private void failed(GreenThread thread, Fault failure) {
        if (thread.detached || thread.id == 1) {
            scheduler.ending.uncaught(thread, failure);
        } else if (!failure.error().kind().equals("cancelled")) {
            registry.failed(thread);
        }
    }

    private static void result(GreenThread to, GreenThread target) {
        if (target.failure != null) {
            target.failureTaken = true;
            to.pendingFault = target.failure;
        } else {
            to.valueP = target.valueP;
            to.valueR = target.valueR;
        }
    }

    int join(GreenThread thread, GreenThread target) {
        scheduler.interrupts.raiseDue(thread);
        if (!target.ended) {
            Waits.makePlaces(thread, 1);
            // Before the lock is taken, because there may be no memory.
            WaitQueue queue = target.joiners == null ? new WaitQueue() : null;
            target.lock();
            if (target.joiners == null) {
                target.joiners = queue;
            }
            if (!target.ended) {
                long ticket = scheduler.waits.arm(thread, "join", target);
                target.joiners.add(Waits.place(thread, ticket));
                target.unlock();
                return scheduler.waits.park(thread, ticket);
            }
            target.unlock();
        }
        result(thread, target);
        return taken(thread);
    }

    /// READY, or the pending fault raised.
    private static int taken(GreenThread thread) {
        Fault fault = thread.pendingFault;
        if (fault != null) {
            thread.pendingFault = null;
            throw fault;
        }
        return Outcome.READY;
    }

    List<GreenThread> all() {
        return registry.all();
    }

    /// See [Registry#sum].
    long sum(ToLongFunction<GreenThread> of) {
        return registry.sum(of);
    }

    /// See [Registry#forEach].
    void forEach(Consumer<GreenThread> action) {
        registry.forEach(action);
    }

    /// Threads that failed and whose error no `join` has taken.
    List<GreenThread> failed() {
        return registry.failed();
    }

    int alive() {
        return registry.size();
    }

    /// Numbers threads from where `other` is now, so that the numbers of both stay different.
    void shareIds(Lifecycle other) {
        ids = other.ids;
    }

    void statistics(Statistics all) {
        all.count("spawned", "threads spawned", begun == null ? ids.get() : begun.sum());
        all.count("peakAlive", "most threads alive", registry.peak());
    }
}
