package sley.vm.sched;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import sley.vm.thread.Engine;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// The models m:n and n:1: green threads over a fixed number of carriers, each with a processor, that is a run queue of its own.
///
/// A thread that becomes runnable goes to the queue of the processor that made it so. A carrier without work looks at the global queue and then steals half of another
/// processor's queue; when it finds nothing it announces itself idle, looks at everything once more, and parks. Whoever adds work wakes an idle carrier unless one is
/// searching already; the last searcher that finds work wakes the next. So work is never left while a carrier sleeps, and carriers do not all wake for one thread.
public final class Pool extends BaseScheduler {
    private static final int GLOBAL_EVERY = 61;
    private static final int STEAL_ROUNDS = 4;
    private static final ThreadLocal<Carrier> CURRENT = new ThreadLocal<>();

    private final String model;
    private final Carrier[] carriers;
    private final boolean preempt;
    private final long slice;
    private final Timers timers = new Timers();
    private final SpinLock globalLock = new SpinLock();
    private GreenThread globalFirst;
    private GreenThread globalLast;
    private volatile int globalSize;
    private final AtomicInteger searching = new AtomicInteger();
    /// Idle carriers, linked; guarded by its lock.
    private final SpinLock idleLock = new SpinLock();
    private Carrier idle;
    private volatile int idleCount;
    /// The idle carrier that waits for the first timer, or null; guarded by `idleLock`.
    private Carrier timekeeper;
    private volatile boolean stopping;
    private volatile boolean began;

    /// @param slice nanoseconds
    public Pool(Engine engine, Ending ending, String model, int carriers, boolean preempt, long slice, int mostThreads) {
        super(engine, ending, mostThreads);
        this.model = model;
        this.preempt = preempt;
        this.slice = slice;
        this.carriers = new Carrier[carriers];
        for (int i = 0; i < carriers; i++) {
            this.carriers[i] = new Carrier(i);
        }
    }

    private final class Carrier extends Thread {
        final int number;
        final RunQueue queue = new RunQueue();
        /// The thread that runs here, for the monitor.
        volatile GreenThread running;
        volatile long since;
        private int picks;
        private boolean spinning;
        private boolean isIdle;
        private Carrier nextIdle;
        private long random;

        Carrier(int number) {
            super(null, null, "sley-carrier-" + number, CARRIER_STACK);
            this.number = number;
            this.random = number * 0x9E3779B97F4A7C15L + 1;
            setDaemon(true);
        }

        Pool pool() {
            return Pool.this;
        }

        @Override
        public void run() {
            CURRENT.set(this);
            try {
                for (GreenThread thread = find(); thread != null; thread = find()) {
                    carry(thread);
                }
            } catch (Throwable t) {
                ending.broken(t);
            }
        }

        private void carry(GreenThread thread) {
            Parking.start(thread);
            since = clock();
            running = thread;
            int outcome = engine.run(thread);
            running = null;
            switch (outcome) {
                case Outcome.PARKED -> {
                    if (Parking.commit(thread)) {
                        enqueue(thread);
                    }
                }
                case Outcome.YIELDED -> {
                    Parking.yield(thread);
                    if (thread.wired > 0 && carriers.length > 1) {
                        new Wired(thread).start();
                    } else {
                        global(thread, thread);
                    }
                }
                default -> ended(thread, outcome);
            }
        }

        void local(GreenThread thread, boolean next) {
            GreenThread overflow = queue.add(thread, next);
            if (overflow != null) {
                GreenThread last = overflow;
                while (last.next != null) {
                    last = last.next;
                }
                global(overflow, last);
            }
            wakeSomeone();
        }

        private GreenThread find() {
            while (!stopping) {
                fireDue();
                GreenThread thread = picks++ % GLOBAL_EVERY == 0 ? pollGlobal() : null;
                if (thread == null) {
                    thread = queue.poll();
                }
                if (thread == null) {
                    thread = pollGlobal();
                }
                if (thread == null) {
                    thread = steal();
                }
                if (thread != null) {
                    if (spinning) {
                        spinning = false;
                        if (searching.decrementAndGet() == 0) {
                            wakeSomeone();
                        }
                    }
                    return thread;
                }
                rest();
            }
            return null;
        }

        private GreenThread steal() {
            if (carriers.length == 1) {
                return null;
            }
            if (!spinning) {
                if (2 * searching.get() >= carriers.length - idleCount) {
                    return null;
                }
                spinning = true;
                searching.incrementAndGet();
            }
            for (int round = 0; round < STEAL_ROUNDS; round++) {
                random = random * 6364136223846793005L + 1442695040888963407L;
                int start = (int) ((random >>> 33) % carriers.length);
                for (int i = 0; i < carriers.length; i++) {
                    Carrier victim = carriers[(start + i) % carriers.length];
                    if (victim != this) {
                        GreenThread first = victim.queue.steal(round == STEAL_ROUNDS - 1);
                        if (first != null) {
                            return keepRest(first);
                        }
                    }
                }
            }
            return null;
        }

