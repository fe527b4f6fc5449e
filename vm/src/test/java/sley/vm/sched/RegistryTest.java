package sley.vm.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import sley.vm.thread.GreenThread;

/// All threads that live: what is told of them, and when the last one has ended.
class RegistryTest {
    private static final ToLongFunction<GreenThread> ID = thread -> thread.id;
    private static final ToLongFunction<GreenThread> PARKED = BaseScheduler::parked;
    private static final Consumer<GreenThread> POLL = thread -> thread.poll = true;

    private final Registry registry = new Registry(1000, false);

    private GreenThread add(int id) {
        var thread = new GreenThread(null, id, "t", false);
        registry.add(thread, id);
        return thread;
    }

    @Test
    void looksAtEachThreadThatLives() {
        List<GreenThread> threads = List.of(add(1), add(2), add(18), add(34));
        assertEquals(55, registry.sum(ID));
        registry.remove(threads.get(2));
        assertEquals(37, registry.sum(ID));
        registry.forEach(POLL);
        assertTrue(threads.get(0).poll && threads.get(1).poll && threads.get(3).poll);
        assertFalse(threads.get(2).poll, "it has ended");
        assertEquals(-1, registry.sum(thread -> thread.id == 34 ? -5 : 100), "one is negative, the sum is not");
    }

    /// Whoever looks for a deadlock may be the one that finds no memory.
    @Test
    void looksWithoutMemory() {
        for (int id = 1; id <= 500; id++) {
            GreenThread thread = add(id);
            Parking.start(thread);
            Parking.arm(thread);
            Parking.commit(thread);
        }
        long expected = registry.sum(PARKED);
        assertTrue(expected > 0, "all are parked");
        registry.forEach(POLL);
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        memory.getCurrentThreadAllocatedBytes();
        long before = memory.getCurrentThreadAllocatedBytes();
        long sum = registry.sum(PARKED);
        registry.forEach(POLL);
        long after = memory.getCurrentThreadAllocatedBytes();
        assertEquals(expected, sum);
        assertEquals(0, after - before, "bytes");
    }

    @Test
    void theLastOneIsToldOnce() {
        GreenThread first = add(1);
        GreenThread second = add(2);
        second.ended = true;
        assertFalse(registry.remove(second), "the first thread lives");
        first.ended = true;
        assertTrue(registry.remove(first));
        assertEquals(List.of(), registry.failed());
    }
}
