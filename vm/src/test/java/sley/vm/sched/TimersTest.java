package sley.vm.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sley.vm.thread.GreenThread;

/// The heap of timers against a sorted list: timers come out by deadline, those of one deadline as they came in, and those nobody needs are dropped, however many there are. `-Dsley.seed`
/// repeats a run.
class TimersTest {
    private static final long SEED = Long.getLong("sley.seed", System.nanoTime());
    private static final int ROUNDS = 300;
    private static final int OPERATIONS = 400;
    /// Few, so that many timers are due together.
    private static final int DEADLINES = 50;

    private static Timer timer(long deadline) {
        var thread = new GreenThread(null, 1, "t", false);
        return new Timer(deadline, thread, -1, new Limit(null, deadline));
    }

    private static List<Timer> due(Timers timers, long now) {
        var all = new ArrayList<Timer>();
        for (Timer t = timers.due(now); t != null; t = t.next) {
            all.add(t);
        }
        return all;
    }

    @Test
    void theyComeOutByDeadlineAndThenAsTheyCameIn() {
        var random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            String how = "-Dsley.seed=" + SEED + ", round " + round;
            var timers = new Timers();
            var model = new ArrayList<Timer>();
            for (int i = 0; i < OPERATIONS; i++) {
                int die = random.nextInt(10);
                if (die < 7) {
                    Timer timer = timer(random.nextInt(DEADLINES));
                    timers.add(timer);
                    model.add(timer);
                } else if (die < 9) {
                    long now = random.nextInt(DEADLINES);
                    // A stable sort.
                    var expected = model.stream().filter(t -> t.deadline <= now).sorted(Comparator.comparingLong(t -> t.deadline)).toList();
                    model.removeIf(t -> t.deadline <= now);
                    assertEquals(expected, due(timers, now), how);
                } else if (!model.isEmpty()) {
                    Timer timer = model.get(random.nextInt(model.size()));
                    timer.cancelled = true;
                    // It may stay until it is due, or be dropped when it is in front.
                    while (!model.isEmpty() && first(model).cancelled) {
                        model.remove(first(model));
                    }
                    assertEquals(!model.isEmpty(), timers.anyLive(), how);
                }
                assertEquals(model.isEmpty() ? Long.MAX_VALUE : first(model).deadline, timers.first(), how);
            }
        }
    }

    private static Timer first(List<Timer> model) {
        return model.stream().min(Comparator.comparingLong(t -> t.deadline)).orElseThrow();
    }

    @Test
    void timersNobodyNeedsAreDroppedBeforeTheyAreDue() {
        var timers = new Timers();
        Timer live = timer(1_000_000);
        timers.add(live);
        for (int i = 0; i < 1_000_000; i++) {
            Timer timer = timer(2_000_000 + i);
            timers.add(timer);
            timer.cancelled = true;
        }
        assertTrue(timers.size() < 5_000, timers.size() + " timers are kept");
        assertEquals(List.of(live), due(timers, 1_500_000));
    }
}
