package sley.vm.sched;

import java.lang.reflect.Proxy;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Test;
import sley.vm.chan.Mutex;
import sley.vm.thread.GreenThread;

/// The lock-free parts of the scheduler, model-checked: Lincheck runs random scenarios of their operations under very many interleavings of accesses to memory, and whatever
/// comes out must also come out of some order of whole operations. It prints the interleaving that breaks this.
///
/// `-Dsley.interleavings=N` for more of them than the few of every build. (Interleavings only: what the memory model allows beyond them is for [ParkingTest],
/// [RunQueueTest] and [WaitQueueTest], which run on real kernel threads.)
public class InterleavingsTest {
    private static final int INVOCATIONS = Integer.getInteger("sley.interleavings", 300);

    private static void check(Class<?> model, int threads) {
        options(threads).check(model);
    }

    private static ModelCheckingOptions options(int threads) {
        return new ModelCheckingOptions().iterations(Math.max(8, INVOCATIONS / 100)).invocationsPerIteration(INVOCATIONS).threads(threads).actorsPerThread(threads == 2 ? 3 : 2).actorsBefore(1).actorsAfter(1)
                .minimizeFailedScenario(false);
    }

    @Test
    void aWaitEndsOnce() {
        check(Waits.class, 3);
    }

    @Test
    void aPlaceThatIsUsedAgainIsNotTakenForTheWaitBefore() {
        check(Places.class, 2);
    }

    @Test
    void eachThreadIsTakenOnceFromTheQueue() {
        check(Queues.class, 2);
    }

    @Test
    void theMutexExcludesAndWakesWhoWaits() {
        // A release in which a running thread comes in between is no operation as a whole, so only what holds at the end is checked.
        options(3).verifier(EpsilonVerifier.class).check(Locks.class);
    }

    private static final class Place extends SpinLock {
        final WaitQueue queue = new WaitQueue();
    }

    /// A thread that waits at two of three places at a time, as in a select with a time limit; senders at each place, a timer and an interrupter race for it. It uses
    /// its two entries of the queues again and again, so a slow waker must not take one wait for another.
    public static class Waits {
        private final GreenThread thread = new GreenThread(null, 1, "t", false);
        private final Place[] places = {new Place(), new Place(), new Place()};
        private final Waiter[] own = {new Waiter(thread), new Waiter(thread)};
        private final int[] at = new int[2];
        private volatile long ticket;

        /// The carrier: begins a wait at all places but one, if the thread is runnable. @return whether it was
        @Operation(nonParallelGroup = "carrier")
        public boolean await(@Param(gen = IntGen.class, conf = "0:2") int except) {
            if (Parking.phase(thread) == Parking.PARKED) {
                return false;
            }
            while (Parking.phase(thread) != Parking.RUNNABLE) {
                // Its waker has won and is about to publish.
                Thread.onSpinWait();
            }
            Parking.start(thread);
            leave();
            long wait = Parking.arm(thread);
            ticket = wait;
            for (int k = 0; k < 2; k++) {
                at[k] = (except + 1 + k) % 3;
                own[k].ticket = wait;
                Place place = places[at[k]];
                place.lock();
                place.queue.add(own[k]);
                place.unlock();
            }
            Parking.commit(thread);
            return true;
        }

        private void leave() {
            for (int k = 0; k < 2; k++) {
                if (own[k].queued()) {
                    Place place = places[at[k]];
                    place.lock();
                    if (own[k].queue != null) {
                        place.queue.remove(own[k]);
                    }
                    place.unlock();
                }
            }
        }

        /// @return whether the thread was woken through this place
        @Operation
        public boolean send(@Param(gen = IntGen.class, conf = "0:2") int number) {
            Place place = places[number];
            place.lock();
            Waiter waiter = place.queue.claimFirst();
            place.unlock();
            if (waiter != null) {
                Parking.publish(thread);
            }
            return waiter != null;
        }

