package sley.cli.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import sley.cli.process.KernelCosts;

/// The rows of the table of costs, from the runs: medians and spreads.
public final class Costs {
    static final long NONE = KernelCosts.UNKNOWN;

    public enum Unit { COUNT, NANOS, BYTES }

    /// One kind of cost.
    ///
    /// @param key  its name in JSON
    /// @param of   its value in a run, or [#NONE]
    public record Cost(String key, String label, Unit unit, ToLongFunction<Run> of) {}

    /// @param values sorted; empty where no run has it
    public record Cell(long[] values) {
        OptionalLong median() {
            int n = values.length;
            return n == 0 ? OptionalLong.empty() : OptionalLong.of(n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2);
        }

        long least() {
            return values[0];
        }

        long most() {
            return values[values.length - 1];
        }

        /// Half of the distance between the least and the most, in percent of the median.
        OptionalLong spread() {
            OptionalLong median = median();
            return median.isEmpty() || median.getAsLong() <= 0 || values.length < 2 ? OptionalLong.empty() : OptionalLong.of(Math.round((most() - least()) * 50.0 / median.getAsLong()));
        }
    }

    static final List<Cost> ALL = List.of(
            new Cost("wall", "wall time", Unit.NANOS, vm("wall")),
            new Cost("cpu", "CPU time", Unit.NANOS, vm("cpu")),
            new Cost("peakKernelThreads", "kernel threads, peak", Unit.COUNT, r -> Math.max(r.kernel().peakThreads(), vm("peakKernelThreads").applyAsLong(r))),
            new Cost("kernelSwitchesVoluntary", "kernel switches, voluntary", Unit.COUNT, vm("kernelSwitchesVoluntary")),
            new Cost("kernelSwitchesInvoluntary", "  involuntary", Unit.COUNT, vm("kernelSwitchesInvoluntary")),
            new Cost("switches", "green switches", Unit.COUNT, vm("switches")),
            new Cost("preemptions", "preemptions", Unit.COUNT, vm("preemptions")),
            new Cost("steals", "steals", Unit.COUNT, vm("steals")),
            new Cost("handOffs", "hand-offs", Unit.COUNT, vm("handOffs")),
            new Cost("polls", "poller wake-ups", Unit.COUNT, vm("polls")),
            new Cost("peakMemory", "memory, peak", Unit.BYTES, r -> Math.max(r.kernel().peakMemory(), vm("peakMemory").applyAsLong(r))),
            new Cost("spawned", "threads spawned", Unit.COUNT, vm("spawned")),
            new Cost("peakAlive", "  alive, peak", Unit.COUNT, vm("peakAlive")),
            new Cost("longestStall", "longest stall", Unit.NANOS, vm("longestRunnableWait")),
            new Cost("processWall", "whole process: wall time", Unit.NANOS, r -> r.kernel().wallNanos()),
            new Cost("processCpu", "  CPU time", Unit.NANOS, r -> r.kernel().cpuNanos()));

    private Costs() {}

    private static ToLongFunction<Run> vm(String key) {
        return run -> run.vm().getOrDefault(key, NONE);
    }

    static Cell cell(Comparison comparison, Way way, Cost cost) {
        return new Cell(comparison.of(way).stream().filter(Run::complete).mapToLong(cost.of()).filter(v -> v >= 0).sorted().toArray());
    }

    /// A figure that both the VM and the kernel give.
    ///
    /// @param apart the largest difference in all runs, in percent
    public record Overlap(String label, double apart, boolean agrees) {}

    /// The VM looks a moment before its process ends; on a busy machine, where the host finishes what it compiles, that can be long. What the kernel has counted more may be as much as all
    /// CPUs can do in the time that the VM has not seen.
    ///
    /// @param slack   by which the figures may differ in any case
    /// @param unseen  how much more that may be for each nanosecond that the VM has not seen, on each CPU
    private record Pair(String label, String key, ToLongFunction<KernelCosts> kernel, long slack, double unseen) {}

    private static final double MOST_APART = 10;
    /// One a millisecond: shorter slices are rare while the CPU is wanted.
    private static final double SWITCHES_PER_NANO = 1e-6;
    private static final List<Pair> PAIRS = List.of(
            new Pair("CPU time", "processCpu", KernelCosts::cpuNanos, 80_000_000, 1),
            new Pair("voluntary switches", "processKernelSwitchesVoluntary", KernelCosts::voluntary, 150, SWITCHES_PER_NANO),
            new Pair("involuntary switches", "processKernelSwitchesInvoluntary", KernelCosts::involuntary, 150, SWITCHES_PER_NANO),
            new Pair("peak memory", "peakMemory", KernelCosts::peakMemory, 8L << 20, 0));

    static List<Overlap> overlaps(Comparison comparison) {
        var overlaps = new ArrayList<Overlap>();
        for (Pair pair : PAIRS) {
            double apart = 0;
            boolean agrees = true;
            boolean any = false;
            for (Run run : comparison.complete()) {
                long kernel = pair.kernel().applyAsLong(run.kernel());
                long vm = run.vm().getOrDefault(pair.key(), NONE);
                if (kernel >= 0 && vm >= 0) {
                    any = true;
                    long difference = Math.abs(kernel - vm);
                    double percent = difference * 100.0 / Math.max(1, kernel);
                    apart = Math.max(apart, percent);
                    double unseen = kernel > vm ? pair.unseen() * unseen(run) : 0;
                    agrees &= difference <= pair.slack() + unseen || percent <= MOST_APART;
                }
            }
            if (any) {
                overlaps.add(new Overlap(pair.label(), apart, agrees));
            }
        }
        return overlaps;
    }

    /// Nanoseconds of the process that the VM has not seen, on all CPUs.
    private static double unseen(Run run) {
        long seen = run.vm().getOrDefault("processWall", NONE);
        return seen < 0 ? 0 : (double) Math.max(0, run.kernel().wallNanos() - seen) * Runtime.getRuntime().availableProcessors();
    }

    public static String text(Unit unit, long value) {
        return switch (unit) {
            case COUNT -> String.format(Locale.ROOT, "%,d", value);
            case NANOS -> time(value);
            case BYTES -> value >= 10L << 30 ? fixed(value / (double) (1L << 30), 1) + " GB" : value >= 100L << 20 ? (value >> 20) + " MB" : fixed(value / (double) (1L << 20), 1) + " MB";
        };
    }

    public static String time(long nanos) {
        double n = nanos;
        return nanos < 1_000 ? nanos + " ns" : nanos < 1_000_000 ? three(n / 1e3) + " µs" : nanos < 1_000_000_000 ? three(n / 1e6) + " ms" : three(n / 1e9) + " s";
    }

    private static String three(double value) {
        return fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0);
    }

    private static String fixed(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

}
