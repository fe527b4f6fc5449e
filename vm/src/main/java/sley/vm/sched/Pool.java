package sley.vm.sched;

import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import sley.vm.thread.Engine;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// The models m:n and n:1: green threads over a fixed number of processors, each run by one of the carriers (kernel threads).
///
/// A thread that becomes runnable goes to the queue of the processor that made it so. A carrier without work looks at the global queue and then steals half of another
/// processor's queue; when it finds nothing it gives its processor up, looks at everything once more, and rests. Whoever adds work wakes a carrier for an idle
/// processor unless one is searching already; the last searcher that finds work wakes the next. So work is never left while a processor is idle, and carriers do not
/// all wake for one thread. In a blocking call a carrier leaves its processor, and the [Monitor] hands it to another carrier when the call takes long.
public final class Pool extends BaseScheduler {
    private static final int PATIENCE = 64;
    /// Go's figure.
    private static final int GLOBAL_EVERY = 61;
    /// The host's flight recorder is told which thread runs.
    private static final boolean RECORDED = Boolean.getBoolean("sley.jfr");
    /// So many threads of its own making in the ring, and a thread lets them run.
    private static final int CROWD = RunQueue.SIZE / 2;

    final Processor[] processors;
    final boolean stealing;
    final boolean measuring;
    final AtomicInteger searching = new AtomicInteger();
    volatile boolean stopping;
    /// The carrier that naps between two looks for work of others; see [Thief].
    volatile Carrier napper;
    private final String model;
    private final PoolSettings settings;
    final GlobalQueue global;
    /// For tests; see [Chance].
    final boolean restless;
    final BlockingCalls calls;
    final Monitor monitor;
    final Carriers carriers;
    final IdleProcessors idle = new IdleProcessors();
    final Keeper keeper = new Keeper(this);
    final Wakeups wakeups = new Wakeups(this);
    final ProcessorLeave leaving;
    private final Safepoints safepoints = new Safepoints(this);
    /// Waits for sockets, unless they block their carriers.
    final Poller poller = new Poller();
    final boolean polling;

    public Pool(Engine engine, Ending ending, String model, PoolSettings settings, int mostThreads) {
        super(engine, ending, mostThreads, settings.measuring());
        this.model = model;
        this.settings = settings;
        this.stealing = settings.stealing();
        this.measuring = settings.measuring();
        this.restless = settings.chance().restless();
        this.global = new GlobalQueue(settings.chance());
        this.polling = settings.polling();
        this.calls = new BlockingCalls(settings.blockingCalls());
        this.processors = new Processor[settings.carriers()];
        for (int i = processors.length - 1; i >= 0; i--) {
            processors[i] = new Processor(i, settings.chance().seed(i + 1));
            idle.add(processors[i]);
        }
        this.carriers = new Carriers(this, processors.length == 1 && !settings.handOff());
        this.leaving = new ProcessorLeave(this, settings.handOff());
        this.monitor = new Monitor(this, settings);
    }

    Carrier current() {
        return Thread.currentThread() instanceof Carrier carrier && carrier.pool == this ? carrier : null;
    }

    int run(GreenThread thread) {
        return RECORDED ? SliceEvent.run(engine, thread) : engine.run(thread);
    }

    void broken(Throwable cause) {
        ending.broken(cause);
    }

    // ---- Work

    /// To the processor that this runs on, to run next. Another carrier is woken for it only when it has to wait: when it pushes another thread out of that place,
    /// or when the running thread goes on for some safepoints. Most often the running thread parks at once, and waking a carrier would be in vain.
    @Override
    protected void enqueue(GreenThread thread) {
        if (measuring) {
            thread.runnableSince = clock.now();
        }
        Carrier carrier = current();
        Processor p = carrier == null ? null : carrier.processor;
        if (p == null || restless && p.random(2) == 0) {
            global(thread);
            return;
        }
        if (!settings.runNext()) {
            overflow(p.queue.add(thread));
            wakeSomeone();
            return;
        }
        overflow(p.queue.addNext(thread));
        GreenThread running = p.running();
        if (running == null || !p.queue.ringIsEmpty()) {
            wakeSomeone();
            if (napper != null && p.queue.length() >= Thief.BACKLOG) {
                rouseNapper();
            }
        } else if (idle.count() > 0) {
            p.patience = PATIENCE;
            GreenThread.POLL.setOpaque(running, true);
        }
    }

