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
import sley.vm.chan.Channel;
import sley.vm.thread.GreenThread;

/// What a send and a receive that need not wait cost in a buffered channel, alone and from two kernel threads at once.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChannelBench {
    @State(Scope.Thread)
    public static class Own {
        final Channel channel = new Channel(true, 128);
        final GreenThread thread = new GreenThread(null, 1, "one", false);
    }

    @State(Scope.Group)
    public static class Shared {
        final Channel channel = new Channel(true, 128);
        final GreenThread sender = new GreenThread(null, 1, "sender", false);
        final GreenThread receiver = new GreenThread(null, 2, "receiver", false);
    }

    @Benchmark
    public long sendAndReceive(Own own) {
        own.channel.trySend(own.thread, 1, null);
        own.channel.tryReceive(own.thread);
        return own.thread.valueP;
    }

    @Benchmark
    @Group("two")
    public boolean send(Shared shared) {
        return shared.channel.trySend(shared.sender, 1, null);
    }

    @Benchmark
    @Group("two")
    public boolean receive(Shared shared) {
        return shared.channel.tryReceive(shared.receiver);
    }
}
