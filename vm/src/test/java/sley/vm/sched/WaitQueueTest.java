package sley.vm.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import sley.vm.thread.GreenThread;

/// Queues of waiting threads under wakers that race for one thread: the one-winner rule that `select` rests on.
class WaitQueueTest {
    private static final int ROUNDS = 300_000;

    private static final class Place extends SpinLock {
        final WaitQueue queue = new WaitQueue();
    }

    /// A thread waits at two of four queues at a time, with the same two places, while wakers go over all queues. Each wait ends by one waker, which found the thread in a
    /// queue of that very wait: a place that a slow waker has taken out may be in use again for another wait, elsewhere.
    @Test
    void aPlaceThatIsUsedAgainIsNotMistakenForTheWaitBefore() throws Exception {
        var thread = new GreenThread(null, 1, "test", false);
        var places = new Place[] {new Place(), new Place(), new Place(), new Place()};
        var queued = new AtomicInteger();
        var wokenThrough = new AtomicLong(-1);
        var stop = new AtomicInteger();
        var failure = new AtomicInteger();
        Runnable waker = () -> {
            for (int i = 0; stop.get() == 0; i++) {
                int number = i % places.length;
                Place place = places[number];
                place.lock();
                Waiter waiter = place.queue.claimFirst();
                place.unlock();
                if (waiter != null) {
                    if (waiter.number != number) {
                        failure.incrementAndGet();
                    }
                    wokenThrough.set(number);
                    if (Parking.publish(waiter.thread)) {
                        queued.incrementAndGet();
                    }
                }
            }
        };
        var wakers = new Thread[] {new Thread(waker), new Thread(waker), new Thread(waker)};
        for (Thread w : wakers) {
            w.start();
        }
        var own = new Waiter[] {new Waiter(thread), new Waiter(thread)};
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Parking.start(thread);
                int first = round % 2 * 2;
                for (int k = 0; k < 2; k++) {
                    places[first + k].lock();
                }
                long ticket = Parking.arm(thread);
                for (int k = 0; k < 2; k++) {
                    own[k].ticket = ticket;
                    own[k].number = first + k;
                    places[first + k].queue.add(own[k]);
                }
                for (int k = 0; k < 2; k++) {
                    places[first + k].unlock();
                }
                if (Parking.commit(thread)) {
                    queued.incrementAndGet();
                }
                while (queued.get() == 0) {
                    Thread.onSpinWait();
                }
                queued.set(0);
                long through = wokenThrough.get();
                assertTrue(through == first || through == first + 1, "round " + round + ": woken through queue " + through + " while waiting at " + first);
                for (int k = 0; k < 2; k++) {
                    if (own[k].queued()) {
                        Place place = places[first + k];
                        place.lock();
                        if (own[k].queue != null) {
                            place.queue.remove(own[k]);
                        }
                        place.unlock();
                    }
                }
            }
        } finally {
            stop.set(1);
            for (Thread w : wakers) {
                w.join();
            }
        }
        assertEquals(0, failure.get(), "claimed through a queue where the thread does not wait");
        for (Place place : places) {
            assertTrue(place.queue.isEmpty());
        }
    }
}
