package sley.vm.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import sley.vm.chan.Channel;
import sley.vm.chan.Mutex;
import sley.vm.sched.BaseScheduler;
import sley.vm.sched.Parking;
import sley.vm.sched.Scope;
import sley.vm.sched.Waiter;
import sley.vm.thread.GreenThread;

/// Which threads can never be woken, because nobody who could is alive. All threads must be stopped, or none able to run.
///
/// Alive is at first what goes on by itself: a thread that can run, is in a blocking call, has a timer or an open time limit, or waits for something outside the program.
/// From there on, to a fixpoint:
/// - A live thread reaches what its frames may still read (see [CodeReach]), the globals that its code and the functions it can call get at, its thread-locals, and
///   everything inside those values.
/// - A thread that waits at a channel lives when something live reaches the channel. One that waits for a mutex lives when the owner does (to reach the mutex is no help: only
///   its owner can release it). One that joins lives when the joined thread does.
/// - The owner and the members of a scope live together: a failure of one wakes the others.
/// - A thread whose handle is reached lives if live code can call `cancel`.
///
/// What is left is dead, and stays so: nothing can reach it any more. The answer errs to one side only: a thread that nobody will wake may count as alive (its channel is in
/// a list that nobody will look into), a thread that is called dead is.
///
/// Threads are marked by number, so a million of them are no trouble.
public final class Liveness extends ValueWalk {
    private static final int NONE = -1;

    private final List<GreenThread> threads;
    private final boolean[] alive;
    private int waiting;
    /// By thread: the first of the threads that wait for a mutex it owns, and by waiting thread the next of them.
    private final int[] firstWaiter;
    private final int[] nextWaiter;

    private boolean cancels;
    private final List<GreenThread> handles = new ArrayList<>();

    private Liveness(List<GreenThread> threads) {
        super(new IdentityHashMap<>());
        this.threads = threads;
        this.alive = new boolean[threads.size()];
        this.firstWaiter = new int[threads.size()];
        this.nextWaiter = new int[threads.size()];
    }

    /// @param threads all that have not ended
    /// @param held    values that somebody outside the program can use, as a REPL the variables of its session
    public static Liveness of(List<GreenThread> threads, Collection<?> held) {
        var liveness = new Liveness(threads);
        liveness.number();
        liveness.roots();
        if (!held.isEmpty()) {
            liveness.metCancel();
            held.forEach(liveness::reach);
        }
        liveness.walk(() -> liveness.waiting == 0);
        return liveness;
    }

    public boolean dead(GreenThread thread) {
        return isKnown(thread) && !alive[thread.mark];
    }

    /// How many are dead.
    public int deadCount() {
        return waiting;
    }

    // ---- Beginnings

    private void number() {
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).mark = i;
            firstWaiter[i] = NONE;
            nextWaiter[i] = NONE;
        }
        waiting = threads.size();
        for (GreenThread thread : threads) {
            GreenThread owner = thread.waitsOn instanceof Mutex mutex ? mutex.owner() : null;
            if (owner != null && isKnown(owner)) {
                nextWaiter[thread.mark] = firstWaiter[owner.mark];
                firstWaiter[owner.mark] = thread.mark;
            }
        }
    }

    /// Threads begin and end only while none is stopped, so the list may lack some that are not parked.
    private boolean isKnown(GreenThread thread) {
        return thread.mark < threads.size() && threads.get(thread.mark) == thread;
    }

    private void roots() {
        for (GreenThread thread : threads) {
            if (goesOn(thread)) {
                live(thread);
            }
        }
    }

    private boolean goesOn(GreenThread thread) {
        if (!Parking.parked(thread) || thread.wakeAt != Long.MAX_VALUE || thread.limit != null && thread.limit.open() || BaseScheduler.outside(thread)) {
            return true;
        }
        return switch (thread.waitsOn) {
            case Channel _, Channel[] _, Scope _ -> false;
            case Mutex mutex -> mutex.owner() == null || !isKnown(mutex.owner());
            case GreenThread joined -> !isKnown(joined);
            // Something that it knows nothing of.
            case null, default -> true;
        };
    }

    // ---- Spreading

    private void live(GreenThread thread) {
        if (isKnown(thread) && !alive[thread.mark]) {
            alive[thread.mark] = true;
            waiting--;
            add(thread);
        }
    }

    @Override
    void enter(GreenThread thread) {
        for (int i = firstWaiter[thread.mark]; i != NONE; i = nextWaiter[i]) {
            live(threads.get(i));
        }
        if (thread.joiners != null) {
            for (Waiter w = thread.joiners.first(); w != null; w = w.next) {
                if (Parking.waiting(w.thread) == w.ticket) {
                    live(w.thread);
                }
            }
        }
        reach(thread.memberOf);
        for (Scope scope = thread.scope; scope != null; scope = scope.outer) {
            reach(scope);
        }
    }

    @Override
    void met(Channel channel) {
        channel.look(_ -> { }, this::live);
    }

    @Override
    void met(Scope scope) {
        live(scope.owner);
        scope.members().forEach(this::live);
    }

    @Override
    void met(GreenThread handle) {
        if (cancels) {
            live(handle);
        } else {
            handles.add(handle);
        }
    }

    @Override
    void metCancel() {
        if (!cancels) {
            cancels = true;
            handles.forEach(this::live);
        }
    }
}
