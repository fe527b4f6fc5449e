package sley.vm.sched;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sley.vm.thread.GreenThread;

/// What adding a thread to a run queue and taking it costs, alone and while a thief takes, too.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RunQueueBench {
    /// A queue of the benchmark's thread alone.
    @State(Scope.Thread)
    public static class Own {
        final RunQueue queue = new RunQueue();
        final GreenThread thread = new GreenThread(null, 1, "one", false);
    }

    /// A queue that an owner fills and a thief takes from.
    @State(Scope.Group)
    public static class Shared {
        final RunQueue queue = new RunQueue();
        final RunQueue thief = new RunQueue();
        final GreenThread thread = new GreenThread(null, 1, "one", false);
    }

    /// Through the slot of the thread that runs next.
    @Benchmark
    public GreenThread next(Own own) {
        own.queue.addNext(own.thread);
        return own.queue.pollNext();
    }

    /// Through the ring.
    @Benchmark
    public GreenThread ring(Own own) {
        own.queue.add(own.thread);
        return own.queue.poll();
    }

    /// The owner adds two and takes one; the thief takes half each time.
    @Benchmark
    @Group("stolen")
    public GreenThread owner(Shared shared) {
        shared.queue.add(shared.thread);
        shared.queue.add(shared.thread);
        return shared.queue.poll();
    }

    @Benchmark
    @Group("stolen")
    public GreenThread thief(Shared shared) {
        GreenThread taken = shared.thief.steal(shared.queue, false);
        while (shared.thief.poll() != null) {
            // Emptied, as a thief runs what it took before it steals again.
        }
        return taken;
    }
}
