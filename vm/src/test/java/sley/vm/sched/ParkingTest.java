package sley.vm.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import sley.vm.thread.GreenThread;

/// The park and wake protocol, against all interleavings that two wakers and a carrier produce in many rounds.
class ParkingTest {
    private static final long TICKET = 5;
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

    /// Every transition from every phase: where the table leads, or a refusal.
    @Test
    void onlyTheTransitionsOfTheTableArePossible() {
        var names = new String[] {"RUNNABLE", "RUNNING", "ARMED", "PARKED", "CLAIMED_EARLY", "CLAIMED", "READY", "ENDED"};
        var transitions = new LinkedHashMap<String, Consumer<GreenThread>>();
        transitions.put("start", Parking::start);
        transitions.put("yield", Parking::yield);
        transitions.put("end", Parking::end);
        transitions.put("arm", Parking::arm);
        transitions.put("disarm", t -> assertTrue(Parking.disarm(t, TICKET)));
        transitions.put("claim", t -> assertTrue(Parking.claim(t, TICKET)));
        transitions.put("publish", Parking::publish);
        transitions.put("commit", Parking::commit);
        var table = new StringBuilder();
        transitions.forEach((name, transition) -> {
            for (int phase = 0; phase < names.length; phase++) {
                var thread = new GreenThread(null, 1, "test", false);
                thread.state = TICKET << 3 | phase;
                try {
                    transition.accept(thread);
                } catch (AssertionError refused) {
                    assertEquals(TICKET << 3 | phase, thread.state, name + " in " + names[phase] + " changed something");
                    continue;
                }
                assertEquals(name.equals("arm") ? TICKET + 1 : TICKET, thread.state >>> 3, "ticket after " + name);
                table.append(name).append(": ").append(names[phase]).append(" -> ").append(names[Parking.phase(thread)]).append('\n');
            }
        });
        assertEquals("""
                start: RUNNABLE -> RUNNING
                yield: RUNNING -> RUNNABLE
                end: RUNNING -> ENDED
                arm: RUNNING -> ARMED
                disarm: ARMED -> RUNNING
                claim: ARMED -> CLAIMED_EARLY
                claim: PARKED -> CLAIMED
                publish: CLAIMED_EARLY -> READY
                publish: CLAIMED -> RUNNABLE
                commit: ARMED -> PARKED
                commit: CLAIMED_EARLY -> CLAIMED
                commit: READY -> RUNNABLE
                """, table.toString());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
