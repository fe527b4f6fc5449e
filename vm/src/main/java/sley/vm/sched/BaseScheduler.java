package sley.vm.sched;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import sley.vm.chan.Channel;
import sley.vm.chan.Mutex;
import sley.vm.code.LinkedFunction;
import sley.vm.thread.Engine;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Seldom;

/// What all thread models have in common: the operations on which a thread can wait, each kind in a class of its own, over [Waits] and [Parking]. A model decides who
/// carries threads and how a carrier waits.
public abstract class BaseScheduler implements Scheduler {
    /// Made with the class: there may be no memory when it is used.
    private static final ToLongFunction<GreenThread> PARKED = BaseScheduler::parked;

    protected final Engine engine;
    protected final Ending ending;
    final Clock clock = new Clock();
    final WorldStop world = new WorldStop();
    final Waits waits = new Waits(this);
    final Interrupts interrupts = new Interrupts(this);
    final Deadlines deadlines = new Deadlines(this);
    final Lifecycle lifecycle;
    private final ScopeOperations scopes = new ScopeOperations(this);
    private final ChannelOperations channels = new ChannelOperations(this);
    private final MutexOperations mutexes = new MutexOperations(this);
    final SocketOperations sockets = new SocketOperations(this);
    /// Null when nobody wants to know. Set before the first thread starts.
    Tracer tracer;

    protected BaseScheduler(Engine engine, Ending ending, int mostThreads, boolean measuring) {
        this.engine = engine;
        this.ending = ending;
        this.lifecycle = new Lifecycle(this, mostThreads, measuring);
    }

    /// Before the first thread starts.
    public final void observe(Optional<Births> told, Optional<Tracer> traced) {
        lifecycle.births = told.orElse(null);
        tracer = traced.orElse(null);
    }

    // ---- What a model decides

    /// The thread is runnable: somebody must run it.
    protected abstract void enqueue(GreenThread thread);

    /// Arranges that `timer` fires at its deadline.
    protected abstract void arrange(Timer timer);

    /// Where its thread is noted: see [Registry].
    abstract int place(GreenThread thread);

    /// A random number below `bound`, drawn by the running thread.
    protected abstract int random(int bound);

    /// Stops carrying threads.
    protected abstract void stop();

    /// The program has ended.
    protected abstract boolean stopped();

    /// Whether at this moment no thread needs a CPU: all wait, or are in blocking calls.
    public abstract boolean resting();

    /// Nothing can ever happen again by itself: every thread waits for another one.
    public abstract boolean asleep();

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

    /// Whether no thread runs, nor will as long as the stop is wanted. Asks those that run to come to a safepoint.
    protected abstract boolean still();

    /// What the kernel threads of this scheduler do, as far as one can see without stopping them.
    public abstract List<KernelWork> kernelWork();

    /// One line about its state now.
    public abstract String trace();

    // ---- Threads

    @Override
    public GreenThread create(GreenThread parent, LinkedFunction function, String name, boolean detached) {
        return lifecycle.create(parent, function, name, detached);
    }

    @Override
    public void start(GreenThread parent, GreenThread thread) {
        lifecycle.start(parent, thread);
    }

    @Override
    public int join(GreenThread thread, GreenThread target) {
        return lifecycle.join(thread, target);
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
        Seldom seldom = woken.seldomOrNull();
        SocketWait blocked = seldom == null ? null : seldom.socketWait;
        if (blocked != null) {
            blocked.rouse();
        }
    }

    @Override
    public void resumed(GreenThread thread) {
        waits.resumed(thread);
    }

    // ---- Interrupts, deadlines and scopes

    @Override
    public void cancel(GreenThread target) {
        interrupts.cancel(target);
    }

    /// Ends what a thread does from outside of the program: raises `fault` in it, and in the threads of its scopes, at the next safepoint or suspension point.
    ///
    /// @param force again and again until it has ended
    public void end(GreenThread thread, Fault fault, boolean force) {
        interrupts.end(thread, fault, force);
    }

    @Override
    public final void interruptible(GreenThread thread) {
        interrupts.raiseDue(thread);
    }

    @Override
    public final boolean interruptDue(GreenThread thread) {
        return Interrupts.due(thread);
    }

    @Override
    public int sleep(GreenThread thread, long nanos) {
        return deadlines.sleep(thread, nanos);
    }

    @Override
    public long deadline(GreenThread thread) {
        return Deadlines.first(thread);
    }

    @Override
    public void withinEnter(GreenThread thread, long nanos) {
        deadlines.enter(thread, nanos);
    }

    @Override
    public void withinExit(GreenThread thread) {
        deadlines.exit(thread);
    }

    @Override
    public void scopeEnter(GreenThread thread) {
        scopes.enter(thread);
    }

    @Override
    public int scopeExit(GreenThread thread) {
        return scopes.exit(thread);
    }

    @Override
    public int scopeAbort(GreenThread thread) {
        return scopes.abort(thread);
    }