        private GreenThread keepRest(GreenThread first) {
            GreenThread t = first.next;
            first.next = null;
            while (t != null) {
                GreenThread next = t.next;
                t.next = null;
                local(t, false);
                t = next;
            }
            return first;
        }

        /// Announces itself idle, looks once more, and parks until there may be work.
        private void rest() {
            if (spinning) {
                spinning = false;
                searching.decrementAndGet();
            }
            idleLock.lock();
            isIdle = true;
            nextIdle = idle;
            idle = this;
            idleCount++;
            boolean timed = timekeeper == null;
            if (timed) {
                timekeeper = this;
            }
            boolean last = idleCount == carriers.length;
            idleLock.unlock();
            if (anyWork()) {
                leaveIdle();
                return;
            }
            if (last && deadlocked()) {
                leaveIdle();
                return;
            }
            while (isIdleNow() && !stopping) {
                long until = timed ? timers.first() : Long.MAX_VALUE;
                if (until == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    long left = until - clock();
                    if (left <= 0) {
                        leaveIdle();
                        return;
                    }
                    LockSupport.parkNanos(this, left);
                }
            }
            leaveIdle();
        }

        private boolean isIdleNow() {
            idleLock.lock();
            boolean now = isIdle;
            idleLock.unlock();
            return now;
        }

        private void leaveIdle() {
            boolean handOver = false;
            idleLock.lock();
            if (isIdle) {
                isIdle = false;
                idleCount--;
                if (idle == this) {
                    idle = nextIdle;
                } else {
                    Carrier c = idle;
                    while (c.nextIdle != this) {
                        c = c.nextIdle;
                    }
                    c.nextIdle = nextIdle;
                }
                nextIdle = null;
            }
            if (timekeeper == this) {
                timekeeper = null;
                handOver = true;
            }
            idleLock.unlock();
            if (handOver && timers.first() != Long.MAX_VALUE) {
                wakeSomeone();
            }
        }
    }

    private static final long CARRIER_STACK = 16L << 20;

    /// A kernel thread that runs one green thread, from the beginning of its outermost `lockThread` to the end.
    private final class Wired extends Thread {
        private final GreenThread thread;

        Wired(GreenThread thread) {
            super(null, null, "sley-wired-" + thread.id, CARRIER_STACK);
            this.thread = thread;
            setDaemon(true);
            thread.kernelThread = this;
        }

        @Override
        public void run() {
            try {
                while (!stopping) {
                    Parking.start(thread);
                    int outcome = engine.run(thread);
                    switch (outcome) {
                        case Outcome.PARKED -> {
                            if (!Parking.commit(thread)) {
                                deadlocked();
                            }
                        }
                        case Outcome.YIELDED -> {
                            if (thread.wired == 0) {
                                thread.kernelThread = null;
                                Parking.yield(thread);
                                enqueue(thread);
                                return;
                            }
                            Parking.yield(thread);
                            Thread.yield();
                        }
                        default -> {
                            ended(thread, outcome);
                            deadlocked();
                            return;
                        }
                    }
                    while (Parking.phase(thread) != Parking.RUNNABLE && !stopping) {
                        LockSupport.park(this);
                    }
                }
            } catch (Throwable t) {
                ending.broken(t);
            }
        }
    }

    // ---- Work

    @Override
    protected void enqueue(GreenThread thread) {
        if (thread.kernelThread != null) {
            LockSupport.unpark(thread.kernelThread);
            return;
        }
        Carrier carrier = CURRENT.get();
        if (carrier != null && carrier.pool() == this) {
            carrier.local(thread, true);
        } else {
            global(thread, thread);
            if (!began) {
                // Only now: carriers that find nothing would report a deadlock.
                begin();
            }
            wakeSomeone();
        }
    }

    private synchronized void begin() {
        if (!began) {
            began = true;
            for (Carrier carrier : carriers) {
                carrier.start();
            }
            var monitor = new Thread(null, this::monitor, "sley-monitor");
            monitor.setDaemon(true);
            monitor.start();
        }
    }

    private void global(GreenThread first, GreenThread last) {
        int count = 1;
        for (GreenThread t = first; t != last; t = t.next) {
            count++;
        }
        globalLock.lock();
        last.next = null;
        if (globalLast == null) {
            globalFirst = first;
        } else {
            globalLast.next = first;
        }
        globalLast = last;
        globalSize += count;
        globalLock.unlock();
    }