        /// A timer: it knows the ticket of some wait.
        @Operation
        public boolean fire() {
            long wait = ticket;
            boolean won = Parking.claim(thread, wait);
            if (won) {
                Parking.publish(thread);
            }
            return won;
        }
    }

    /// A thread that waits at one of two places in turn, with the same entry, until its timer ends the wait; senders come to both.
    public static class Places {
        private final GreenThread thread = new GreenThread(null, 1, "t", false);
        private final Place[] places = {new Place(), new Place()};
        private final Waiter own = new Waiter(thread);
        private int at = 1;
        private long ticket;
        private boolean waits;

        @Operation(nonParallelGroup = "carrier")
        public void await() {
            if (waits) {
                return;
            }
            waits = true;
            Parking.start(thread);
            at = 1 - at;
            ticket = Parking.arm(thread);
            own.ticket = ticket;
            places[at].lock();
            places[at].queue.add(own);
            places[at].unlock();
            Parking.commit(thread);
        }

        /// @return whether the timer ended the wait, and no sender
        @Operation(nonParallelGroup = "carrier")
        public boolean end() {
            if (!waits) {
                return false;
            }
            waits = false;
            boolean timer = Parking.claim(thread, ticket);
            if (timer) {
                Parking.publish(thread);
            }
            while (Parking.phase(thread) != Parking.RUNNABLE) {
                Thread.onSpinWait();
            }
            if (own.queued()) {
                places[at].lock();
                if (own.queue != null) {
                    own.queue.remove(own);
                }
                places[at].unlock();
            }
            return timer;
        }

        @Operation(nonParallelGroup = "senders")
        public boolean send(@Param(gen = IntGen.class, conf = "0:1") int number) {
            places[number].lock();
            Waiter waiter = places[number].queue.claimFirst();
            places[number].unlock();
            if (waiter != null) {
                Parking.publish(thread);
            }
            return waiter != null;
        }
    }

    /// A mutex and three threads, each of which takes a step at a time of the protocol of [MutexOperations]: takes the lock or begins to wait, tries again when it was woken, releases it; and
    /// may be cancelled while it waits. Two of them are patient; the third has waited for so long that a release hands the mutex over to it.
    public static class Locks {
        private static final int THREADS = 3;

        private enum Stage { OUTSIDE, HOLDS, WAITS }

        private final Mutex mutex = new Mutex();
        private final GreenThread[] threads = new GreenThread[THREADS];
        private final Waiter[] places = new Waiter[THREADS];
        private final Stage[] stages = new Stage[THREADS];
        private final long[] tickets = new long[THREADS];
        private final boolean[] cancelled = new boolean[THREADS];

        public Locks() {
            for (int i = 0; i < THREADS; i++) {
                threads[i] = new GreenThread(Clocks.STOPPED, i, "t", false);
                threads[i].lockSince = i == THREADS - 1 ? GreenThread.micros(-Clocks.LONG_AGO) : 0;
                places[i] = new Waiter(threads[i]);
                stages[i] = Stage.OUTSIDE;
                Parking.start(threads[i]);
            }
        }

        @Operation(nonParallelGroup = "first")
        public String first() {
            return step(0);
        }

        @Operation(nonParallelGroup = "second")
        public String second() {
            return step(1);
        }

        @Operation(nonParallelGroup = "third")
        public String third() {
            return step(2);
        }

        @Operation(nonParallelGroup = "first")
        public boolean cancelSecond() {
            return cancel(1);
        }

        private String step(int i) {
            GreenThread thread = threads[i];
            switch (stages[i]) {
                case OUTSIDE -> stages[i] = mutex.tryTake(thread) || takes(i, false) ? Stage.HOLDS : Stage.WAITS;
                case HOLDS -> {
                    stages[i] = Stage.OUTSIDE;
                    GreenThread woken = mutex.release(thread);
                    if (woken != null) {
                        Parking.publish(woken);
                    }
                }
                case WAITS -> {
                    if (Parking.phase(thread) != Parking.RUNNABLE) {
                        return "still waits";
                    }
                    Parking.start(thread);
                    leave(i);
                    if (cancelled[i]) {
                        cancelled[i] = false;
                        stages[i] = Stage.OUTSIDE;
                    } else if (thread.hasLock || mutex.retry(thread) || takes(i, true)) {
                        thread.hasLock = false;
                        stages[i] = Stage.HOLDS;
                    }
                }
            }
            return stages[i].name();
        }