    @Override
    public int scopeResume(GreenThread thread) {
        return scopes.resume(thread);
    }

    // ---- Channels and mutexes

    @Override
    public int send(GreenThread thread, Channel channel, long p, Object r) {
        return channels.send(thread, channel, p, r);
    }

    @Override
    public int receive(GreenThread thread, Channel channel) {
        return channels.receive(thread, channel);
    }

    @Override
    public int select(GreenThread thread, int count, Channel[] cases, boolean[] sends, long[] p, Object[] r, long mode) {
        return channels.select(thread, count, cases, sends, p, r, mode);
    }

    @Override
    public int lock(GreenThread thread, Mutex mutex) {
        return mutexes.lock(thread, mutex);
    }

    @Override
    public int lockResume(GreenThread thread, Mutex mutex) {
        return mutexes.lockResume(thread, mutex);
    }

    @Override
    public void unlock(GreenThread thread, Mutex mutex) {
        mutexes.unlock(thread, mutex);
    }

    // ---- The world outside

    @Override
    public int await(GreenThread thread, Descriptor descriptor, boolean writing, String operation) {
        return sockets.await(thread, descriptor, writing, operation);
    }

    @Override
    public void close(Descriptor descriptor) {
        sockets.close(descriptor);
    }

    @Override
    public void closeNow(Descriptor descriptor) {
        sockets.closeNow(descriptor);
    }

    @Override
    public int await(GreenThread thread, External external, String reason) {
        return waits.await(thread, external, reason);
    }

    @Override
    public void wakeAll(External external) {
        waits.wakeAll(external);
    }

    /// The thread waits for something outside the program.
    public static boolean outside(GreenThread thread) {
        return switch (thread.waitsOn) {
            case Descriptor _, External _ -> true;
            case Channel channel -> channel.outside;
            case Channel[] channels -> anyOutside(channels);
            case null, default -> false;
        };
    }

    private static boolean anyOutside(Channel[] channels) {
        for (Channel channel : channels) {
            if (channel.outside) {
                return true;
            }
        }
        return false;
    }

    // ---- The clock

    @Override
    public long clock() {
        return clock.now();
    }

    @Override
    public long wallClock() {
        return clock.wall();
    }

    @Override
    public final int ticks() {
        return clock.ticks();
    }

    /// From the start on, time stands still while a thread runs, and jumps to the next deadline when none can. For a pool of one carrier.
    public void inVirtualTime() {
        clock.makeVirtual();
    }

    /// How long a thread has waited, or been in its blocking call, in milliseconds.
    public static long waitedMillis(GreenThread thread) {
        return Math.max(0, ((BaseScheduler) thread.scheduler).clock.millis() - thread.waitsSince);
    }

    // ---- Looking at all threads

    public List<GreenThread> threads() {
        return lifecycle.all();
    }

    /// Threads that failed and whose error no `join` has taken.
    public List<GreenThread> failed() {
        return lifecycle.failed();
    }

    public int alive() {
        return lifecycle.alive();
    }

    /// Numbers threads from where `other` is now, so that the numbers of both stay different.
    public void shareIds(BaseScheduler other) {
        lifecycle.shareIds(other.lifecycle);
    }

    /// The sum of the tickets of all threads, or -1 when one is not parked. While it stays the same no thread has run: tickets only grow.
    protected final long parkedStates() {
        return lifecycle.sum(PARKED);
    }

    static long parked(GreenThread thread) {
        return Parking.phase(thread) == Parking.PARKED && !outside(thread) ? Parking.waiting(thread) : -1;
    }

    /// `thread 3 "worker"`.
    static String told(GreenThread thread) {
        return "thread " + thread.id + " \"" + thread.name + '"' + (thread.inBlockingCall ? ", in a blocking call" : thread.blocksOnSocket() ? ", waiting for a socket" : "");
    }

    /// Stops all threads, each at its next safepoint. [#startWorld] must follow in any case.
    ///
    /// @return false when some thread did not come to a safepoint in time: it runs, and what it touches may change
    public final boolean stopWorld(long mostNanos) {
        return world.begin(mostNanos, this::still);
    }

    /// Ends what [#stopWorld] began; by the same kernel thread.
    public final void startWorld() {
        world.end();
    }

    @Override
    public final void goOn(GreenThread thread) {
        while (world.wanted()) {
            thread.inBlockingCall = true;
            world.pause();
            thread.inBlockingCall = false;
        }
    }

    /// Adds what was counted.
    public void statistics(Statistics all) {
        lifecycle.statistics(all);
    }

    // ---- The end of the program

    /// Ends the carriers, each at its thread's next safepoint.
    public final void shutDown() {
        stop();
        for (GreenThread thread : threads()) {
            thread.poll = true;
            LockSupport.unpark(thread.kernelThread);
        }
    }

    @Override
    public void exit(GreenThread thread, int code) {
        ending.exit(code);
        throw new Halt();
    }
}
