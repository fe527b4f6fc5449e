package sley.vm.sched;

import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import sley.vm.thread.Engine;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;
import sley.vm.thread.Seldom;

/// The model 1:1: each thread runs on a kernel thread of its own, and waiting blocks that kernel thread. Timers are deadlines of its parking.
public final class OneToOne extends BaseScheduler {
    private static final long STACK = 1L << 20;
    /// Made with the class: there may be no memory when it is used.
    private static final Consumer<GreenThread> ROUSE = OneToOne::rouse;

    /// Threads that run or will by themselves: not parked, or parked with a deadline. At zero nothing can ever happen again.
    private final AtomicInteger active = new AtomicInteger();
    private final boolean measuring;
    private final AtomicLong parks = new AtomicLong();
    private final AtomicLong yields = new AtomicLong();
    private final AtomicLong timers = new AtomicLong();
    /// Only when measured, as is the longest wait.
    private final ConcurrentHashMap<String, LongAdder> parksByReason = new ConcurrentHashMap<>();
    private final LongAccumulator longestWait = new LongAccumulator(Math::max, 0);
    private volatile boolean stopping;
    private final boolean restless;
    private final AtomicLong random;

    /// @param measuring also count what takes time to count
    public OneToOne(Engine engine, Ending ending, int mostThreads, boolean measuring, Chance chance) {
        super(engine, ending, mostThreads, measuring);
        this.measuring = measuring;
        this.restless = chance.restless();
        this.random = new AtomicLong(chance.seed(0));
    }

    @Override
    int place(GreenThread thread) {
        return (int) thread.id;
    }

    @Override
    public void start(GreenThread parent, GreenThread thread) {
        thread.kernelThread = new Kernel(thread);
        active.incrementAndGet();
        super.start(parent, thread);
    }

    @Override
    protected void enqueue(GreenThread thread) {
        if (measuring) {
            thread.runnableSince = clock.now();
        }
        Thread kernel = thread.kernelThread;
        if (kernel.getState() != Thread.State.NEW) {
            LockSupport.unpark(kernel);
            return;
        }
        try {
            kernel.start();
        } catch (OutOfMemoryError _) {
            active.decrementAndGet();
            lifecycle.abandon(thread);
            throw new Fault("memory", "the system has no more kernel threads (" + alive() + " in use)");
        }
    }

    /// The kernel thread of one thread.
    private final class Kernel extends KernelThread {
        private final GreenThread thread;
        /// Made when it first waits for a socket.
        private SocketWait sockets;
        /// It is not counted as active.
        private final AtomicBoolean waitsForOthers = new AtomicBoolean();

        Kernel(GreenThread thread) {
            super(kernelName(thread), STACK);
            this.thread = thread;
        }

        @Override
        public void run() {
            try {
                carry(thread);
            } finally {
                if (sockets != null) {
                    sockets.close();
                }
            }
        }
    }

    private void carry(GreenThread thread) {
        try {
            while (!stopping) {
                if (world.wanted()) {
                    world.pause();
                }
                if (measuring) {
                    longestWait.accumulate(clock.now() - thread.runnableSince);
                }
                Parking.start(thread);
                // Whoever wants a stop sees that this thread runs, or is seen here.
                VarHandle.fullFence();
                if (world.wanted()) {
                    Parking.yield(thread);
                    continue;
                }
                if (restless) {
                    thread.poll = true;
                }
                if (tracer != null) {
                    tracer.runs(thread, 0);
                }
                clock.tick();
                int outcome = engine.run(thread);
                if (tracer != null) {
                    tracer.left(thread, outcome);
                }
                if (restless) {
                    Chance.dawdle(random());
                }
                switch (outcome) {
                    case Outcome.PARKED -> park(thread);
                    case Outcome.YIELDED -> {
                        yields.incrementAndGet();
                        thread.runnableSince = measuring ? clock.now() : 0;
                        Parking.yield(thread);
                        Thread.yield();
                    }
                    case Outcome.HALTED -> {
                        return;
                    }
                    default -> {
                        lifecycle.ended(thread, outcome);
                        active.decrementAndGet();
                        deadlocked();
                        return;
                    }
                }
            }
        } catch (Throwable t) {
            ending.broken(t);
        }
    }

