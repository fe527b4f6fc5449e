package sley.vm.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import sley.vm.sched.KernelThread;
import sley.vm.sched.Parking;
import sley.vm.sched.Tracer;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// Records who ran where and who woke whom, for a timeline.
///
/// Every kernel thread writes to a ring of its own, so recording takes no lock. Two things make it cheap enough to be used on threads that hand over every 50 ns. Asking for
/// the time would take half as long as a switch, so not every event has a time: one in fifty that follow each other at once does, and the others are placed between. A ticker
/// moves on a count every 200 µs; an event that comes after a tick takes the time again. So no event is shown more than some 200 µs from where it was, and events that are
/// far apart are exact. And what happens at nearly every switch, that a thread wakes another, parks, and the carrier goes on with the woken one, is one event: the ring holds
/// back the first two until it is known what comes next.
public final class Recorder implements Tracer {
    static final int RUNS = 1;
    static final int PARKED = 2;
    static final int YIELDED = 3;
    static final int ENDED = 4;
    static final int WOKEN = 5;
    static final int RESTS = 6;
    static final int BLOCKS = 7;
    static final int RETURNS = 8;
    static final int SPAWNED = 9;
    static final int MARK = 10;
    /// PARKED, and RUNS of the thread that the same carrier runs next on the same processor, which is what nearly always follows: one event instead of two.
    static final int SWITCHED = 11;
    /// WOKEN by the running thread, and SWITCHED to that thread: one event instead of three.
    static final int HANDED = 12;

    static final long TICK_NANOS = 200_000;
    /// Of all rings together: 64 MB.
    private static final long MOST_WORDS = 1L << 23;
    /// Instead of a tick, when nothing more is to be recorded.
    private static final int CLOSED = -1;
    private static final int MOST_NAMES = 200_000;
    private static final int MOST_DETAIL = (1 << 12) - 1;
    /// The detail of WOKEN: why, and the lowest bits of which wait of the thread this ends, which put its wake-ups in order where their times do not. That of HANDED:
    /// the number of the reason to park, and those bits.
    static final int SOURCE_BITS = 2;
    static final int WAIT_BITS = 10;
    static final int WAITS = 1 << WAIT_BITS;
    /// Reasons with higher numbers are written with SWITCHED.
    private static final int HANDED_REASONS = 1 << Ring.DETAIL_BITS - WAIT_BITS;

    /// Of kernel threads that carry no green ones.
    private final ThreadLocal<Ring> others = ThreadLocal.withInitial(this::ring);
    private final List<Ring> rings = new ArrayList<>();
    private final AtomicLong words = new AtomicLong();
    private final Map<String, Integer> reasonNumbers = new ConcurrentHashMap<>();
    private final List<String> reasons = new ArrayList<>(List.of(""));
    /// Names of threads by their numbers, as far as they are kept.
    private final ConcurrentHashMap<Long, String> names = new ConcurrentHashMap<>();
    private final long began = System.nanoTime();
    private final Thread ticker;
    /// Read at each event, by every kernel thread; written by the ticker alone.
    private volatile int tick;
    private volatile boolean closed;
    private volatile long ended;

    public Recorder() {
        ticker = new Thread(null, this::ticks, "sley-trace");
        ticker.setDaemon(true);
        ticker.start();
    }

    private void ticks() {
        while (!closed) {
            LockSupport.parkNanos(this, TICK_NANOS);
            // The only writer.
            int next = tick + 1 & Integer.MAX_VALUE;
            tick = next;
        }
        tick = CLOSED;
    }

    /// That of the calling kernel thread.
    private Ring own() {
        if (Thread.currentThread() instanceof KernelThread carrier) {
            if (carrier.traced == null) {
                carrier.traced = ring();
            }
            return (Ring) carrier.traced;
        }
        return others.get();
    }

    private Ring ring() {
        synchronized (rings) {
            var ring = new Ring(this, Thread.currentThread().getName(), rings.size());
            rings.add(ring);
            return ring;
        }
    }

    boolean mayGrow(int more) {
        return words.get() < MOST_WORDS && words.addAndGet(more) <= MOST_WORDS;
    }

