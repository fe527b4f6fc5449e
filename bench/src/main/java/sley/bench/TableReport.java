package sley.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The results as a table of text, which is also valid Markdown: medians with spread, Sley's ratio to the peer of the goal, and whether the goal is reached.
final class TableReport {
    private TableReport() {}

    static String of(Results results) {
        List<Peer> peers = results.peers();
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("workload", "figure", "unit"));
        peers.forEach(peer -> head.add(peer.label()));
        head.addAll(List.of("ratio", "goal", ""));
        lines.add(head);
        for (Results.Row row : results.rows()) {
            List<String> line = new ArrayList<>(List.of(title(row), row.figure(), results.unit(row)));
            for (Peer peer : peers) line.add(results.cell(row, peer).map(TableReport::cell).orElse(""));
            line.add(ratio(results, row));
            line.add(goal(results, row));
            line.add(results.reached(row).map(reached -> reached ? "reached" : "missed").orElse(""));
            lines.add(line);
        }
        return aligned(lines);
    }

    static String title(Results.Row row) {
        String carriers = row.carriers() == 0 ? "" : row.carriers() == 1 ? ", 1 carrier" : ", " + row.carriers() + " carriers";
        return row.workload().title() + carriers;
    }

    /// The ratio to the peer of the goal, named where that is not Go.
    static String ratio(Results results, Results.Row row) {
        Peer against = row.workload().against();
        var ratio = results.ratio(row, against);
        if (ratio.isEmpty()) return "";
        return number(ratio.getAsDouble()) + " " + against.label();
    }

    static String goal(Results results, Results.Row row) {
        var goal = results.goal(row);
        if (goal.isEmpty()) return "";
        return (results.unit(row).endsWith("/s") ? "≥ " : "≤ ") + goal.getAsDouble();
    }

    static String cell(Results.Cell cell) {
        String spread = cell.sorted().length < 2 ? "" : String.format(Locale.ROOT, " ±%.0f%%", 100 * cell.spread());
        return number(cell.median()) + spread;
    }

    /// Three digits that count, without an exponent.
    static String number(double value) {
        int digits = value >= 100 || value == Math.rint(value) ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    private static String aligned(List<List<String>> lines) {
        int columns = lines.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int c = 0; c < columns; c++) widths[c] = Math.max(widths[c], line.get(c).length());
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            append(out, lines.get(i), widths);
            if (i == 0) {
                for (int width : widths) out.append("|-").append("-".repeat(width)).append('-');
                out.append("|\n");
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, List<String> line, int[] widths) {
        for (int c = 0; c < widths.length; c++) {
            String padding = " ".repeat(widths[c] - line.get(c).length());
            boolean isText = c < 3 || c == widths.length - 1;
            out.append("| ").append(isText ? line.get(c) + padding : padding + line.get(c)).append(' ');
        }
        out.append("|\n");
    }
}