    /// Blocks the kernel thread until the thread is runnable.
    private void park(GreenThread thread) {
        parks.incrementAndGet();
        String reason = thread.waitReason;
        // A thread that ends the program leaves its code without a wait.
        if (measuring && reason != null) {
            counted(reason);
        }
        long deadline = thread.wakeAt;
        for (Limit limit = thread.limit; limit != null; limit = limit.outer) {
            deadline = Math.min(deadline, limit.closed ? Long.MAX_VALUE : limit.deadline);
        }
        boolean socket = thread.waitsOn instanceof Descriptor;
        boolean timed = socket || deadline != Long.MAX_VALUE;
        if (!timed) {
            ((Kernel) thread.kernelThread).waitsForOthers.set(true);
            active.decrementAndGet();
        }
        if (tracer != null) {
            tracer.rests();
        }
        if (socket) {
            sockets.blockOnSocket(thread, ((Kernel) thread.kernelThread).sockets, deadline);
        }
        if (Parking.commit(thread)) {
            thread.runnableSince = measuring ? clock.now() : 0;
            counted(thread);
            return;
        }
        if (!timed) {
            deadlocked();
        }
        while (Parking.phase(thread) != Parking.RUNNABLE && !stopping) {
            if (!timed) {
                LockSupport.park(this);
            } else {
                long left = deadline - clock.now();
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                } else {
                    due(thread);
                    timed = false;
                }
            }
        }
        counted(thread);
    }

    /// A thread that was counted as waiting for others is active again.
    private void counted(GreenThread thread) {
        if (((Kernel) thread.kernelThread).waitsForOthers.getAndSet(false)) {
            active.incrementAndGet();
        }
    }

    /// One more wait for this reason; not told when there is no memory to count it.
    private void counted(String reason) {
        try {
            parksByReason.computeIfAbsent(reason, _ -> new LongAdder()).increment();
        } catch (OutOfMemoryError _) {
            // The program goes on.
        }
    }

    /// When no thread is active and all have left their code, nobody can wake anybody. (A thread that was woken while it was about to park may be missing from the
    /// count for a moment: it is not PARKED then.)
    private void deadlocked() {
        if (!asleep()) {
            return;
        }
        if (!ending.lasting()) {
            stop();
        }
        ending.deadlock(threads());
    }

    @Override
    public boolean resting() {
        return threads().stream().allMatch(thread -> thread.inBlockingCall || thread.blocksOnSocket() || Parking.phase(thread) == Parking.PARKED);
    }

    @Override
    public boolean asleep() {
        if (active.get() != 0 || stopping || alive() == 0) {
            return false;
        }
        long before = parkedStates();
        return before >= 0 && active.get() == 0 && parkedStates() == before;
    }

    /// The deadline of a parked thread has passed: it wakes itself.
    private void due(GreenThread thread) {
        if (tracer != null) {
            tracer.because(Tracer.Source.TIMER);
        }
        long now = clock.now();
        for (Limit limit = thread.limit; limit != null; limit = limit.outer) {
            if (limit.deadline <= now && !limit.closed) {
                timers.incrementAndGet();
                deadlines.pass(thread, limit);
            }
        }
        long ticket = Parking.waiting(thread);
        if (thread.wakeAt <= now && ticket >= 0 && Parking.claim(thread, ticket)) {
            thread.selected = -1;
            timers.incrementAndGet();
            super.wake(thread);
        }
        if (tracer != null) {
            tracer.because(Tracer.Source.CALLER);
        }
    }

    @Override
    public void wake(GreenThread woken) {
        if (woken.scheduler != this) {
            woken.scheduler.wake(woken);
            return;
        }
        // Before it can run, so that the count is not too low.
        counted(woken);
        super.wake(woken);
    }

    @Override
    protected void arrange(Timer timer) {
        // A kernel thread waits for its own deadlines; see park.
    }

    // ---- Sockets: a kernel thread waits for its own

    @Override
    protected void watchable(GreenThread thread) {
        var kernel = (Kernel) thread.kernelThread;
        if (kernel.sockets == null) {
            kernel.sockets = new SocketWait();
        }
    }

    @Override
    protected void watch(Descriptor descriptor) { }

    @Override
    protected void unwatch() { }

    @Override
    protected void closed(Descriptor descriptor) { }

    @Override
    protected void release(Descriptor descriptor) {
        // Those who waited have been roused, and let go of it on their way.
        while (descriptor.channel.isRegistered() && !stopping) {
            Thread.yield();
        }
    }

    @Override
    protected boolean stopped() {
        return stopping;
    }

    @Override
    public List<KernelWork> kernelWork() {
        return threads().stream().map(t -> new KernelWork(kernelName(t), told(t))).toList();
    }

    @Override
    public String trace() {
        return SchedulerTrace.of(model(), threads(), parks.get());
    }

    private static String kernelName(GreenThread thread) {
        return "sley-" + thread.id + "-" + thread.name;
    }

    @Override
    protected boolean still() {
        boolean all = true;
        for (GreenThread thread : threads()) {
            all &= switch (Parking.phase(thread)) {
                case Parking.RUNNABLE, Parking.PARKED, Parking.CLAIMED -> true;
                case Parking.RUNNING -> {
                    boolean blocked = thread.inBlockingCall;
                    thread.poll |= !blocked;
                    yield blocked;
                }
                // Its kernel thread waits for a socket, or it is between two states.
                case Parking.ARMED, Parking.CLAIMED_EARLY, Parking.READY -> thread.blocksOnSocket();
                // About to end.
                default -> false;
            };
        }
        return all;
    }

    @Override
    protected void stop() {
        stopping = true;
        lifecycle.forEach(ROUSE);
    }

    private static void rouse(GreenThread thread) {
        Seldom seldom = thread.seldomOrNull();
        SocketWait blocked = seldom == null ? null : seldom.socketWait;
        if (blocked != null) {
            blocked.rouse();
        }
    }

    @Override
    public int safepoint(GreenThread thread) {
        thread.poll = restless;
        interrupts.raiseUrgent(thread);
        return stopping || world.wanted() || restless && random(Chance.YIELDS) == 0 ? Outcome.YIELDED : Outcome.READY;
    }

    @Override
    public boolean restless(GreenThread thread) {
        return restless && random(Chance.YIELDS) == 0;
    }

    @Override
    protected int random(int bound) {
        return Chance.below(bound, random());
    }

    private long random() {
        return Chance.mix(random.updateAndGet(Chance::next));
    }

    @Override
    public int yield(GreenThread thread) {
        interrupts.raiseDue(thread);
        return Outcome.YIELDED;
    }

    @Override
    public int wire(GreenThread thread) {
        return Outcome.READY;
    }

    @Override
    public int unwire(GreenThread thread) {
        return Outcome.READY;
    }

    @Override
    public int takeTurn(GreenThread thread) {
        return Outcome.READY;
    }

    @Override
    public void giveTurn() { }

    @Override
    public void beginBlocking(GreenThread thread) {
        if (tracer != null) {
            tracer.blocks(thread);
        }
    }

    @Override
    public int endBlocking(GreenThread thread) {
        if (tracer != null) {
            tracer.returns(thread);
        }
        return Outcome.READY;
    }

    @Override
    public void statistics(Statistics all) {
        super.statistics(all);
        all.count("parks", "parks", parks.get());
        parksByReason.forEach((reason, count) -> all.parks(reason, count.sum()));
        all.count("yields", "yields", yields.get());
        all.count("timersFired", "timers fired", timers.get());
        all.add("longestRunnableWait", "longest wait of a runnable thread", Statistics.Unit.NANOS, longestWait.get());
    }

    @Override
    public String model() {
        return "1:1";
    }

    @Override
    public int carriers() {
        return alive();
    }

    @Override
    public int carrierId(GreenThread thread) {
        return (int) thread.id;
    }

    @Override
    public long osThreadId(GreenThread thread) {
        return KernelThreads.currentId();
    }
}
