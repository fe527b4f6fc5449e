package sley.vm.sched;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a run cost, as data: for the table that people read, and as JSON for programs. A figure that a model does not have is left out.
public final class Statistics {
    public enum Unit { COUNT, NANOS, BYTES }

    /// @param key   its name in JSON; never changes
    /// @param label its name in the table
    public record Figure(String key, String label, Unit unit, long value) {}

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String model;
    private final List<Figure> figures = new ArrayList<>();
    private final Map<String, Long> parks = new TreeMap<>();

    public Statistics(String model) {
        this.model = model;
    }

    public void add(String key, String label, Unit unit, long value) {
        figures.add(new Figure(key, label, unit, value));
    }

    public void count(String key, String label, long value) {
        add(key, label, Unit.COUNT, value);
    }

    /// Threads parked so many times for this reason.
    public void parks(String reason, long count) {
        parks.merge(reason, count, Long::sum);
    }

    /// In the order in which they are shown.
    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    /// How often threads parked, by reason; empty when that was not counted.
    public Map<String, Long> parks() {
        return Map.copyOf(parks);
    }

    public long value(String key) {
        return figures.stream().filter(f -> f.key().equals(key)).mapToLong(Figure::value).findFirst().orElseThrow();
    }

    /// The table for people.
    public String table() {
        int width = figures.stream().mapToInt(f -> f.label().length()).max().orElse(0);
        var text = new StringBuilder("model ").append(model);
        for (Figure figure : figures) {
            line(text, width, figure.label(), amount(figure));
            if (figure.key().equals("parks")) {
                parks.forEach((reason, count) -> line(text, width, "  " + reason, count.toString()));
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, int width, String label, String amount) {
        text.append("\n  ").append(label).append(" ".repeat(Math.max(0, width - label.length()) + 2)).append(amount);
    }

    private static String amount(Figure figure) {
        long value = figure.value();
        return switch (figure.unit()) {
            case COUNT -> Long.toString(value);
            case NANOS -> value < 10 * NANOS_PER_MILLI ? value / NANOS_PER_MICRO + " us" : value / NANOS_PER_MILLI + " ms";
            case BYTES -> (value >> 20) + " MB";
        };
    }

    /// One object: `model`, each figure under its key (times in nanoseconds, sizes in bytes), and `parksByReason`.
    public String json() {
        var text = new StringBuilder("{\"model\": \"").append(model).append('"');
        for (Figure figure : figures) {
            text.append(", \"").append(figure.key()).append("\": ").append(figure.value());
        }
        text.append(", \"parksByReason\": {");
        String separator = "";
        for (var park : parks.entrySet()) {
            text.append(separator).append('"').append(park.getKey()).append("\": ").append(park.getValue());
            separator = ", ";
        }
        return text.append("}}\n").toString();
    }
}
