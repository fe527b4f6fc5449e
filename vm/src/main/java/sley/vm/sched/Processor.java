package sley.vm.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import sley.vm.thread.GreenThread;

/// The right to run Sley code, with what belongs to it: a run queue and a heap of timers. There are as many as `--carriers` says; a carrier needs one to run threads.
final class Processor {
    private static final VarHandle RUNNING_THREAD;

    static {
        try {
            RUNNING_THREAD = MethodHandles.lookup().findVarHandle(Processor.class, "running", GreenThread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// In the list of idle processors.
    static final int IDLE = 0;
    /// Owned by a carrier, or by the monitor while it hands it over.
    static final int RUNNING = 1;
    /// Its carrier is in a blocking call; whoever sets it to RUNNING owns it: the carrier when it comes back, or the monitor.
    static final int BLOCKED = 2;

    final int number;
    final RunQueue queue = new RunQueue();
    final Timers timers = new Timers();
    final AtomicInteger status = new AtomicInteger(IDLE);
    /// The thread that runs here, or null; for the monitor and thieves, who may see it a moment late.
    private volatile GreenThread running;
    /// The slice is used up: the thread that is to run next goes to the end of the queue.
    volatile boolean preempt;
    /// Its carrier runs no thread and will not before it has looked at [WorldStop]: it waits there, or for a socket.
    volatile boolean paused;
    /// The monitor saw that timers are due.
    volatile boolean timersDue;
    /// Slices begun so far. A thread that was made runnable by the one before it runs within its slice.
    volatile int slices;
    /// Blocking calls so far.
    volatile int calls;
    /// How many safepoints the running thread may pass until another carrier is woken for the thread that is to run next; see [Pool#enqueue].
    int patience;
    /// So many picks until the global queue is looked at although there are threads in the ring.
    int picksToGlobal;
    /// Threads that were to run next and had their turn since the last one from elsewhere.
    int nextInARow;
    /// Threads that had been added to the ring when the running thread began to run.
    int addedBefore;
    /// The running thread has filled the ring with threads that it has started, and yields at its next safepoint.
    boolean crowded;
    private long random;
    final Counters counters = new Counters();
    /// Link in the list of idle processors, guarded by its lock.
    Processor nextIdle;

    // ---- Notes of the monitor.
    int seenSlices;
    long seenSlicesAt;
    int seenCalls;
    long seenCallsAt;

    GreenThread running() {
        return running;
    }

    /// Without a fence: twice at every switch.
    void setRunning(GreenThread thread) {
        RUNNING_THREAD.setRelease(this, thread);
    }

    /// @param seed of its random numbers
    Processor(int number, long seed) {
        this.number = number;
        this.random = seed;
    }

    int random(int bound) {
        return Chance.below(bound, random());
    }

    long random() {
        random = Chance.next(random);
        return Chance.mix(random);
    }
}
