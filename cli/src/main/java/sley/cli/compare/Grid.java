package sley.cli.compare;

import java.util.ArrayList;
import java.util.List;

/// A table in plain text: the first column to the left, the others to the right.
public final class Grid {
    public static final int WIDTH = 100;
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    int width() {
        int[] widths = widths();
        int sum = 0;
        for (int w : widths) {
            sum += w;
        }
        return sum + GAP.length() * Math.max(0, widths.length - 1);
    }

    private int[] widths() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
            }
        }
        return widths;
    }

    public String text() {
        int[] widths = widths();
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                String pad = " ".repeat(widths[i] - cell.codePointCount(0, cell.length()));
                line.append(i == 0 ? cell + pad : GAP + pad + cell);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