    private GreenThread pollGlobal() {
        if (globalSize == 0) {
            return null;
        }
        globalLock.lock();
        GreenThread thread = globalFirst;
        if (thread != null) {
            globalFirst = thread.next;
            if (globalFirst == null) {
                globalLast = null;
            }
            thread.next = null;
            globalSize--;
        }
        globalLock.unlock();
        return thread;
    }

    private boolean anyWork() {
        if (globalSize > 0 || timers.first() <= clock()) {
            return true;
        }
        for (Carrier carrier : carriers) {
            if (!carrier.queue.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /// There may be work for an idle carrier.
    private void wakeSomeone() {
        if (idleCount == 0 || searching.get() > 0 || !searching.compareAndSet(0, 1)) {
            return;
        }
        idleLock.lock();
        Carrier carrier = idle;
        if (carrier != null) {
            idle = carrier.nextIdle;
            carrier.nextIdle = null;
            carrier.isIdle = false;
            carrier.spinning = true;
            idleCount--;
        }
        idleLock.unlock();
        if (carrier == null) {
            searching.decrementAndGet();
        } else {
            LockSupport.unpark(carrier);
        }
    }

    private void fireDue() {
        if (timers.first() != Long.MAX_VALUE && timers.first() <= clock()) {
            timers.due(clock()).forEach(this::fire);
        }
    }

    @Override
    protected void arrange(Timer timer) {
        if (timers.add(timer)) {
            idleLock.lock();
            Carrier keeper = timekeeper;
            idleLock.unlock();
            if (keeper != null) {
                LockSupport.unpark(keeper);
            } else {
                wakeSomeone();
            }
        }
    }

    /// All carriers are idle, or a wired thread has parked. Reports a deadlock when nothing will ever happen again: every thread is parked, there is no timer, and
    /// between two looks at all threads, with the look at the timers between them, no thread has changed its state (tickets only grow).
    private boolean deadlocked() {
        if (stopping || alive() == 0 || !quiet()) {
            return false;
        }
        long before = parkedStates();
        if (before < 0 || !quiet() || parkedStates() != before || alive() == 0) {
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

    private boolean quiet() {
        idleLock.lock();
        boolean allIdle = idleCount == carriers.length;
        idleLock.unlock();
        return allIdle && !timers.anyLive() && !anyWork();
    }

    /// The sum of the tickets of all threads, or -1 when one is not parked.
    private long parkedStates() {
        long sum = 0;
        for (GreenThread thread : threads()) {
            long ticket = Parking.phase(thread) == Parking.PARKED ? Parking.waiting(thread) : -1;
            if (ticket < 0) {
                return -1;
            }
            sum += ticket;
        }
        return sum;
    }

    @Override
    protected void stop() {
        stopping = true;
        for (Carrier carrier : carriers) {
            LockSupport.unpark(carrier);
        }
    }

    // ---- Preemption

    /// Asks threads that have run for a whole slice to let others run, and fires timers when all carriers are busy.
    private void monitor() {
        while (!stopping) {
            LockSupport.parkNanos(slice);
            long now = clock();
            for (Carrier carrier : carriers) {
                GreenThread thread = carrier.running;
                if (thread != null && preempt && now - carrier.since >= slice) {
                    thread.poll = true;
                }
            }
        }
    }

    @Override
    public int safepoint(GreenThread thread) {
        thread.poll = false;
        return yieldIfWanted();
    }

    @Override
    public int yield(GreenThread thread) {
        interruptible(thread);
        return yieldIfWanted();
    }

    private int yieldIfWanted() {
        fireDue();
        Carrier carrier = CURRENT.get();
        if (carrier == null) {
            return stopping ? Outcome.YIELDED : Outcome.READY;
        }
        return stopping || globalSize > 0 || !carrier.queue.isEmpty() ? Outcome.YIELDED : Outcome.READY;
    }

    // ---- Kernel threads

    @Override
    public int wire(GreenThread thread) {
        thread.wired++;
        // From n:1's only carrier there is no way elsewhere, nor a need.
        return thread.wired == 1 && carriers.length > 1 ? Outcome.YIELDED : Outcome.READY;
    }

    @Override
    public int unwire(GreenThread thread) {
        thread.wired = Math.max(0, thread.wired - 1);
        return thread.wired == 0 && thread.kernelThread != null ? Outcome.YIELDED : Outcome.READY;
    }

    @Override
    public void beginBlocking(GreenThread thread) { }

    @Override
    public int endBlocking(GreenThread thread) {
        return Outcome.READY;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public int carriers() {
        return carriers.length;
    }

    @Override
    public int carrierId(GreenThread thread) {
        Carrier carrier = CURRENT.get();
        // A wired thread has a carrier of its own, numbered behind the others.
        return carrier == null ? carriers.length + (int) thread.id : carrier.number;
    }

    @Override
    public long osThreadId(GreenThread thread) {
        return KernelThreads.currentId();
    }
}
