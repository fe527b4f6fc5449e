package sley.vm.sched;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import sley.vm.chan.Channel;
import sley.vm.chan.Mutex;
import sley.vm.code.LinkedFunction;
import sley.vm.thread.Engine;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// What all thread models have in common: every operation on which a thread can wait, written over [Parking]. A model decides who carries threads and how
/// a carrier waits.
///
/// Each operation that waits follows one pattern: arm; put the thread where its wakers look; look for an interrupt (so that one that came before is not missed,
/// while one that comes later finds the thread armed); return PARKED.
public abstract class BaseScheduler implements Scheduler {
    protected final Engine engine;
    protected final Ending ending;
    private AtomicLong ids = new AtomicLong();
    private final Registry registry = new Registry();
    final WorldStop world = new WorldStop();
    /// A coarse clock: see [#tick].
    private volatile int ticks;
    private final int mostThreads;
    /// Null when nobody wants to know.
    private Births births;
    /// Null when nobody wants to know. Set before the first thread starts.
    Tracer tracer;

    /// What the program as a whole wants to know.
    public interface Ending {
        /// A thread ended with an error that nobody waits for and that ends the program.
        void uncaught(GreenThread thread, Fault failure);

        /// Waits can never end any more.
        void deadlock(List<GreenThread> threads);

        /// `exit(code)` was called.
        void exit(int code);

        /// All threads have ended; `failed` those whose errors were never raised by a `join`.
        void finished(List<GreenThread> failed);

        /// Whether the scheduler goes on when all threads have ended or wait for ever: the session may still spawn others.
        default boolean lasting() {
            return false;
        }

        /// A thread has ended. @return true when its failure, if any, has been dealt with
        default boolean ended(GreenThread thread) {
            return false;
        }

        /// The VM itself is at fault.
        void broken(Throwable cause);
    }

    protected BaseScheduler(Engine engine, Ending ending, int mostThreads) {
        this.engine = engine;
        this.ending = ending;
        this.mostThreads = mostThreads;
    }

    /// Before the first thread starts.
    public final void observe(Optional<Births> told, Optional<Tracer> traced) {
        births = told.orElse(null);
        tracer = traced.orElse(null);
    }

    // ---- For the models

    /// The thread is runnable: somebody must run it.
    protected abstract void enqueue(GreenThread thread);

    /// Arranges that `timer` fires at its deadline.
    protected abstract void arrange(Timer timer);

    /// A random number below `bound`, drawn by the running thread.
    protected abstract int random(int bound);

    /// Stops carrying threads.
    protected abstract void stop();

    // ---- Threads

