package sley.cli.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sley.cli.process.Ended;

/// Which runs printed the same, and what it means when they did not.
///
/// @param groups   runs with the same output and exit code, in the order in which they were first seen; the first is what the others are compared with
/// @param accepted whether the differences are within what the order that was asked for allows
/// @param other    of the other groups the one that differs most from the first; null when there is one group
/// @param meaning  of the difference between the two
/// @param line     the first line in which they differ, from 0
public record Outputs(List<Group> groups, boolean accepted, Group other, Meaning meaning, int line) {

    /// @param shown the run that is shown for all
    public record Group(Run shown, List<Run> runs) {
        Printed printed() {
            return shown.printed();
        }

        int exit() {
            return ((Ended.Exited) shown.ended()).code();
        }
    }

    /// How two outputs differ, from the least to the most.
    public enum Meaning {
        SAME,
        /// Each thread printed the same, in the same order: only how their lines fell between each other differs.
        INTERLEAVED,
        /// The same lines, but printed by other threads, or by the same ones in another order.
        REORDERED,
        OTHER_LINES,
        OTHER_ERRORS,
        OTHER_EXIT
    }

    static Outputs of(Comparison comparison) {
        var groups = new ArrayList<Group>();
        for (Run run : comparison.complete()) {
            var alone = new Group(run, new ArrayList<>(List.of(run)));
            groups.stream().filter(g -> meaning(g, alone) == Meaning.SAME).findFirst().ifPresentOrElse(g -> g.runs().add(run), () -> groups.add(alone));
        }
        Group worst = groups.stream().skip(1).max(Comparator.comparing(g -> meaning(groups.getFirst(), g))).orElse(null);
        Meaning meaning = worst == null ? Meaning.SAME : meaning(groups.getFirst(), worst);
        return new Outputs(List.copyOf(groups), accepts(comparison.order(), meaning), worst, meaning, worst == null ? -1 : firstDifference(groups.getFirst(), worst));
    }

    private static boolean accepts(Order order, Meaning meaning) {
        return switch (order) {
            case EXACT -> meaning == Meaning.SAME;
            case PER_THREAD -> meaning.compareTo(Meaning.INTERLEAVED) <= 0;
            case ANY -> meaning.compareTo(Meaning.REORDERED) <= 0;
        };
    }

    private static Meaning meaning(Group a, Group b) {
        if (a.exit() != b.exit()) {
            return Meaning.OTHER_EXIT;
        }
        List<String> left = a.printed().texts();
        List<String> right = b.printed().texts();
        boolean errors = a.printed().err().equals(b.printed().err());
        boolean ends = a.printed().ended() == b.printed().ended();
        if (left.equals(right) && errors && ends) {
            return Meaning.SAME;
        }
        if (!errors && !sorted(a.printed().err()).equals(sorted(b.printed().err()))) {
            return left.equals(right) || sorted(left).equals(sorted(right)) ? Meaning.OTHER_ERRORS : Meaning.OTHER_LINES;
        }
        if (!ends) {
            return Meaning.OTHER_LINES;
        }
        if (a.printed().attributed() && b.printed().attributed() && byThread(a.printed()).equals(byThread(b.printed()))) {
            return Meaning.INTERLEAVED;
        }
        return sorted(left).equals(sorted(right)) ? Meaning.REORDERED : Meaning.OTHER_LINES;
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }

    static Map<String, List<String>> byThread(Printed printed) {
        var threads = new TreeMap<String, List<String>>();
        printed.out().forEach(l -> threads.computeIfAbsent(l.thread(), _ -> new ArrayList<>()).add(l.text()));
        return threads;
    }

    private static int firstDifference(Group a, Group b) {
        List<String> left = a.printed().texts();
        List<String> right = b.printed().texts();
        int i = 0;
        while (i < left.size() && i < right.size() && left.get(i).equals(right.get(i))) {
            i++;
        }
        return i;
    }

    /// The lines of `a` that `b` does not have (as often).
    static List<String> missing(List<String> a, List<String> b) {
        var count = new HashMap<String, Integer>();
        b.forEach(l -> count.merge(l, 1, Integer::sum));
        return a.stream().filter(l -> count.merge(l, -1, Integer::sum) < 0).toList();
    }
}