    /// A thread that has started so many that they fill half of the ring lets them run before it starts more: they run while the caches still hold them, and end
    /// before the collector would have to copy them. It goes to the end of the global queue, as at the end of its slice.
    @Override
    public void start(GreenThread parent, GreenThread thread) {
        super.start(parent, thread);
        Carrier carrier = current();
        Processor p = carrier == null ? null : carrier.processor;
        if (p != null && p.queue.added() - p.addedBefore >= CROWD && p.queue.length() >= CROWD) {
            p.crowded = true;
            GreenThread.POLL.setOpaque(parent, true);
        }
    }

    @Override
    int place(GreenThread thread) {
        Carrier carrier = current();
        return carrier == null || carrier.processor == null ? 0 : carrier.processor.number;
    }

    void overflow(GreenThread[] half) {
        if (half != null) {
            global.add(half);
            wakeSomeone();
            rouseNapper();
        }
    }

    void global(GreenThread thread) {
        global.add(thread);
        wakeSomeone();
        rouseNapper();
    }

    /// There is work that a carrier should take at once which is about to look for some anyway.
    private void rouseNapper() {
        Carrier carrier = napper;
        if (carrier != null) {
            napper = null;
            LockSupport.unpark(carrier);
        }
    }

    /// Takes a thread from the global queue, and more into an empty ring. Those came before the ones that are still there, so they have their turn before these are looked at again.
    GreenThread pollGlobal(Processor p) {
        boolean refills = p.queue.ringIsEmpty();
        GreenThread thread = global.poll(p.queue, processors.length);
        p.picksToGlobal = GLOBAL_EVERY - 1 + (refills ? p.queue.length() : 0);
        return thread;
    }

    /// Whether there is work that a carrier without work might take.
    boolean moreWork() {
        if (!global.isEmpty() || firstTimer() <= clock.now()) {
            return true;
        }
        for (Processor p : processors) {
            if (stealing && !p.queue.ringIsEmpty()) {
                return true;
            }
        }
        return false;
    }

    /// A carrier that naps before it looks once more should look at once.
    boolean hasOtherWork() {
        return stopping || world.wanted() || !global.isEmpty() || firstTimer() <= clock.now();
    }

    boolean anyWork() {
        if (!global.isEmpty() || firstTimer() <= clock.now()) {
            return true;
        }
        for (Processor p : processors) {
            if (!p.queue.isEmpty() && (stealing || p.status.get() == Processor.IDLE)) {
                return true;
            }
        }
        return false;
    }

    /// There may be work for an idle processor.
    void wakeSomeone() {
        // What was added must be seen by a carrier that gives its processor up now, or its idle processor be seen here.
        VarHandle.fullFence();
        if (idle.count() == 0 || searching.get() > 0 || !searching.compareAndSet(0, 1)) {
            return;
        }
        Processor p = takeIdle();
        if (p == null) {
            searching.decrementAndGet();
        } else {
            carriers.employ(p, true);
        }
    }

    // ---- Processors

    /// The slice is used up: the thread that would inherit it goes to the end of the ring.
    void endSlice(Processor p) {
        p.preempt = false;
        overflow(p.queue.demoteNext());
        p.slices++;
    }

    /// @return an idle processor that is the caller's now, or null
    Processor takeIdle() {
        Processor p = idle.take();
        if (p != null) {
            clock.tick();
            monitor.busy();
        }
        return p;
    }

    /// A processor whose carrier will do something else: to another carrier if there is work, else idle.
    void handOver(Processor p) {
        if (!p.queue.isEmpty() || !global.isEmpty() || p.timers.first() != Long.MAX_VALUE && keeper.carrier() == null) {
            carriers.employ(p, false);
            return;
        }
        idle.add(p);
        if (anyWork()) {
            wakeSomeone();
        }
    }

    // ---- Timers

    @Override
    protected void arrange(Timer timer) {
        Carrier carrier = current();
        Processor p = carrier == null || carrier.processor == null ? processors[0] : carrier.processor;
        p.timers.add(timer);
        keeper.expect(timer.deadline);
        monitor.expect(timer.deadline);
    }

    /// Timers may be due and all processors are taken.
    void busy() {
        monitor.expect(0);
    }

    long firstTimer() {
        long first = Long.MAX_VALUE;
        for (Processor p : processors) {
            first = Math.min(first, p.timers.first());
        }
        return first;
    }

    // ---- Sockets

    @Override
    protected void watchable(GreenThread thread) {
        if (polling) {
            poller.open();
        } else {
            current().makeSocketWait();
        }
    }

    @Override
    protected void watch(Descriptor descriptor) {
        if (polling) {
            poller.watch(descriptor);
            keeper.watch();
        }
    }