    @Override
    public GreenThread create(GreenThread parent, LinkedFunction function, String name, boolean detached) {
        if (registry.size() >= mostThreads) {
            throw new Fault("memory", "more than " + mostThreads + " threads at once (see --max-threads)");
        }
        var thread = new GreenThread(this, ids.incrementAndGet(), name == null ? function.name : name, detached);
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

    @Override
    public void start(GreenThread parent, GreenThread thread) {
        if (births != null) {
            births.spawned(parent, thread);
        }
        if (tracer != null) {
            tracer.spawned(parent, thread);
        }
        if (thread.memberOf != null) {
            thread.memberOf.enter(thread);
        }
        registry.add(thread);
        enqueue(thread);
    }

    /// Forgets a thread that could not be started.
    protected void abandon(GreenThread thread) {
        if (thread.memberOf != null) {
            thread.memberOf.leave(thread, null);
        }
        registry.remove(thread);
    }

    /// Called by the carrier after [Outcome#DONE] or [Outcome#FAILED].
    protected void ended(GreenThread thread, int outcome) {
        Fault failure = outcome == Outcome.FAILED ? thread.failure : null;
        Waiter woken = null;
        thread.lock();
        thread.ended = true;
        thread.function.needed(thread.p.length, thread.r.length);
        thread.p = null;
        thread.r = null;
        thread.function = null;
        if (thread.joiners != null) {
            Waiter last = null;
            // Links of places are free once their threads are claimed: they hold the list of those to wake.
            for (Waiter w = thread.joiners.claimFirst(); w != null; w = thread.joiners.claimFirst()) {
                if (last == null) {
                    woken = w;
                } else {
                    last.next = w;
                }
                last = w;
            }
        }
        thread.unlock();
        Parking.end(thread);
        while (woken != null) {
            Waiter next = woken.next;
            woken.next = null;
            result(woken.thread, thread);
            wake(woken.thread);
            woken = next;
        }
        if (thread.memberOf != null) {
            // Who cancels one member does not mean the others.
            thread.memberOf.leave(thread, failure == null || failure.error().kind().equals("cancelled") ? null : failure);
        } else if (!ending.ended(thread) && failure != null) {
            failed(thread, failure);
        }
        if (registry.remove(thread) == 0) {
            if (!ending.lasting()) {
                stop();
            }
            ending.finished(registry.failed());
        }
    }

    private void failed(GreenThread thread, Fault failure) {
        if (thread.detached || thread.id == 1) {
            ending.uncaught(thread, failure);
        } else if (!failure.error().kind().equals("cancelled")) {
            registry.failed(thread);
        }
    }

    private static void result(GreenThread to, GreenThread target) {
        if (target.failure != null) {
            target.failureTaken = true;
            to.pendingFault = new Fault(target.failure.error());
        } else {
            to.valueP = target.resultP;
            to.valueR = target.resultR;
        }
    }

    @Override
    public int join(GreenThread thread, GreenThread target) {
        interruptible(thread);
        if (!target.ended) {
            makePlaces(thread, 1);
            target.lock();
            if (!target.ended) {
                if (target.joiners == null) {
                    target.joiners = new WaitQueue();
                }
                long ticket = arm(thread, "join", target);
                target.joiners.add(waiter(thread, ticket));
                target.unlock();
                return parkUnlessInterrupted(thread, ticket);
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

    // ---- Waiting

    protected final long arm(GreenThread thread, String reason, Object on) {
        thread.waitReason = reason;
        thread.waitsOn = on;
        thread.waitsSince = ticks;
        thread.wakeAt = Long.MAX_VALUE;
        thread.waiterCount = 0;
        return Parking.arm(thread);
    }

    /// Makes the places that the thread will need, before it arms: there may be no memory for them.
    private static void makePlaces(GreenThread thread, int count) {
        int made = thread.waiters.length;
        if (made < count) {
            var waiters = java.util.Arrays.copyOf(thread.waiters, Math.max(count, 2 * made));
            for (int i = made; i < waiters.length; i++) {
                waiters[i] = new Waiter(thread);
            }
            thread.waiters = waiters;
        }
    }

    /// A place for the wait that was just armed.
    private static Waiter waiter(GreenThread thread, long ticket) {
        Waiter waiter = thread.waiters[thread.waiterCount++];
        waiter.ticket = ticket;
        waiter.number = -1;
        return waiter;
    }

    /// Raises what is due at a suspension point.
    @Override
    public final void interruptible(GreenThread thread) {
        if (thread.doomed != null) {
            raiseUrgent(thread);
        }
        if (thread.interrupt != null || thread.limit != null || thread.scope != null) {
            Fault due = takeInterrupt(thread);
            if (due != null) {
                throw due;
            }
        }
    }

    /// For the running thread: what is due at a suspension point, so that it is raised once; or null.
    private Fault takeInterrupt(GreenThread thread) {
        if (thread.interrupt != null) {
            return new Fault(((Fault) GreenThread.INTERRUPT.getAndSet(thread, null)).error());
        }
        Scope failed = failedScope(thread);
        if (failed != null) {
            return failureOf(failed);
        }
        Limit passed = thread.limit == null ? null : passedLimit(thread, clock());
        return passed == null ? null : timeoutOf(passed);
    }

    @Override
    public final boolean interruptDue(GreenThread thread) {
        return interrupted(thread);
    }

    /// Whether an interrupter that came before the thread armed may have missed it.
    private static boolean interrupted(GreenThread thread) {
        return thread.interrupt != null || failedScope(thread) != null || passedLimit(thread, Long.MIN_VALUE) != null;
    }

    /// The innermost of the thread's scopes whose failure is to be raised; outer ones follow at later suspension points, so that a handler in between stops none of them.
    private static Scope failedScope(GreenThread thread) {
        Scope scope = thread.scope;
        while (scope != null && scope.interrupt == null) {
            scope = scope.outer;
        }
        return scope;
    }

    /// As [#failedScope], of the time limits.
    private static Limit passedLimit(GreenThread thread, long now) {
        Limit limit = thread.limit;
        while (limit != null && (limit.closed || !limit.passed && limit.deadline > now)) {
            limit = limit.outer;
        }
        return limit;
    }

    /// For whoever raises it: the owner, or who has claimed it.
    private static Fault failureOf(Scope scope) {
        Fault failure = scope.interrupt;
        scope.interrupt = null;
        return new Fault(failure.error());
    }

    /// As [#failureOf].
    private static Fault timeoutOf(Limit limit) {
        limit.lock();
        limit.closed = true;
        limit.unlock();
        return new Fault(limit.fault.error());
    }

    /// The last step of an operation that waits. Once PARKED is returned, the thread belongs to whoever wakes it.
    private int parkUnlessInterrupted(GreenThread thread, long ticket) {
        if (interrupted(thread) && Parking.disarm(thread, ticket)) {
            resumed(thread);
            interruptible(thread);
            throw new IllegalStateException("nobody else may take an interrupt of a running thread");
        }
        return Outcome.PARKED;
    }

    // An interrupter writes what is due, and then raises it where the thread waits; if it does not wait it will look for itself. It claims the wait that it saw before it
    // saw that nobody has raised the interrupt, so it is not raised twice.

    /// Ends what a thread does from outside of the program: raises `fault` in it, and in the threads of its scopes, at the next safepoint or suspension point.
    ///
    /// @param force again and again until it has ended
    public void end(GreenThread thread, Fault fault, boolean force) {
        for (GreenThread each : threads()) {
            if (each == thread || inScopeOf(each, thread)) {
                each.doomed = force ? fault : each.doomed;
                each.urgent = true;
                interrupt(each, fault);
                each.poll = true;
            }
        }
    }

    private static boolean inScopeOf(GreenThread thread, GreenThread owner) {
        for (Scope scope = thread.memberOf; scope != null; scope = scope.owner.memberOf) {
            if (scope.owner == owner) {
                return true;
            }
        }
        return false;
    }

    /// Raises what [#end] has left for the thread.
    protected final void raiseUrgent(GreenThread thread) {
        if (!thread.urgent) {
            return;
        }
        Fault due = (Fault) GreenThread.INTERRUPT.getAndSet(thread, null);
        Fault fault = due != null ? due : thread.doomed;
        if (thread.doomed == null) {
            thread.urgent = false;
        } else {
            thread.poll = true;
            thread.doomedRaises++;
        }
        if (fault != null) {
            throw new Fault(fault.error());
        }
    }

    @Override
    public void cancel(GreenThread target) {
        interrupt(target, new Fault("cancelled", "the thread was cancelled"));
    }

    private void interrupt(GreenThread target, Fault cancellation) {
        target.interrupt = cancellation;
        endBlockingCall(target);
        long ticket = Parking.waiting(target);
        if (ticket >= 0 && target.interrupt == cancellation && Parking.claim(target, ticket)) {
            target.pendingFault = new Fault(((Fault) GreenThread.INTERRUPT.getAndSet(target, null)).error());
            wake(target);
        }
    }

    /// A member of the scope has failed, and `scope.interrupt` says so. The owner cannot leave the scope before that member has left it.
    void raise(Scope scope, Fault failure) {
        GreenThread owner = scope.owner;
        endBlockingCall(owner);
        long ticket = Parking.waiting(owner);
        if (ticket >= 0 && scope.interrupt == failure && Parking.claim(owner, ticket)) {
            owner.pendingFault = failureOf(scope);
            wake(owner);
        }
    }

    /// The thread has been interrupted; it may be in a blocking call that can end before its time.
    private static void endBlockingCall(GreenThread thread) {
        Runnable blocker = thread.blocker;
        if (blocker != null) {
            blocker.run();
        }
    }

    @Override
    public void wake(GreenThread woken) {
        if (woken.scheduler != this) {
            woken.scheduler.wake(woken);
            return;
        }
        if (tracer != null) {
            tracer.woken(woken);
        }
        if (Parking.publish(woken)) {
            enqueue(woken);
            return;
        }
        // Its carrier may be about to leave it, or wait for a socket in its place; the claim that came before this read is what that carrier looks at after it has written.
        SocketWait blocked = woken.socketWait;
        if (blocked != null) {
            blocked.rouse();
        }
    }

    @Override
    public void resumed(GreenThread thread) {
        for (int i = 0; i < thread.waiterCount; i++) {
            Waiter waiter = thread.waiters[i];
            if (waiter.queued()) {
                unqueue(waiter, thread.waitsOn, i);
            }
            waiter.r = null;
        }
        if (thread.waitsOn instanceof Descriptor) {
            unwatch();
        }
        thread.waiterCount = 0;
        thread.waitReason = null;
        thread.waitsOn = null;
    }

    private static void unqueue(Waiter waiter, Object on, int i) {
        SpinLock owner = switch (on) {
            case Channel[] channels -> channels[i];
            case SpinLock one -> one;
            default -> throw new IllegalStateException("queued on " + on);
        };
        owner.lock();
        if (waiter.queue != null) {
            waiter.queue.remove(waiter);
        }
        owner.unlock();
    }

    @Override
    public int sleep(GreenThread thread, long nanos) {
        interruptible(thread);
        if (nanos <= 0) {
            return this.yield(thread);
        }
        long deadline = after(nanos);
        long ticket = arm(thread, "sleep", nanos);
        thread.wakeAt = deadline;
        arrange(thread, ticket, deadline);
        return parkUnlessInterrupted(thread, ticket);
    }

    /// Sets the timer of the wait that was just armed.
    private void arrange(GreenThread thread, long ticket, long deadline) {
        try {
            arrange(new Timer(deadline, thread, ticket, null));
        } catch (OutOfMemoryError e) {
            if (Parking.disarm(thread, ticket)) {
                resumed(thread);
                throw e;
            }
            // Somebody wakes it already.
        }
    }

    private long after(long nanos) {
        long deadline = clock() + Math.max(0, nanos);
        return deadline < 0 ? Long.MAX_VALUE - 1 : deadline;
    }

    /// A timer is due.
    ///
    /// @return the thread that the caller must wake, or null
    protected final GreenThread fire(Timer timer) {
        GreenThread thread = timer.thread;
        if (timer.limit != null) {
            pass(thread, timer.limit);
        } else if (Parking.claim(thread, timer.ticket)) {
            thread.selected = -1;
            return thread;
        }
        return null;
    }

    /// The time of `limit` is over. The lock keeps the thread inside the block as long as it is decided whether it is raised.
    protected final void pass(GreenThread thread, Limit limit) {
        limit.lock();
        boolean won = false;
        if (!limit.closed) {
            limit.passed = true;
            long ticket = Parking.waiting(thread);
            won = ticket >= 0 && Parking.claim(thread, ticket);
        }
        limit.unlock();
        if (won) {
            thread.pendingFault = timeoutOf(limit);
            wake(thread);
        } else {
            endBlockingCall(thread);
        }
    }

    // ---- Mutexes

    @Override
    public int lock(GreenThread thread, Mutex mutex) {
        interruptible(thread);
        if (mutex.tryTake(thread)) {
            return Outcome.READY;
        }
        if (mutex.owner() == thread) {
            throw new Fault("deadlock", "this thread holds the lock already");
        }
        thread.lockSince = clock();
        return await(thread, mutex, false);
    }

    @Override
    public int lockResume(GreenThread thread, Mutex mutex) {
        if (thread.hasLock || mutex.retry(thread)) {
            thread.hasLock = false;
            return Outcome.READY;
        }
        interruptible(thread);
        return await(thread, mutex, true);
    }

    private int await(GreenThread thread, Mutex mutex, boolean again) {
        makePlaces(thread, 1);
        mutex.lock();
        if (mutex.takeOrWant(thread)) {
            mutex.unlock();
            return Outcome.READY;
        }
        long ticket = arm(thread, "lock", mutex);
        mutex.add(waiter(thread, ticket), again);
        mutex.unlock();
        return parkUnlessInterrupted(thread, ticket);
    }

    @Override
    public void unlock(GreenThread thread, Mutex mutex) {
        if (mutex.owner() != thread) {
            // Only code that our compiler did not make.
            throw new Fault("deadlock", "this thread does not hold the lock");
        }
        GreenThread woken = mutex.release(thread);
        if (woken != null) {
            wake(woken);
        }
    }

    // ---- Channels

    @Override
    public int send(GreenThread thread, Channel channel, long p, Object r) {
        interruptible(thread);
        channel.lock();
        try {
            if (channel.offer(thread, p, r)) {
                channel.unlock();
                return Outcome.READY;
            }
            makePlaces(thread, 1);
        } catch (Fault | OutOfMemoryError failure) {
            channel.unlock();
            throw failure;
        }
        long ticket = arm(thread, "send", channel);
        Waiter waiter = waiter(thread, ticket);
        waiter.p = p;
        waiter.r = r;
        channel.senders.add(waiter);
        channel.unlock();
        return parkUnlessInterrupted(thread, ticket);
    }

    @Override
    public int receive(GreenThread thread, Channel channel) {
        interruptible(thread);
        channel.lock();
        if (channel.poll(thread)) {
            channel.unlock();
            return Outcome.READY;
        }
        try {
            makePlaces(thread, 1);
        } catch (OutOfMemoryError e) {
            channel.unlock();
            throw e;
        }
        long ticket = arm(thread, "receive", channel);
        channel.receivers.add(waiter(thread, ticket));
        channel.unlock();
        return parkUnlessInterrupted(thread, ticket);
    }

    /// As in Go: with all channels locked, in the order of their numbers, the cases are tried in random order; if none is ready the thread queues at each
    /// channel before any lock is released. So two selects never wait for each other's locks, and a ready case is never missed.
    @Override
    public int select(GreenThread thread, int count, Channel[] channels, boolean[] sends, long[] p, Object[] r, long mode) {
        interruptible(thread);
        Channel[] order = ordered(channels, count);
        boolean twice = lockAll(order);
        int done;
        try {
            done = tryCases(thread, count, channels, sends, p, r);
            if (done < 0 && mode != -2) {
                makePlaces(thread, count);
            }
        } catch (Fault | OutOfMemoryError failure) {
            unlockAll(order);
            throw failure;
        }
        if (done >= 0 || mode == -2) {
            unlockAll(order);
            thread.selected = done;
            return Outcome.READY;
        }
        long deadline = mode >= 0 ? after(mode) : Long.MAX_VALUE;
        long ticket = arm(thread, "select", channels);
        thread.waiterCount = count;
        // Of two cases of one channel the one that queued first will be done.
        int first = twice ? random(count) : 0;
        for (int k = 0; k < count; k++) {
            int i = first + k < count ? first + k : first + k - count;
            Waiter waiter = thread.waiters[i];
            waiter.ticket = ticket;
            waiter.number = i;
            waiter.p = p[i];
            waiter.r = r[i];
            (sends[i] ? channels[i].senders : channels[i].receivers).add(waiter);
        }
        thread.wakeAt = deadline;
        unlockAll(order);
        if (mode >= 0) {
            arrange(thread, ticket, deadline);
        }
        return parkUnlessInterrupted(thread, ticket);
    }

    /// Does one of the cases that are ready now, each as likely as the others. @return its number, or -1
    private int tryCases(GreenThread thread, int count, Channel[] channels, boolean[] sends, long[] p, Object[] r) {
        while (true) {
            int ready = 0;
            for (int i = 0; i < count; i++) {
                ready += ready(channels[i], sends[i]) ? 1 : 0;
            }
            if (ready == 0) {
                return -1;
            }
            int skip = ready == 1 ? 0 : random(ready);
            int i = 0;
            while (!ready(channels[i], sends[i]) || skip-- > 0) {
                i++;
            }
            if (sends[i] ? channels[i].offer(thread, p[i], r[i]) : channels[i].poll(thread)) {
                return i;
            }
            // Its waiters have all been claimed by others, and are out of the queue now.
        }
    }

    private static boolean ready(Channel channel, boolean send) {
        return send ? channel.maySend() : channel.mayReceive();
    }

    private static Channel[] ordered(Channel[] channels, int count) {
        Channel[] order = java.util.Arrays.copyOf(channels, count);
        // There are few.
        for (int i = 1; i < count; i++) {
            Channel channel = order[i];
            int at = i;
            while (at > 0 && order[at - 1].id > channel.id) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = channel;
        }
        return order;
    }

    /// @return whether a channel is in it more than once
    private static boolean lockAll(Channel[] order) {
        boolean twice = false;
        for (int i = 0; i < order.length; i++) {
            if (i == 0 || order[i] != order[i - 1]) {
                order[i].lock();
            } else {
                twice = true;
            }
        }
        return twice;
    }

    private static void unlockAll(Channel[] order) {
        for (int i = order.length - 1; i >= 0; i--) {
            if (i == 0 || order[i] != order[i - 1]) {
                order[i].unlock();
            }
        }
    }

    // ---- Sockets

    /// A thread has queued at the descriptor, whose lock is held: somebody must wait for it.
    protected abstract void watch(Descriptor descriptor);

    /// A thread that waited for a descriptor goes on.
    protected abstract void unwatch();

    /// What is necessary before a thread can wait for a descriptor.
    protected abstract void watchable(GreenThread thread);

    /// A channel that somebody waited for was closed: whoever holds on to it must let go.
    protected abstract void closed(Descriptor descriptor);

    /// Returns when nobody holds on to the closed channel any more. A blocking call.
    protected abstract void release(Descriptor descriptor);

    @Override
    public int await(GreenThread thread, Descriptor descriptor, boolean writing, String operation) {
        interruptible(thread);
        watchable(thread);
        makePlaces(thread, 1);
        descriptor.lock();
        if (descriptor.closed) {
            descriptor.unlock();
            throw descriptor.closed(operation);
        }
        long ticket = arm(thread, operation, descriptor);
        thread.awaitsWriting = writing;
        (writing ? descriptor.writers : descriptor.readers).add(waiter(thread, ticket));
        watch(descriptor);
        descriptor.unlock();
        return parkUnlessInterrupted(thread, ticket);
    }

    @Override
    public void close(Descriptor descriptor) {
        var woken = new ArrayList<Waiter>();
        descriptor.lock();
        boolean first = !descriptor.closed;
        descriptor.closed = true;
        claimAll(descriptor.readers, woken);
        claimAll(descriptor.writers, woken);
        descriptor.unlock();
        for (Waiter w : woken) {
            w.thread.pendingFault = descriptor.closed(w.thread.waitReason);
            wake(w.thread);
        }
        if (!first) {
            return;
        }
        try {
            descriptor.channel.close();
        } catch (java.io.IOException e) {
            throw new Fault("io", "close " + descriptor.name + ": " + e.getMessage());
        }
        if (descriptor.channel.isRegistered()) {
            closed(descriptor);
        }
    }

    private static void claimAll(WaitQueue queue, ArrayList<Waiter> into) {
        for (Waiter w = queue.claimFirst(); w != null; w = queue.claimFirst()) {
            into.add(w);
        }
    }

    @Override
    public void closeNow(Descriptor descriptor) {
        close(descriptor);
        release(descriptor);
    }

    /// Blocks the calling kernel thread, which carries the thread, until the thread is woken. The thread has parked on a descriptor and is not committed yet, so nobody
    /// else will run it: a waker finds it early and rouses this kernel thread.
    ///
    /// @param deadline when to return although it was not woken, in this scheduler's clock
    protected final void blockOnSocket(GreenThread thread, SocketWait wait, long deadline) {
        var descriptor = (Descriptor) thread.waitsOn;
        boolean writing = thread.awaitsWriting;
        thread.socketWait = wait;
        for (long ticket = Parking.waiting(thread); ticket >= 0; ticket = Parking.waiting(thread)) {
            long left = deadline == Long.MAX_VALUE ? deadline : deadline - clock();
            if (left <= 0 || stopped()) {
                break;
            }
            if (wait.await(descriptor, writing, left) && Parking.claim(thread, ticket)) {
                Parking.publish(thread);
            }
        }
        thread.socketWait = null;
    }

    /// The program has ended.
    protected abstract boolean stopped();

    /// Nothing can ever happen again by itself: every thread waits for another one.
    public abstract boolean asleep();

    /// The sum of the tickets of all threads, or -1 when one is not parked. While it stays the same no thread has run: tickets only grow.
    protected final long parkedStates() {
        long sum = 0;
        for (GreenThread thread : threads()) {
            long ticket = Parking.phase(thread) == Parking.PARKED && !outside(thread) ? Parking.waiting(thread) : -1;
            if (ticket < 0) {
                return -1;
            }
            sum += ticket;
        }
        return sum;
    }

    /// The thread waits for something outside the program.
    public static boolean outside(GreenThread thread) {
        return switch (thread.waitsOn) {
            case Descriptor _, External _ -> true;
            case Channel channel -> channel.outside;
            case Channel[] channels -> java.util.Arrays.stream(channels).anyMatch(c -> c.outside);
            case null, default -> false;
        };
    }

    @Override
    public int await(GreenThread thread, External external, String reason) {
        long ticket;
        try {
            interruptible(thread);
            makePlaces(thread, 1);
            ticket = arm(thread, reason, external);
            external.waiters.add(waiter(thread, ticket));
        } finally {
            external.unlock();
        }
        return parkUnlessInterrupted(thread, ticket);
    }

    @Override
    public void wakeAll(External external) {
        var woken = new ArrayList<Waiter>();
        external.lock();
        claimAll(external.waiters, woken);
        external.unlock();
        woken.forEach(w -> wake(w.thread));
    }

    @Override
    public long deadline(GreenThread thread) {
        long first = Long.MAX_VALUE;
        for (Limit limit = thread.limit; limit != null; limit = limit.outer) {
            if (!limit.closed) {
                first = Math.min(first, limit.deadline);
            }
        }
        return first;
    }

    // ---- Blocking calls

    protected final int takeTurn(GreenThread thread, BlockingCalls calls) {
        if (thread.hasTurn) {
            thread.hasTurn = false;
            return Outcome.READY;
        }
        makePlaces(thread, 1);
        calls.lock();
        if (calls.take()) {
            calls.unlock();
            return Outcome.READY;
        }
        long ticket = arm(thread, "a turn for a blocking call", calls);
        calls.add(waiter(thread, ticket));
        calls.unlock();
        return parkUnlessInterrupted(thread, ticket);
    }

    // ---- Scopes and time limits

    @Override
    public void scopeEnter(GreenThread thread) {
        thread.scope = new Scope(thread.scope, thread);
    }

    @Override
    public int scopeExit(GreenThread thread) {
        Scope scope = thread.scope;
        if (!scope.isEmpty()) {
            Fault due = takeInterrupt(thread);
            if (due != null) {
                scope.note(due);
                scope.abort();
            }
        }
        return await(thread, scope);
    }

    @Override
    public int scopeAbort(GreenThread thread) {
        Scope scope = thread.scope;
        scope.abandoned = true;
        scope.abort();
        return await(thread, scope);
    }

    @Override
    public int scopeResume(GreenThread thread) {
        Scope scope = thread.scope;
        if (thread.pendingFault != null) {
            scope.note(thread.pendingFault);
            thread.pendingFault = null;
            scope.abort();
        }
        return await(thread, scope);
    }

    private int await(GreenThread thread, Scope scope) {
        while (true) {
            long ticket = arm(thread, "scope", scope);
            if (scope.await(ticket)) {
                if (interrupted(thread) && Parking.disarm(thread, ticket)) {
                    resumed(thread);
                    scope.note(takeInterrupt(thread));
                    scope.abort();
                    continue;
                }
                thread.scopeWaits = true;
                return Outcome.PARKED;
            }
            boolean disarmed = Parking.disarm(thread, ticket);
            if (!disarmed) {
                // An interrupter was faster; it will wake the thread, which then comes back here.
                thread.scopeWaits = true;
                return Outcome.PARKED;
            }
            resumed(thread);
            return close(thread, scope);
        }
    }

    private int close(GreenThread thread, Scope scope) {
        thread.scope = scope.outer;
        Fault failure = scope.failure();
        Fault due = scope.abandoned ? null : failure != null ? failure : scope.pending;
        if (due == null && !scope.abandoned) {
            due = scope.cancellation;
        } else if (scope.cancellation != null) {
            // Another error comes first.
            GreenThread.INTERRUPT.compareAndSet(thread, null, scope.cancellation);
        }
        if (due != null) {
            throw new Fault(due.error());
        }
        return Outcome.READY;
    }

    @Override
    public void withinEnter(GreenThread thread, long nanos) {
        var limit = new Limit(thread.limit, after(nanos));
        limit.timer = new Timer(limit.deadline, thread, -1, limit);
        arrange(limit.timer);
        thread.limit = limit;
    }

    @Override
    public void withinExit(GreenThread thread) {
        Limit limit = thread.limit;
        thread.limit = limit.outer;
        limit.timer.cancelled = true;
        limit.lock();
        limit.closed = true;
        limit.unlock();
    }

    // ---- Looking at all threads

    /// What the kernel threads of this scheduler do, as far as one can see without stopping them.
    public abstract List<KernelWork> kernelWork();

    /// One line about its state now.
    public abstract String trace();

    /// `thread 3 "worker"`.
    static String told(GreenThread thread) {
        return "thread " + thread.id + " \"" + thread.name + '"' + (thread.inBlockingCall ? ", in a blocking call" : thread.socketWait != null ? ", waiting for a socket" : "");
    }

    /// Moves the coarse clock on, which tells since when threads wait: reading the clock at each wait would cost as much as the wait. Models call this when they begin to
    /// run after a rest, and now and then while they run.
    protected final void tick() {
        ticks = (int) (clock() / NANOS_PER_MILLI);
    }

    /// How long a thread has waited, or been in its blocking call, in milliseconds.
    public static long waitedMillis(GreenThread thread) {
        return Math.max(0, (int) (thread.scheduler.clock() / NANOS_PER_MILLI) - thread.waitsSince);
    }

    @Override
    public final int ticks() {
        return ticks;
    }

    /// Stops all threads, each at its next safepoint. [#startWorld] must follow in any case.
    ///
    /// @return false when some thread did not come to a safepoint in time: it runs, and what it touches may change
    public final boolean stopWorld(long mostNanos) {
        world.begin();
        long from = System.nanoTime();
        // Twice, because what a processor runs is written without a fence: the second look comes long after such a write is seen.
        int looks = 0;
        while ((looks = still() ? looks + 1 : 0) < 2) {
            long waited = System.nanoTime() - from;
            if (waited > mostNanos) {
                return false;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(Math.max(STOP_PAUSE_NANOS, waited / STOP_PAUSES));
        }
        return true;
    }

    /// Ends what [#stopWorld] began; by the same kernel thread.
    public final void startWorld() {
        world.end();
    }

    /// Whether no thread runs, nor will as long as the stop is wanted. Asks those that run to come to a safepoint.
    protected abstract boolean still();

    @Override
    public final void goOn(GreenThread thread) {
        while (world.wanted()) {
            thread.inBlockingCall = true;
            world.pause();
            thread.inBlockingCall = false;
        }
    }

    // ---- The whole program

    /// Ends the carriers, each at its thread's next safepoint.
    public final void shutDown() {
        stop();
        for (GreenThread thread : registry.all()) {
            thread.poll = true;
            java.util.concurrent.locks.LockSupport.unpark(thread.kernelThread);
        }
    }

    @Override
    public void exit(GreenThread thread, int code) {
        ending.exit(code);
        throw new Halt();
    }

    /// Unwinds a thread of a program that has ended; no handler of the program sees it.
    public static final class Halt extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Halt() {
            super("the program has ended", null, false, false);
        }
    }

    /// Adds what was counted.
    public void statistics(Statistics all) {
        all.count("spawned", "threads spawned", ids.get());
        all.count("peakAlive", "most threads alive", registry.peak());
    }

    public List<GreenThread> threads() {
        return registry.all();
    }

    /// Threads that failed and whose error no `join` has taken.
    public List<GreenThread> failed() {
        return registry.failed();
    }

    /// Numbers threads from where `other` is now, so that the numbers of both stay different.
    public void shareIds(BaseScheduler other) {
        ids = other.ids;
    }

    public int alive() {
        return registry.size();
    }

    @Override
    public long clock() {
        return virtual ? virtualNow : hostClock();
    }

    @Override
    public long wallClock() {
        if (virtual) {
            return VIRTUAL_EPOCH + virtualNow;
        }
        Instant now = Instant.now();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }

    /// The clock of the machine, whatever the program is told: for time slices and for how long the scheduler itself waits.
    final long hostClock() {
        return System.nanoTime() - ORIGIN;
    }

    /// From the start on, time stands still while a thread runs, and jumps to the next deadline when none can. For a pool of one carrier.
    public void inVirtualTime() {
        virtual = true;
    }

    final boolean isVirtual() {
        return virtual;
    }

    /// In virtual time, makes it `deadline`.
    final void jump(long deadline) {
        virtualNow = Math.max(virtualNow, deadline);
    }

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /// Midnight of 1 January 2000, UTC: when virtual time begins. Arbitrary, but the same in every run.
    private static final long VIRTUAL_EPOCH = 946_684_800L * NANOS_PER_SECOND;
    /// Written before the first thread starts.
    private boolean virtual;
    /// Written by the one carrier while nothing runs.
    private volatile long virtualNow;

    private static final long ORIGIN = System.nanoTime();
    private static final long NANOS_PER_MILLI = 1_000_000;
    /// Pauses between looks whether all threads have stopped: at first short, then a share of the time waited so far.
    private static final long STOP_PAUSE_NANOS = 20_000;
    private static final int STOP_PAUSES = 20;
}
