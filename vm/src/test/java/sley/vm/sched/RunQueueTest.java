package sley.vm.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import sley.vm.thread.GreenThread;

/// The run queue: its order, and that under an owner and several thieves each thread is taken exactly once. `-Dsley.seed` repeats a run.
class RunQueueTest {
    private static final long SEED = Long.getLong("sley.seed", System.nanoTime());

    private static GreenThread thread(long id) {
        return new GreenThread(null, id, "t", false);
    }

    @Test
    void theThreadMadeRunnableLastRunsNextAndTheRestInOrder() {
        var queue = new RunQueue();
        GreenThread a = thread(0);
        GreenThread b = thread(1);
        GreenThread c = thread(2);
        assertNull(queue.addNext(a));
        assertNull(queue.addNext(b));
        assertNull(queue.addNext(c));
        assertSame(c, queue.pollNext());
        assertNull(queue.pollNext());
        assertSame(a, queue.poll());
        assertSame(b, queue.poll());
        assertNull(queue.poll());
    }

    @Test
    void aFullRingGivesItsFirstHalfAway() {
        var queue = new RunQueue();
        for (int i = 0; i < RunQueue.SIZE; i++) {
            assertNull(queue.add(thread(i)));
        }
        GreenThread[] half = queue.add(thread(RunQueue.SIZE));
        assertEquals(RunQueue.SIZE / 2, half.length);
        for (int i = 0; i < half.length; i++) {
            assertEquals(i, half[i].id);
        }
        for (int i = half.length; i <= RunQueue.SIZE; i++) {
            assertEquals(i, queue.poll().id);
        }
        assertNull(queue.poll());
    }

    @Test
    void aThiefTakesHalfAndTheNextOneOnlyInNeed() {
        var victim = new RunQueue();
        var thief = new RunQueue();
        for (int i = 0; i < 5; i++) {
            victim.add(thread(i));
        }
        victim.addNext(thread(5));
        assertEquals(2, thief.steal(victim, false).id);
        assertEquals(0, thief.poll().id);
        assertEquals(1, thief.poll().id);
        assertEquals(3, victim.poll().id);
        assertEquals(4, victim.poll().id);
        assertNull(thief.steal(victim, false));
        assertEquals(5, thief.steal(victim, true).id);
    }

    @Test
    void eachThreadIsTakenOnceUnderThieves() throws Exception {
        System.out.println("run queue: seed " + SEED + " (-Dsley.seed)");
        int count = 300_000;
        int thieves = 3;
        var taken = new AtomicIntegerArray(count);
        var victim = new RunQueue();
        var random = new Random(SEED);
        try (var pool = Executors.newFixedThreadPool(thieves)) {
            var done = new AtomicIntegerArray(1);
            var running = new ArrayList<Future<?>>();
            for (int k = 0; k < thieves; k++) {
                boolean next = k == 0;
                Callable<Void> thief = () -> {
                    var own = new RunQueue();
                    while (done.get(0) == 0 || !victim.isEmpty()) {
                        for (GreenThread t = own.steal(victim, next || done.get(0) != 0); t != null; t = own.poll()) {
                            taken.incrementAndGet((int) t.id);
                        }
                    }
                    return null;
                };
                running.add(pool.submit(thief));
            }
            for (int i = 0; i < count; i++) {
                GreenThread[] over = random.nextInt(3) == 0 ? victim.addNext(thread(i)) : victim.add(thread(i));
                if (over != null) {
                    for (GreenThread t : over) {
                        taken.incrementAndGet((int) t.id);
                    }
                }
                if (random.nextInt(4) == 0) {
                    GreenThread t = random.nextBoolean() ? victim.pollNext() : victim.poll();
                    if (t != null) {
                        taken.incrementAndGet((int) t.id);
                    }
                }
            }
            done.set(0, 1);
            for (Future<?> f : running) {
                f.get();
            }
        }
        for (int i = 0; i < count; i++) {
            assertEquals(1, taken.get(i), "thread " + i);
        }
    }
}