    @Override
    protected void unwatch() {
        if (polling) {
            poller.unwatch();
        }
    }

    @Override
    protected void closed(Descriptor descriptor) {
        if (polling) {
            poller.closed();
        }
    }

    @Override
    protected void release(Descriptor descriptor) {
        if (!polling) {
            while (descriptor.channel.isRegistered() && !stopping) {
                Thread.yield();
            }
            return;
        }
        for (GreenThread claimed = poller.release(descriptor); claimed != null; claimed = poller.release(descriptor)) {
            wakeups.wakeAll(claimed);
        }
    }

    // ---- Deadlock

    /// A carrier is about to rest. Reports a deadlock when nothing will ever happen again: all processors are idle, every thread is parked, there is no timer, and
    /// between two looks at all threads, with the look at the timers between them, no thread has changed its state (tickets only grow).
    boolean deadlocked() {
        if (!asleep()) {
            return false;
        }
        if (ending.lasting()) {
            ending.deadlock(threads());
            return false;
        }
        synchronized (this) {
            if (stopping) {
                return true;
            }
            stop();
        }
        ending.deadlock(threads());
        return true;
    }

    @Override
    public boolean asleep() {
        if (stopping || !quiet() || alive() == 0) {
            return false;
        }
        long before = parkedStates();
        return before >= 0 && quiet() && parkedStates() == before && alive() != 0;
    }

    @Override
    public boolean resting() {
        for (Processor p : processors) {
            if (p.status.get() == Processor.RUNNING) {
                return false;
            }
        }
        return !anyWork();
    }

    private boolean quiet() {
        if (idle.count() != processors.length || anyWork()) {
            return false;
        }
        for (Processor p : processors) {
            if (p.timers.anyLive()) {
                return false;
            }
        }
        return true;
    }

    @Override
    protected boolean still() {
        boolean all = true;
        for (Processor p : processors) {
            if (p.status.get() != Processor.RUNNING || p.paused) {
                continue;
            }
            GreenThread thread = p.running();
            if (thread == null || !thread.inBlockingCall) {
                all = false;
                if (thread != null) {
                    thread.poll = true;
                }
            }
        }
        return all;
    }

    @Override
    protected void stop() {
        stopping = true;
        carriers.all().forEach(carriers::rouse);
        poller.close();
        monitor.end();
    }

    @Override
    protected boolean stopped() {
        return stopping;
    }

    // ---- Safepoints

    @Override
    public boolean restless(GreenThread thread) {
        return restless && current().processor.random(Chance.YIELDS) == 0;
    }

    @Override
    protected int random(int bound) {
        return current().processor.random(bound);
    }

    @Override
    public int safepoint(GreenThread thread) {
        return safepoints.poll(thread, current());
    }

    @Override
    public int yield(GreenThread thread) {
        interrupts.raiseDue(thread);
        return safepoints.yieldIfWanted(current());
    }

    // ---- Blocking calls and kernel threads

    @Override
    public int wire(GreenThread thread) {
        if (thread.wired++ == 0 && (processors.length > 1 || settings.handOff())) {
            current().wire(thread);
        }
        return Outcome.READY;
    }

    @Override
    public int unwire(GreenThread thread) {
        if (thread.wired > 0 && --thread.wired == 0 && thread.kernelThread != null) {
            current().unwire();
        }
        return Outcome.READY;
    }

    @Override
    public int takeTurn(GreenThread thread) {
        return waits.takeTurn(thread, calls);
    }

    @Override
    public void giveTurn() {
        Waiter next = calls.release();
        if (next != null) {
            next.thread.seldom().hasTurn = true;
            wake(next.thread);
        }
    }

    @Override
    public void beginBlocking(GreenThread thread) {
        leaving.begin(thread, current());
    }

    @Override
    public int endBlocking(GreenThread thread) {
        return leaving.end(thread, current());
    }

    @Override
    public List<KernelWork> kernelWork() {
        return PoolReport.work(this);
    }

    @Override
    public String trace() {
        return SchedulerTrace.of(this, List.copyOf(carriers.all()), carriers.spare.count(), global.size(), poller.waiting());
    }

    @Override
    public void statistics(Statistics all) {
        super.statistics(all);
        PoolReport.statistics(this, all);
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public int carriers() {
        return processors.length;
    }

    @Override
    public int carrierId(GreenThread thread) {
        return current().processor.number;
    }

    @Override
    public long osThreadId(GreenThread thread) {
        return KernelThreads.currentId();
    }
}