    /// Nanoseconds since the recording began.
    long now() {
        return System.nanoTime() - began;
    }

    private void timed(int kind, int detail, long id) {
        if (tick != CLOSED) {
            add(own(), true, kind, detail, id);
        }
    }

    /// @param must whether it needs a time in any case
    private void add(Ring ring, boolean must, int kind, int detail, long id) {
        int now = tick;
        if (now == CLOSED) {
            return;
        }
        if (ring.holdsBack()) {
            ring.flush();
        }
        if (must || now != ring.tick) {
            ring.tick = now;
            ring.time();
        }
        ring.add(kind, detail, id);
    }

    @Override
    public void runs(GreenThread thread, int processor) {
        Ring ring = own();
        ring.running = true;
        if (ring.parked != 0 && processor == ring.processor) {
            int reason = ring.parkedFor;
            ring.parked = 0;
            if (ring.woken != thread.id || reason >= HANDED_REASONS || tick != ring.tick) {
                add(ring, false, SWITCHED, reason, thread.id);
                return;
            }
            ring.woken = 0;
            ring.add(HANDED, reason << WAIT_BITS | ring.wokenWait, thread.id);
            return;
        }
        add(ring, ring.rested, RUNS, processor & MOST_DETAIL, thread.id);
        ring.processor = processor;
        ring.rested = false;
    }

    @Override
    public void left(GreenThread thread, int outcome) {
        Ring ring = own();
        ring.running = false;
        switch (outcome) {
            case Outcome.PARKED -> {
                ring.parkedFor = reason(ring, thread.waitReason);
                ring.parked = thread.id;
            }
            case Outcome.YIELDED -> add(ring, true, YIELDED, 0, thread.id);
            default -> add(ring, false, ENDED, 0, thread.id);
        }
    }

    private int reason(Ring ring, String reason) {
        if (reason == null) {
            return 0;
        }
        int place = reason.hashCode() & Ring.REASONS - 1;
        if (ring.reasons[place] != reason) {
            ring.reasons[place] = reason;
            ring.reasonNumbers[place] = reasonNumbers.computeIfAbsent(reason, r -> {
                synchronized (reasons) {
                    if (reasons.size() > MOST_DETAIL) {
                        return 0;
                    }
                    reasons.add(r);
                    return reasons.size() - 1;
                }
            });
        }
        return ring.reasonNumbers[place];
    }

    @Override
    public void woken(GreenThread thread) {
        Ring ring = own();
        int wait = Parking.waits(thread) & WAITS - 1;
        boolean byThread = ring.running && ring.source == Source.CALLER;
        if (byThread && ring.woken == 0 && tick == ring.tick) {
            ring.woken = thread.id;
            ring.wokenWait = wait;
        } else {
            add(ring, !byThread, WOKEN, wait << SOURCE_BITS | ring.source.ordinal(), thread.id);
        }
    }

    @Override
    public void because(Source source) {
        own().source = source;
    }

    @Override
    public void rests() {
        timed(RESTS, 0, 0);
        own().rested = true;
    }

    @Override
    public void blocks(GreenThread thread) {
        timed(BLOCKS, 0, thread.id);
    }

    @Override
    public void returns(GreenThread thread) {
        timed(RETURNS, 0, thread.id);
    }

    @Override
    public void spawned(GreenThread parent, GreenThread thread) {
        if (thread.id <= MOST_NAMES) {
            names.put(thread.id, thread.name);
        }
        Ring ring = own();
        add(ring, !ring.running, SPAWNED, 0, thread.id);
    }

    @Override
    public void marks(Mark what, long detail) {
        timed(MARK, what.ordinal(), detail);
    }

    /// Ends the recording. @return what was recorded
    public Timeline close() {
        ended = now();
        closed = true;
        LockSupport.unpark(ticker);
        try {
            ticker.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing interrupts who ends the recording", e);
        }
        List<Ring> all;
        synchronized (rings) {
            all = List.copyOf(rings);
        }
        List<String> allReasons;
        synchronized (reasons) {
            allReasons = List.copyOf(reasons);
        }
        return Reading.of(all, allReasons, new HashMap<>(names), ended);
    }
}
