package sley.vm.sched;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sley.vm.thread.GreenThread;

/// What one wait costs in the state machine alone: begun and taken back, woken before its carrier has left it, and woken after that.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class ParkingBench {
    private final GreenThread thread = new GreenThread(null, 1, "one", false);

    @Benchmark
    public boolean takenBack() {
        Parking.start(thread);
        boolean back = Parking.disarm(thread, Parking.arm(thread));
        Parking.yield(thread);
        return back;
    }

    @Benchmark
    public boolean wokenEarly() {
        Parking.start(thread);
        boolean won = Parking.claim(thread, Parking.arm(thread));
        Parking.publish(thread);
        return Parking.commit(thread) & won;
    }

    @Benchmark
    public boolean wokenLate() {
        Parking.start(thread);
        long ticket = Parking.arm(thread);
        Parking.commit(thread);
        return Parking.claim(thread, ticket) & Parking.publish(thread);
    }
}
