package sley.vm.trace;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import sley.vm.code.LinkedFunction;
import sley.vm.sched.Tracer;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// What each line of the source costs the scheduler: how often threads leave their carrier there, and how long they then could run but did not. Needs a scheduler that
/// measures: that writes down when a thread becomes runnable.
public final class Ledger implements Tracer {
    private record Place(LinkedFunction function, int line) {}

    private static final class Row {
        private final LongAdder switches = new LongAdder();
        private final LongAdder runnable = new LongAdder();
        private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
        private final Map<String, LongAdder> parks = new ConcurrentHashMap<>();
    }

    /// @param function  its name
    /// @param switches  times a thread left its carrier there: to wait, or because its turn was over
    /// @param parks     of them, those to wait, by reason
    /// @param runnable  nanoseconds in which threads were runnable there but did not run
    /// @param longest   of them, the longest at once
    public record Line(String function, String file, int line, long switches, Map<String, Long> parks, long runnable, long longest) {
        public long allParks() {
            return parks.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final Map<Place, Row> rows = new ConcurrentHashMap<>();

    private Row row(GreenThread thread) {
        LinkedFunction function = thread.function;
        return function == null ? null : rows.computeIfAbsent(new Place(function, function.source.lineAt(thread.pc).line()), _ -> new Row());
    }

    @Override
    public void runs(GreenThread thread, int processor) {
        Row row = row(thread);
        if (row != null && thread.runnableSince != 0) {
            long waited = Math.max(0, thread.scheduler.clock() - thread.runnableSince);
            row.runnable.add(waited);
            row.longest.accumulate(waited);
        }
    }

    @Override
    public void left(GreenThread thread, int outcome) {
        if (outcome == Outcome.PARKED || outcome == Outcome.YIELDED) {
            Row row = row(thread);
            if (row == null) {
                return;
            }
            row.switches.increment();
            String reason = thread.waitReason;
            if (outcome == Outcome.PARKED && reason != null) {
                row.parks.computeIfAbsent(reason, _ -> new LongAdder()).increment();
            } else if (outcome == Outcome.YIELDED) {
                thread.runnableSince = thread.scheduler.clock();
            }
        }
    }

    @Override
    public void spawned(GreenThread parent, GreenThread thread) { }

    @Override
    public void woken(GreenThread thread) { }

    /// The lines that cost most: by the time in which threads could run there but did not, then by switches.
    public List<Line> dearest(int most) {
        return rows.entrySet().stream().map(e -> line(e.getKey(), e.getValue())).filter(l -> l.switches() > 0 || l.runnable() > 0)
                .sorted(Comparator.comparingLong(Line::runnable).thenComparingLong(Line::switches).reversed()).limit(most).toList();
    }

    private static Line line(Place place, Row row) {
        LinkedFunction f = place.function();
        Map<String, Long> parks = row.parks.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().sum(), Long::sum, TreeMap::new));
        return new Line(f.name, f.program.strings[f.source.file()], place.line(), row.switches.sum(), parks, row.runnable.sum(), row.longest.get());
    }
}
