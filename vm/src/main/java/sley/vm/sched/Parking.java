package sley.vm.sched;

import sley.vm.thread.GreenThread;

/// How a green thread waits and is woken. This class is the state machine: nothing else writes [GreenThread#state].
///
/// The state is one `long`: a ticket, which counts the waits of the thread, and a phase.
///
/// ```
///            arm             commit                    claim                  publish
///  RUNNING ───────▶ ARMED ───────────▶ PARKED ─────────────────▶ CLAIMED ───────────────▶ RUNNABLE (the waker queues it)
///     ▲               │ claim                                       ▲
///     │               ▼               commit                       │
///     │          CLAIMED_EARLY ─────────────────────────────────────┘
///     │               │ publish
///     │               ▼               commit
///     │             READY ─────────────────────────────────▶ RUNNABLE (the carrier queues it)
///     └────────────────────────────────────────────────── start ◀──┘
/// ```
///
/// The table, which `ParkingTest` tries in full (what is not in it fails an assertion; a late `claim` or `disarm` does nothing and says so):
///
/// | transition | from | to |
/// |---|---|---|
/// | `start` | RUNNABLE | RUNNING |
/// | `yield` | RUNNING | RUNNABLE |
/// | `end` | RUNNING | ENDED |
/// | `arm` | RUNNING | ARMED, with the next ticket |
/// | `disarm` | ARMED | RUNNING |
/// | `claim` | ARMED, PARKED | CLAIMED_EARLY, CLAIMED |
/// | `publish` | CLAIMED_EARLY, CLAIMED | READY, RUNNABLE |
/// | `commit` | ARMED, CLAIMED_EARLY, READY | PARKED, CLAIMED, RUNNABLE |
///
/// - `arm`: the thread, still on its carrier, announces that it will wait; from here on it can be found in queues.
/// - `claim`: somebody who would wake it takes the right to. One claim wins; its winner alone may write the result into the thread.
/// - `publish`: the winner has written the result. If the carrier has left the thread by then, the winner makes it runnable; if not, the carrier will.
/// - `commit`: the carrier has left the thread's code. Only now may anybody else run it.
///
/// So a thread is never run by two carriers, a result is complete before it is seen, and a wake-up between `arm` and `commit` is not lost.
/// A claim names the ticket of the wait it is for, so that late timers and stale queue entries wake nobody.
public final class Parking {
    static final int RUNNABLE = 0;
    static final int RUNNING = 1;
    static final int ARMED = 2;
    static final int PARKED = 3;
    static final int CLAIMED_EARLY = 4;
    static final int CLAIMED = 5;
    static final int READY = 6;
    static final int ENDED = 7;

    private static final int PHASE_BITS = 3;
    private static final long PHASE = (1 << PHASE_BITS) - 1;

    private Parking() {}

    public static int phase(GreenThread thread) {
        return (int) (thread.state & PHASE);
    }

    /// It waits, and nobody runs its code.
    public static boolean parked(GreenThread thread) {
        return phase(thread) == PARKED;
    }

    public static boolean running(GreenThread thread) {
        return phase(thread) == RUNNING;
    }

    public static String phaseName(GreenThread thread) {
        return switch (phase(thread)) {
            case RUNNABLE, READY, CLAIMED, CLAIMED_EARLY -> "runnable";
            case RUNNING -> "running";
            case ENDED -> "ended";
            default -> "waiting";
        };
    }

    /// How often the thread has waited.
    public static int waits(GreenThread thread) {
        return (int) ticket(thread.state);
    }

    private static long ticket(long state) {
        return state >>> PHASE_BITS;
    }

    private static long state(long ticket, int phase) {
        return ticket << PHASE_BITS | phase;
    }

    /// A carrier begins to run the thread.
    static void start(GreenThread thread) {
        long s = thread.state;
        assert (s & PHASE) == RUNNABLE : "start in phase " + (s & PHASE);
        GreenThread.STATE.setOpaque(thread, s | RUNNING);
    }

    /// A running thread gives up its carrier but stays runnable.
    static void yield(GreenThread thread) {
        long s = thread.state;
        assert (s & PHASE) == RUNNING : "yield in phase " + (s & PHASE);
        GreenThread.STATE.setRelease(thread, state(ticket(s), RUNNABLE));
    }

    static void end(GreenThread thread) {
        long s = thread.state;
        assert (s & PHASE) == RUNNING : "end in phase " + (s & PHASE);
        GreenThread.STATE.setRelease(thread, state(ticket(s), ENDED));
    }

    /// The running thread is about to wait.
    ///
    /// @return the ticket of this wait
    public static long arm(GreenThread thread) {
        long s = thread.state;
        assert (s & PHASE) == RUNNING : "arm in phase " + (s & PHASE);
        long ticket = ticket(s) + 1;
        thread.state = state(ticket, ARMED);
        return ticket;
    }

    /// The armed thread takes back its wait, unless somebody has claimed it already.
    ///
    /// @return false when it was claimed: it must park and be woken
    public static boolean disarm(GreenThread thread, long ticket) {
        return GreenThread.STATE.compareAndSet(thread, state(ticket, ARMED), state(ticket, RUNNING));
    }

    /// Takes the right to wake the thread from the wait with this ticket.
    public static boolean claim(GreenThread thread, long ticket) {
        return GreenThread.STATE.compareAndSet(thread, state(ticket, PARKED), state(ticket, CLAIMED))
                || GreenThread.STATE.compareAndSet(thread, state(ticket, ARMED), state(ticket, CLAIMED_EARLY))
                // From ARMED to PARKED between the two attempts; it does not go back within one wait.
                || GreenThread.STATE.compareAndSet(thread, state(ticket, PARKED), state(ticket, CLAIMED));
    }

    /// The ticket of the wait the thread is in, or -1 when it does not wait.
    public static long waiting(GreenThread thread) {
        long s = thread.state;
        int phase = (int) (s & PHASE);
        return phase == ARMED || phase == PARKED ? ticket(s) : -1;
    }

    /// The winner of a claim has written the result.
    ///
    /// @return true when the caller must queue the thread
    static boolean publish(GreenThread thread) {
        long s = thread.state;
        if ((s & PHASE) == CLAIMED_EARLY && GreenThread.STATE.compareAndSet(thread, s, state(ticket(s), READY))) {
            return false;
        }
        assert phase(thread) == CLAIMED : "publish in phase " + phase(thread);
        GreenThread.STATE.setRelease(thread, state(ticket(s), RUNNABLE));
        return true;
    }

    /// The carrier has left the code of a thread that parks.
    ///
    /// @return true when it was woken meanwhile: the caller must queue it
    static boolean commit(GreenThread thread) {
        long s = thread.state;
        long ticket = ticket(s);
        if ((s & PHASE) == ARMED && GreenThread.STATE.compareAndSet(thread, s, state(ticket, PARKED))) {
            return false;
        }
        if (GreenThread.STATE.compareAndSet(thread, state(ticket, CLAIMED_EARLY), state(ticket, CLAIMED))) {
            return false;
        }
        assert phase(thread) == READY : "commit in phase " + phase(thread);
        GreenThread.STATE.setRelease(thread, state(ticket, RUNNABLE));
        return true;
    }
}
