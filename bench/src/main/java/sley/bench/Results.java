package sley.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// What was measured: for each row (a figure of a workload at a number of carriers) and peer the values of all rounds, and what failed.
final class Results {
    /// A line of the table. `carriers` is 0 for as many as the machine has.
    record Row(Workload workload, int carriers, String figure) {}

    /// The rounds of one peer in one row.
    record Cell(double[] sorted, String unit) {
        double median() {
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        /// Half the distance from the lowest to the highest, as a share of the median.
        double spread() {
            return median() == 0 ? 0 : (sorted[sorted.length - 1] - sorted[0]) / 2 / median();
        }
    }

    private final Map<Row, Map<Peer, List<Figure>>> rows = new LinkedHashMap<>();
    private final Map<Workload, String> mainFigures = new LinkedHashMap<>();
    private final Set<String> failures = new LinkedHashSet<>();

    void add(Workload workload, int carriers, Peer peer, Attempt attempt) {
        if (!attempt.failure().isEmpty()) {
            failures.add(workload.name() + ", " + peer.label() + ": " + attempt.failure());
            return;
        }
        for (Figure figure : attempt.figures()) {
            rows.computeIfAbsent(new Row(workload, carriers, figure.name()), _ -> new LinkedHashMap<>()).computeIfAbsent(peer, _ -> new ArrayList<>()).add(figure);
        }
        mainFigures.put(workload, attempt.figures().getLast().name());
    }

    List<Row> rows() {
        return List.copyOf(rows.keySet());
    }

    Set<String> failures() {
        return failures;
    }

    Optional<Cell> cell(Row row, Peer peer) {
        List<Figure> figures = rows.get(row).get(peer);
        if (figures == null) return Optional.empty();
        double[] sorted = figures.stream().mapToDouble(Figure::value).toArray();
        Arrays.sort(sorted);
        return Optional.of(new Cell(sorted, figures.getFirst().unit()));
    }

    String unit(Row row) {
        return rows.get(row).values().iterator().next().getFirst().unit();
    }

    boolean isMain(Row row) {
        return row.figure().equals(mainFigures.get(row.workload()));
    }

    /// Sley's median divided by the peer's.
    OptionalDouble ratio(Row row, Peer peer) {
        Optional<Cell> sley = cell(row, Peer.SLEY);
        Optional<Cell> other = cell(row, peer);
        if (sley.isEmpty() || other.isEmpty() || other.get().median() == 0) return OptionalDouble.empty();
        return OptionalDouble.of(sley.get().median() / other.get().median());
    }

    OptionalDouble goal(Row row) {
        return row.workload().goal(row.figure(), isMain(row));
    }

    /// Whether the ratio reaches the goal; empty where there is no goal, or nothing to compare with.
    Optional<Boolean> reached(Row row) {
        OptionalDouble goal = goal(row);
        OptionalDouble ratio = ratio(row, row.workload().against());
        if (goal.isEmpty() || ratio.isEmpty()) return Optional.empty();
        boolean isRate = unit(row).endsWith("/s");
        return Optional.of(isRate ? ratio.getAsDouble() >= goal.getAsDouble() : ratio.getAsDouble() <= goal.getAsDouble());
    }

    /// The peers that have a value somewhere, Sley first.
    List<Peer> peers() {
        return Arrays.stream(Peer.values()).filter(peer -> rows.values().stream().anyMatch(cells -> cells.containsKey(peer))).toList();
    }
}
