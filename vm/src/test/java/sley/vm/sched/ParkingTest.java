package sley.vm.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import sley.vm.thread.GreenThread;

/// The park and wake protocol, against all interleavings that two wakers and a carrier produce in many rounds.
class ParkingTest {
    private static final int ROUNDS = 200_000;

    @Test
    void oneWakerWinsAndTheThreadIsQueuedOnce() throws Exception {
        var thread = new GreenThread(null, 1, "test", false);
        var barrier = new CyclicBarrier(3);
        var claims = new AtomicInteger();
        var queued = new AtomicInteger();
        var tickets = new long[1];
        Runnable waker = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                await(barrier);
                if (Parking.claim(thread, tickets[0])) {
                    claims.incrementAndGet();
                    thread.valueP = tickets[0];
                    if (Parking.publish(thread)) {
                        queued.incrementAndGet();
                    }
                }
                await(barrier);
            }
        };
        var first = new Thread(waker);
        var second = new Thread(waker);
        first.start();
        second.start();
        for (int i = 0; i < ROUNDS; i++) {
            Parking.start(thread);
            tickets[0] = Parking.arm(thread);
            claims.set(0);
            queued.set(0);
            await(barrier);
            if (Parking.commit(thread)) {
                queued.incrementAndGet();
            }
            await(barrier);
            assertEquals(1, claims.get(), "claims in round " + i);
            assertEquals(1, queued.get(), "queued in round " + i);
            assertEquals(tickets[0], thread.valueP, "result in round " + i);
            assertEquals(Parking.RUNNABLE, Parking.phase(thread));
        }
        first.join();
        second.join();
    }

    @Test
    void aStaleTicketClaimsNothing() {
        var thread = new GreenThread(null, 1, "test", false);
        Parking.start(thread);
        long old = Parking.arm(thread);
        assertTrue(Parking.disarm(thread, old));
        assertFalse(Parking.claim(thread, old));
        long now = Parking.arm(thread);
        assertFalse(Parking.claim(thread, old));
        assertFalse(Parking.commit(thread));
        assertFalse(Parking.claim(thread, old));
        assertTrue(Parking.claim(thread, now));
        assertFalse(Parking.claim(thread, now));
        assertTrue(Parking.publish(thread));
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
