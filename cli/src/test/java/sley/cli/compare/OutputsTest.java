package sley.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sley.cli.process.Ended;
import sley.cli.process.KernelCosts;

/// What differences between outputs mean, and what each order accepts. Lines are written `thread:text`.
class OutputsTest {
    private static final List<Way> WAYS = Way.of(List.of("1:1", "m:n"), List.of(2));

    @Test
    void equalOutputsAreOneGroup() {
        Outputs outputs = outputs(Order.EXACT, run(0, 1, 0, "1:a", "1.1:b"), run(1, 1, 0, "1:a", "1.1:b"));
        assertEquals(Outputs.Meaning.SAME, outputs.meaning());
        assertEquals(1, outputs.groups().size());
        assertTrue(outputs.accepted());
    }

    @Test
    void linesOfDifferentThreadsMayInterleave() {
        Run[] runs = {run(0, 1, 0, "1:start", "1.1:a", "1.2:b", "1.1:c"), run(1, 1, 0, "1:start", "1.2:b", "1.1:a", "1.1:c")};
        assertEquals(Outputs.Meaning.INTERLEAVED, outputs(Order.EXACT, runs).meaning());
        assertEquals(1, outputs(Order.EXACT, runs).line());
        assertFalse(outputs(Order.EXACT, runs).accepted());
        assertTrue(outputs(Order.PER_THREAD, runs).accepted());
        assertTrue(outputs(Order.ANY, runs).accepted());
    }

    @Test
    void oneThreadInAnotherOrderIsMoreThanInterleaving() {
        Run[] runs = {run(0, 1, 0, "1.1:a", "1.1:b"), run(1, 1, 0, "1.1:b", "1.1:a")};
        assertEquals(Outputs.Meaning.REORDERED, outputs(Order.EXACT, runs).meaning());
        assertFalse(outputs(Order.PER_THREAD, runs).accepted());
        assertTrue(outputs(Order.ANY, runs).accepted());
    }

    @Test
    void aLineMoreOftenIsADifferentLine() {
        Run[] runs = {run(0, 1, 0, "1:a", "1:b"), run(1, 1, 0, "1:a", "1:b", "1:b")};
        assertEquals(Outputs.Meaning.OTHER_LINES, outputs(Order.ANY, runs).meaning());
        assertFalse(outputs(Order.ANY, runs).accepted());
        assertEquals(List.of("b"), Outputs.missing(List.of("a", "b", "b"), List.of("a", "b")));
    }

    @Test
    void exitCodesMustBeEqualWhateverTheOrder() {
        Outputs outputs = outputs(Order.ANY, run(0, 1, 0, "1:a"), run(1, 1, 3, "1:a"));
        assertEquals(Outputs.Meaning.OTHER_EXIT, outputs.meaning());
        assertFalse(outputs.accepted());
    }

    /// The group that is shown against the first is one that is not accepted, although an accepted one came before it.
    @Test
    void theWorstDifferenceIsShown() {
        Outputs outputs = outputs(Order.ANY, run(0, 1, 0, "1.1:a", "1.2:b"), run(1, 1, 0, "1.2:b", "1.1:a"), run(0, 2, 0, "1.1:a", "1.2:x"));
        assertEquals(3, outputs.groups().size());
        assertEquals(Outputs.Meaning.OTHER_LINES, outputs.meaning());
        String text = new Report(comparison(Order.ANY, run(0, 1, 0, "1.1:a", "1.2:b"), run(1, 1, 0, "1.1:a", "1.2:x")), Set.of("clock")).text();
        assertTrue(text.contains("only in A: b") && text.contains("only in B: x") && text.contains("`clock`"), text);
        assertTrue(text.lines().allMatch(l -> l.length() <= Grid.WIDTH), text);
    }

    @Test
    void mediansAndSpreads() {
        var cell = new Costs.Cell(new long[] {90, 100, 130});
        assertEquals(100, cell.median().getAsLong());
        assertEquals(20, cell.spread().getAsLong());
        assertEquals(95, new Costs.Cell(new long[] {90, 100}).median().getAsLong());
        assertTrue(new Costs.Cell(new long[] {7}).spread().isEmpty());
    }

    private static Outputs outputs(Order order, Run... runs) {
        return Outputs.of(comparison(order, runs));
    }

    private static Comparison comparison(Order order, Run... runs) {
        return new Comparison("test.sley", WAYS, order, 1_000_000_000, List.of(runs));
    }

    private static Run run(int way, int number, int exit, String... lines) {
        List<Printed.Line> out = Arrays.stream(lines).map(l -> l.split(":", 2)).map(l -> new Printed.Line(l[1], l[0], "t" + l[0], 5_000)).toList();
        return new Run(WAYS.get(way), number, new Ended.Exited(exit), new Printed(out, true, true, List.of()), new KernelCosts(2, 1, 1, 1, 1, 1), Map.of("wall", 1_000_000L), Map.of());
    }
}
