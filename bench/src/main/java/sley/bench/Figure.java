package sley.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One measured value: what a program prints as `NAME VALUE UNIT`. The last one it prints is its main figure.
record Figure(String name, double value, String unit) {
    /// The peak resident memory of the process, measured by the runner.
    static final String MEMORY = "memory";
    private static final Pattern LINE = Pattern.compile("([a-z][a-z0-9-]*) ([0-9]+(?:\\.[0-9]+)?) (ns|us|ms|s|bytes|MB|req/s)");

    /// The figures among the lines of an output, in their order.
    static List<Figure> in(String output) {
        List<Figure> figures = new ArrayList<>();
        output.lines().forEach(line -> {
            Matcher match = LINE.matcher(line.strip());
            if (match.matches()) figures.add(new Figure(match.group(1), Double.parseDouble(match.group(2)), match.group(3)));
        });
        return figures;
    }

    /// Whether more of this unit is better.
    boolean isRate() {
        return unit.endsWith("/s");
    }
}
