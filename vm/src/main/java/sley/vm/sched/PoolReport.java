package sley.vm.sched;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import sley.vm.thread.GreenThread;

/// What a [Pool] tells about itself: what its kernel threads do, and what was counted.
final class PoolReport {
    private PoolReport() {}

    static List<KernelWork> work(Pool pool) {
        var work = new ArrayList<KernelWork>();
        Carrier keeps = pool.keeper.carrier();
        for (Carrier carrier : pool.carriers.all()) {
            GreenThread carried = carrier.carried;
            GreenThread wired = carrier.wired;
            work.add(new KernelWork(carrier.getName(), carried != null ? BaseScheduler.told(carried)
                    : wired != null ? "nothing; wired to " + BaseScheduler.told(wired)
                    : carrier == keeps ? "nothing; waits for timers and sockets"
                    : carrier.processor == null ? "nothing; spare" : ""));
        }
        work.add(new KernelWork(Monitor.NAME, "nothing; watches the processors"));
        return work;
    }

    static void statistics(Pool pool, Statistics all) {
        all.count("switches", "switches between threads", sum(pool, c -> c.switches));
        all.count("parks", "parks", sum(pool, c -> c.parks.values().stream().mapToLong(Integer::longValue).sum()));
        for (Processor p : pool.processors) {
            p.counters.parks.forEach((reason, count) -> all.parks(reason, count));
        }
        all.count("yields", "yields", sum(pool, c -> c.yields));
        all.count("preemptions", "preemptions", pool.monitor.preemptions());
        all.count("steals", "steals", sum(pool, c -> c.steals));
        all.count("blockingCallsPeak", "most blocking calls at once", pool.calls.peak());
        all.count("blockingCallsWaited", "blocking calls that waited for a turn", pool.calls.waited());
        all.count("handOffs", "hand-overs of processors", pool.monitor.handOvers());
        all.count("polls", "looks at the poller", pool.poller.polls());
        all.count("timersFired", "timers fired", sum(pool, c -> c.timers));
        all.add("longestRunnableWait", "longest wait of a runnable thread", Statistics.Unit.NANOS, Arrays.stream(pool.processors).mapToLong(p -> p.counters.longestWait).max().orElse(0));
        all.count("carriersStarted", "carriers started", pool.carriers.started());
        all.count("peakCarriers", "most carriers", pool.carriers.peak());
    }

    private static long sum(Pool pool, ToLongFunction<Counters> figure) {
        return Arrays.stream(pool.processors).mapToLong(p -> figure.applyAsLong(p.counters)).sum();
    }
}
