package sley.compiler.check;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the name that somebody probably meant.
public final class Spelling {
    /// A help line with more names than this would not be read.
    private static final int MOST_LISTED = 20;
    /// Nobody reads names that are longer letter by letter, and comparing them takes long.
    private static final int LONGEST = 100;

    /// What types are called elsewhere, in lower case.
    private static final Map<String, String> OTHERS = Map.ofEntries(Map.entry("socket", "stream"), Map.entry("conn", "stream"), Map.entry("file", "stream"), Map.entry("array", "list<T>"),
            Map.entry("vec", "list<T>"), Map.entry("vector", "list<T>"), Map.entry("slice", "list<T>"), Map.entry("dict", "map<K, V>"), Map.entry("hashmap", "map<K, V>"), Map.entry("table", "map<K, V>"),
            Map.entry("double", "float"), Map.entry("float64", "float"), Map.entry("f64", "float"), Map.entry("number", "float"), Map.entry("long", "int"), Map.entry("int64", "int"), Map.entry("i64", "int"),
            Map.entry("integer", "int"), Map.entry("boolean", "bool"), Map.entry("str", "string"), Map.entry("text", "string"), Map.entry("char", "int"), Map.entry("rune", "int"), Map.entry("byte", "int"),
            Map.entry("channel", "chan<T>"), Map.entry("task", "thread<T>"), Map.entry("future", "thread<T>"), Map.entry("option", "T?"), Map.entry("optional", "T?"), Map.entry("lock", "mutex"),
            Map.entry("exception", "error"));

    /// What members are called elsewhere.
    private static final Map<String, String> OTHER_MEMBERS = Map.ofEntries(Map.entry("wait", "join"), Map.entry("await", "join"), Map.entry("append", "push"), Map.entry("add", "push"),
            Map.entry("receive", "recv"), Map.entry("toUpperCase", "upper"), Map.entry("toLowerCase", "lower"), Map.entry("forEach", "each"), Map.entry("includes", "contains"),
            Map.entry("strip", "trim"));

    private Spelling() {}

    /// The member that somebody probably meant: one that is spelled nearly so, or that has this name elsewhere.
    static Optional<String> member(String written, List<String> known) {
        return closest(written, known.stream()).or(() -> Optional.ofNullable(OTHER_MEMBERS.get(written)).filter(known::contains));
    }

    /// Our name for a type that other languages call `written`.
    static Optional<String> ofOthers(String written) {
        return Optional.ofNullable(OTHERS.get(written.toLowerCase(Locale.ROOT)));
    }

    /// The closest of `known` to `written`, when it is close enough to be a slip: a third of its letters at most, case not counted.
    public static Optional<String> closest(String written, Stream<String> known) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        int limit = written.length() < 3 ? 0 : Math.max(1, written.length() / 3);
        String best = null;
        int least = limit + 1;
        for (String name : (Iterable<String>) known.filter(n -> !n.startsWith("_") && !n.startsWith("$") && !n.startsWith("get_"))::iterator) {
            int distance = name.equalsIgnoreCase(written) ? 0 : distance(written, name, least);
            if (distance < least || distance == least && best != null && name.compareTo(best) < 0) {
                least = distance;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    /// For a module: the name that was probably meant, or what there is when that is not much.
    static String suggestion(String written, Stream<String> known) {
        var names = known.filter(n -> !n.startsWith("_") && !n.startsWith("$")).distinct().sorted().toList();
        Optional<String> closest = closest(written, names.stream());
        if (closest.isPresent()) {
            return "did you mean `" + closest.get() + "`?";
        }
        return names.isEmpty() || names.size() > MOST_LISTED ? "" : "it has `" + String.join("`, `", names) + "`";
    }

    /// Edits (insert, delete, replace, swap neighbours) between two names, or a number above `limit` when there are more.
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return limit + 1;
        }
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1), rows[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, rows[i - 2][j - 2] + 1);
                }
                rows[i][j] = least;
            }
        }
        return rows[a.length()][b.length()];
    }
}
