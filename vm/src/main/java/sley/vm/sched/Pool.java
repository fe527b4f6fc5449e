package sley.vm.sched;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.lang.invoke.VarHandle;
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
    /// How long virtual time stands still for what is under way between sockets of this machine.
    private static final long SOCKET_PATIENCE = 5_000_000;

    final Processor[] processors;
    final boolean stealing;
    final boolean measuring;
    final AtomicInteger searching = new AtomicInteger();
    volatile boolean stopping;
    private final String model;
    private final PoolSettings settings;
    private final GlobalQueue global;
    /// For tests; see [Chance].
    final boolean restless;
    private final BlockingCalls calls = new BlockingCalls(BlockingCalls.MOST);
    private final Monitor monitor;
    private final AtomicInteger carrierNumbers = new AtomicInteger();
    private final AtomicInteger mostCarriers = new AtomicInteger();
    private final Set<Carrier> carriers = ConcurrentHashMap.newKeySet();
    /// Guards the lists of idle processors and of spare carriers.
    private final SpinLock lock = new SpinLock();
    private Processor idle;
    private volatile int idleCount;
    private Carrier spare;
    /// Waits for sockets, unless they block their carriers.
    final Poller poller = new Poller();
    final boolean polling;
    /// The carrier that waits for the first deadline and for sockets, or null.
    private final AtomicReference<Carrier> keeper = new AtomicReference<>();
    private volatile long keptUntil = Long.MAX_VALUE;

    public Pool(Engine engine, Ending ending, String model, PoolSettings settings, int mostThreads) {
        super(engine, ending, mostThreads);
        this.model = model;
        this.settings = settings;
        this.stealing = settings.stealing();
        this.measuring = settings.measuring();
        this.restless = settings.chance().restless();
        this.global = new GlobalQueue(settings.chance());
        this.polling = settings.polling();
        this.processors = new Processor[settings.carriers()];
        for (int i = processors.length - 1; i >= 0; i--) {
            processors[i] = new Processor(i, settings.chance().seed(i + 1));
            idle(processors[i]);
        }
        this.monitor = new Monitor(this, settings);
    }

    private Carrier current() {
        return Thread.currentThread() instanceof Carrier carrier && carrier.pool == this ? carrier : null;
    }

    int run(GreenThread thread) {
        return engine.run(thread);
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
            thread.runnableSince = clock();
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
        } else if (idleCount > 0) {
            p.patience = PATIENCE;
            GreenThread.POLL.setOpaque(running, true);
        }
    }

    void overflow(GreenThread[] half) {
        if (half != null) {
            global.add(half);
            wakeSomeone();
        }
    }

    void global(GreenThread thread) {
        global.add(thread);
        wakeSomeone();
    }

    GreenThread pollGlobal(Processor p) {
        return global.poll(p.queue, processors.length);
    }

    /// Whether there is work that a carrier without work might take.
    boolean moreWork() {
        if (!global.isEmpty() || firstTimer() <= clock()) {
            return true;
        }
        for (Processor p : processors) {
            if (stealing && !p.queue.ringIsEmpty()) {
                return true;
            }
        }
        return false;
    }

    boolean anyWork() {
        if (!global.isEmpty() || firstTimer() <= clock()) {
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
        if (idleCount == 0 || searching.get() > 0 || !searching.compareAndSet(0, 1)) {
            return;
        }
        Processor p = takeIdle();
        if (p == null) {
            searching.decrementAndGet();
        } else {
            employ(p, true);
        }
    }

    // ---- Processors and carriers

    int idleCount() {
        return idleCount;
    }

    void idle(Processor p) {
        p.status.set(Processor.IDLE);
        lock.lock();
        p.nextIdle = idle;
        idle = p;
        idleCount++;
        lock.unlock();
    }

    Processor takeIdle() {
        if (idleCount == 0) {
            return null;
        }
        lock.lock();
        Processor p = idle;
        if (p != null) {
            idle = p.nextIdle;
            p.nextIdle = null;
            idleCount--;
            p.status.set(Processor.RUNNING);
        }
        lock.unlock();
        if (p != null) {
            tick();
            monitor.busy();
        }
        return p;
    }

    void spare(Carrier carrier) {
        lock.lock();
        carrier.nextSpare = spare;
        spare = carrier;
        lock.unlock();
    }

    /// A spare ends, unless it was employed meanwhile.
    boolean retire(Carrier carrier) {
        lock.lock();
        boolean found = false;
        if (spare == carrier) {
            spare = carrier.nextSpare;
            found = true;
        } else {
            for (Carrier c = spare; c != null && !found; c = c.nextSpare) {
                if (c.nextSpare == carrier) {
                    c.nextSpare = carrier.nextSpare;
                    found = true;
                }
            }
        }
        carrier.nextSpare = null;
        lock.unlock();
        return found;
    }

    void gone(Carrier carrier) {
        carriers.remove(carrier);
        carrier.closeSocketWait();
    }

    private Carrier resting() {
        lock.lock();
        Carrier carrier = spare;
        if (carrier != null) {
            spare = carrier.nextSpare;
            carrier.nextSpare = null;
        }
        lock.unlock();
        return carrier != null ? carrier : keeper.getAndSet(null);
    }

    /// Gives the processor to a spare carrier, to the keeper of the timers, or to a new one.
    private void employ(Processor p, boolean spinning) {
        Carrier carrier = resting();
        if (processors.length == 1 && !settings.handOff()) {
            // It is the only one, and about to rest.
            while (carrier == null && !carriers.isEmpty()) {
                Thread.yield();
                carrier = resting();
            }
        }
        if (carrier != null) {
            carrier.spinning = spinning;
            hand(carrier, p);
            return;
        }
        carrier = new Carrier(this, carrierNumbers.getAndIncrement());
        carrier.spinning = spinning;
        carrier.handed = p;
        carriers.add(carrier);
        mostCarriers.accumulateAndGet(carriers.size(), Math::max);
        carrier.start();
        monitor.begin();
    }

    void hand(Carrier carrier, Processor p) {
        carrier.handed = p;
        rouse(carrier);
    }

    private void rouse(Carrier carrier) {
        LockSupport.unpark(carrier);
        if (carrier.selecting) {
            poller.rouse();
        }
    }

    /// A processor whose carrier will do something else: to another carrier if there is work, else idle.
    void handOver(Processor p) {
        if (!p.queue.isEmpty() || !global.isEmpty() || p.timers.first() != Long.MAX_VALUE && keeper.get() == null) {
            employ(p, false);
            return;
        }
        idle(p);
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
        if (timer.deadline < keptUntil) {
            rouseKeeper();
        }
        monitor.expect(timer.deadline);
    }

    private void rouseKeeper() {
        Carrier k = keeper.get();
        if (k != null) {
            rouse(k);
        }
    }

    /// Timers may be due and all processors are taken.
    void busy() {
        monitor.expect(0);
    }

    void fireDue(Processor p) {
        if (p.timers.first() == Long.MAX_VALUE) {
            return;
        }
        GreenThread first = null;
        GreenThread last = null;
        long now = clock();
        for (Timer timer = p.timers.due(now); timer != null; ) {
            Timer following = timer.next;
            timer.next = null;
            p.counters.timers++;
            if (measuring) {
                // A thread whose time is over could run.
                p.counters.longestWait = Math.max(p.counters.longestWait, now - timer.deadline);
            }
            GreenThread thread = fire(timer);
            timer = following;
            if (thread != null) {
                thread.next = null;
                if (first == null) {
                    first = thread;
                } else {
                    last.next = thread;
                }
                last = thread;
            }
        }
        if (first != null) {
            // They run in the order of their deadlines: the first next, the others behind what is queued already.
            GreenThread others = first.next;
            first.next = null;
            wake(first);
            wakeAll(others);
        }
    }

    long firstTimer() {
        long first = Long.MAX_VALUE;
        for (Processor p : processors) {
            first = Math.min(first, p.timers.first());
        }
        return first;
    }

    /// Waits until the first deadline, or until a socket is ready, unless another carrier does so already.
    ///
    /// @return false when it does, or when this one is wanted for a processor
    boolean keep(Carrier carrier) {
        if (firstTimer() == Long.MAX_VALUE && !poller.awaited() || !keeper.compareAndSet(null, carrier)) {
            return false;
        }
        GreenThread claimed = null;
        while (claimed == null && !stopping && keeper.get() == carrier) {
            keptUntil = Long.MAX_VALUE;
            if (isVirtual()) {
                claimed = jump(carrier);
                break;
            }
            long until = firstTimer();
            keptUntil = until;
            if (firstTimer() < until) {
                continue;
            }
            long left = until == Long.MAX_VALUE ? until : until - clock();
            boolean sockets = poller.awaited();
            if (left <= 0 || until == Long.MAX_VALUE && !sockets || !global.isEmpty()) {
                break;
            }
            if (sockets) {
                claimed = select(carrier, until, left);
            } else {
                LockSupport.parkNanos(this, left);
            }
        }
        keptUntil = Long.MAX_VALUE;
        carrier.promised = !keeper.compareAndSet(carrier, null);
        carrier.claimed = claimed;
        return !carrier.promised;
    }

    /// In virtual time nobody waits: when sockets have nothing to say, it becomes the next deadline.
    private GreenThread jump(Carrier carrier) {
        long until = processors[0].timers.anyLive() ? firstTimer() : Long.MAX_VALUE;
        GreenThread claimed = poller.awaited() ? select(carrier, Long.MIN_VALUE, until == Long.MAX_VALUE ? until : SOCKET_PATIENCE) : null;
        if (claimed == null && until != Long.MAX_VALUE) {
            jump(until);
        }
        return claimed;
    }

    /// The keeper waits for sockets. Whoever wants it for something else, or has an earlier timer, writes that first and then rouses it; it looks after it has said that it waits.
    private GreenThread select(Carrier carrier, long until, long left) {
        poller.occupy();
        carrier.selecting = true;
        try {
            return stopping || keeper.get() != carrier || firstTimer() < until || !global.isEmpty() ? null : poller.await(left);
        } finally {
            carrier.selecting = false;
            poller.leave(clock());
        }
    }

    /// Threads claimed by the poller or by timers become runnable: on the processor of this carrier if it has one, behind what is queued there; many of them in the
    /// global queue, from where all processors take them in this order.
    ///
    /// @param list linked by `next`
    void wakeAll(GreenThread list) {
        Carrier carrier = current();
        Processor p = carrier == null ? null : carrier.processor;
        boolean several = p == null || !p.queue.isEmpty();
        if (list == null) {
            return;
        }
        if (list.next == null) {
            if (tracer != null) {
                tracer.woken(list);
            }
            if (Parking.publish(list)) {
                put(list, p, several);
            }
            return;
        }
        var batch = new GreenThread[GlobalQueue.BATCH];
        int count = 0;
        for (GreenThread thread = list; thread != null; ) {
            GreenThread following = thread.next;
            thread.next = null;
            if (tracer != null) {
                tracer.woken(thread);
            }
            // Else its carrier, which has not left it yet, queues it.
            if (Parking.publish(thread)) {
                if (measuring) {
                    thread.runnableSince = clock();
                }
                batch[count++] = thread;
            }
            if (count == batch.length) {
                global.add(batch);
                batch = new GreenThread[GlobalQueue.BATCH];
                count = 0;
                several = true;
            }
            thread = following;
        }
        // Its carrier is about to look there, so another one is woken only for the second thread.
        several |= count > 1;
        for (int i = 0; i < count; i++) {
            put(batch[i], p, several && i == count - 1);
        }
        if (several && count == 0) {
            wakeSomeone();
        }
    }

    private void put(GreenThread thread, Processor p, boolean wake) {
        if (measuring) {
            thread.runnableSince = clock();
        }
        if (p == null) {
            global.add(thread);
        } else {
            overflow(p.queue.add(thread));
        }
        if (wake) {
            wakeSomeone();
        }
    }

    /// Looks for ready sockets without waiting, and makes their threads runnable.
    void pollNetwork() {
        GreenThread claimed = poller.poll(clock());
        if (claimed != null) {
            if (tracer != null) {
                tracer.marks(Tracer.Mark.POLLED, 0);
            }
            wakeAll(claimed);
        }
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
            // It may wait for timers only.
            Carrier k = keeper.get();
            if (k != null && !k.selecting) {
                rouse(k);
            }
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
            wakeAll(claimed);
        }
    }

    /// Sockets block their carriers: this one waits until the thread, which has parked on a descriptor and is not committed, is woken; its processor may be handed over.
    void blockOnSocket(GreenThread thread, Carrier carrier) {
        beginBlocking(thread);
        Processor kept = carrier.processor;
        if (kept != null) {
            kept.paused = true;
        }
        blockOnSocket(thread, carrier.socketWait(), Long.MAX_VALUE);
        if (kept != null) {
            kept.paused = false;
        }
        // The processor comes back, or another, or the thread is queued.
        int outcome = endBlocking(thread);
        if (Parking.commit(thread)) {
            if (outcome == Outcome.READY && carrier.wired == null) {
                carrier.again = thread;
            } else {
                enqueue(thread);
            }
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
        if (stopping || alive() == 0 || !quiet()) {
            return false;
        }
        long before = parkedStates();
        return before >= 0 && quiet() && parkedStates() == before && alive() != 0;
    }

    private boolean quiet() {
        if (idleCount != processors.length || anyWork()) {
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
    public List<KernelWork> kernelWork() {
        var work = new ArrayList<KernelWork>();
        Carrier keeps = keeper.get();
        for (Carrier carrier : carriers) {
            GreenThread carried = carrier.carried;
            GreenThread wired = carrier.wired;
            work.add(new KernelWork(carrier.getName(), carried != null ? told(carried)
                    : wired != null ? "nothing; wired to " + told(wired)
                    : carrier == keeps ? "nothing; waits for timers and sockets"
                    : carrier.processor == null ? "nothing; spare" : ""));
        }
        work.add(new KernelWork(Monitor.NAME, "nothing; watches the processors"));
        return work;
    }

    @Override
    public String trace() {
        int spares = 0;
        lock.lock();
        for (Carrier c = spare; c != null; c = c.nextSpare) {
            spares++;
        }
        lock.unlock();
        return SchedulerTrace.of(this, List.copyOf(carriers), spares, global.size(), poller.waiting());
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
        carriers.forEach(this::rouse);
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
        thread.poll = restless;
        raiseUrgent(thread);
        Carrier carrier = current();
        Processor p = carrier.processor;
        if (restless && p.random(Chance.YIELDS) == 0) {
            return Outcome.YIELDED;
        }
        if (p.patience > 0 && !p.preempt && !p.timersDue && !stopping && !world.wanted()) {
            if (p.queue.isEmpty()) {
                p.patience = 0;
            } else if (--p.patience == 0) {
                wakeSomeone();
            } else {
                thread.poll = true;
                VarHandle.fullFence();
                if (!p.preempt && !p.timersDue && !stopping && !world.wanted()) {
                    return Outcome.READY;
                }
            }
        }
        return stopping || p.preempt || p.timersDue || world.wanted() ? yieldIfWanted(carrier) : Outcome.READY;
    }

    @Override
    public int yield(GreenThread thread) {
        interruptible(thread);
        return yieldIfWanted(current());
    }

    private int yieldIfWanted(Carrier carrier) {
        Processor p = carrier.processor;
        p.timersDue = false;
        fireDue(p);
        if (stopping || world.wanted() || !global.isEmpty() || !p.queue.isEmpty()) {
            return Outcome.YIELDED;
        }
        p.preempt = false;
        p.slices++;
        return Outcome.READY;
    }

    // ---- Kernel threads

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
        return takeTurn(thread, calls);
    }

    @Override
    public void giveTurn() {
        Waiter next = calls.release();
        if (next != null) {
            next.thread.hasTurn = true;
            wake(next.thread);
        }
    }

    @Override
    public void beginBlocking(GreenThread thread) {
        if (tracer != null) {
            tracer.blocks(thread);
        }
        if (!settings.handOff()) {
            return;
        }
        Carrier carrier = current();
        Processor p = carrier.processor;
        carrier.before = p;
        carrier.processor = null;
        p.calls++;
        p.status.set(Processor.BLOCKED);
    }

    @Override
    public int endBlocking(GreenThread thread) {
        if (tracer != null) {
            tracer.returns(thread);
        }
        if (!settings.handOff()) {
            return Outcome.READY;
        }
        Carrier carrier = current();
        Processor p = carrier.before;
        carrier.before = null;
        if (!p.status.compareAndSet(Processor.BLOCKED, Processor.RUNNING)) {
            p = takeIdle();
        }
        if (p == null) {
            return Outcome.YIELDED;
        }
        carrier.processor = p;
        p.setRunning(thread);
        return Outcome.READY;
    }

    @Override
    public void statistics(Statistics all) {
        super.statistics(all);
        all.count("switches", "switches between threads", sum(c -> c.switches));
        all.count("parks", "parks", sum(c -> c.parks.values().stream().mapToLong(Integer::longValue).sum()));
        for (Processor p : processors) {
            p.counters.parks.forEach((reason, count) -> all.parks(reason, count));
        }
        all.count("yields", "yields", sum(c -> c.yields));
        all.count("preemptions", "preemptions", monitor.preemptions());
        all.count("steals", "steals", sum(c -> c.steals));
        all.count("blockingCallsPeak", "most blocking calls at once", calls.peak());
        all.count("blockingCallsWaited", "blocking calls that waited for a turn", calls.waited());
        all.count("handOffs", "hand-overs of processors", monitor.handOvers());
        all.count("polls", "looks at the poller", poller.polls());
        all.count("timersFired", "timers fired", sum(c -> c.timers));
        all.add("longestRunnableWait", "longest wait of a runnable thread", Statistics.Unit.NANOS, Arrays.stream(processors).mapToLong(p -> p.counters.longestWait).max().orElse(0));
        all.count("carriersStarted", "carriers started", carrierNumbers.get());
        all.count("peakCarriers", "most carriers", mostCarriers.get());
    }

    private long sum(ToLongFunction<Counters> figure) {
        return Arrays.stream(processors).mapToLong(p -> figure.applyAsLong(p.counters)).sum();
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