        /// @return false when the thread waits now
        private boolean takes(int i, boolean again) {
            GreenThread thread = threads[i];
            mutex.lock();
            if (mutex.takeOrWant(thread)) {
                mutex.unlock();
                return true;
            }
            tickets[i] = Parking.arm(thread);
            places[i].ticket = tickets[i];
            mutex.add(places[i], again);
            mutex.unlock();
            Parking.commit(thread);
            return false;
        }

        private void leave(int i) {
            if (places[i].queued()) {
                mutex.lock();
                if (places[i].queue != null) {
                    places[i].queue.remove(places[i]);
                }
                mutex.unlock();
            }
        }

        private boolean cancel(int i) {
            long ticket = Parking.waiting(threads[i]);
            boolean won = ticket >= 0 && Parking.claim(threads[i], ticket);
            if (won) {
                cancelled[i] = true;
                Parking.publish(threads[i]);
            }
            return won;
        }

        /// In the end one thread at most holds it, the one whom the mutex names; and when it is free, whoever waits will hear of it: one of those who wait is on its way.
        @Validate
        public void wholeAtTheEnd() {
            GreenThread owner = mutex.owner();
            boolean waits = false;
            boolean onTheWay = false;
            for (int i = 0; i < THREADS; i++) {
                boolean holds = stages[i] == Stage.HOLDS || stages[i] == Stage.WAITS && threads[i].hasLock;
                if (holds != (owner == threads[i])) {
                    throw new IllegalStateException("thread " + i + " is " + stages[i] + ", the owner is " + (owner == null ? "nobody" : "thread " + owner.id));
                }
                boolean runnable = Parking.phase(threads[i]) == Parking.RUNNABLE;
                waits |= stages[i] == Stage.WAITS && !runnable;
                onTheWay |= stages[i] == Stage.WAITS && runnable && !cancelled[i];
            }
            if (waits && owner == null && !onTheWay) {
                throw new IllegalStateException("a thread waits for a free mutex, and nobody will wake it");
            }
        }
    }

    /// Of a scheduler, its clock alone.
    private static final class Clocks {
        static final long LONG_AGO = 1_000_000_000;
        static final Scheduler STOPPED = (Scheduler) Proxy.newProxyInstance(Clocks.class.getClassLoader(), new Class<?>[] {Scheduler.class}, (self, method, arguments) -> switch (method.getName()) {
            case "clock" -> 0L;
            case "equals" -> self == arguments[0];
            case "hashCode" -> 0;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    /// A run queue with its owner and one thief.
    public static class Queues {
        private final RunQueue victim = new RunQueue();
        private final RunQueue thief = new RunQueue();
        private long ids;

        private static long id(GreenThread thread) {
            return thread == null ? -1 : thread.id;
        }

        @Operation(nonParallelGroup = "owner")
        public void add() {
            victim.add(new GreenThread(null, ids++, "t", false));
        }

        @Operation(nonParallelGroup = "owner")
        public void addNext() {
            victim.addNext(new GreenThread(null, ids++, "t", false));
        }

        @Operation(nonParallelGroup = "owner")
        public long poll() {
            return id(victim.poll());
        }

        @Operation(nonParallelGroup = "owner")
        public long pollNext() {
            return id(victim.pollNext());
        }

        @Operation(nonParallelGroup = "thief")
        public long steal() {
            long own = id(thief.poll());
            return own >= 0 ? own : id(thief.steal(victim, false));
        }
    }
}
