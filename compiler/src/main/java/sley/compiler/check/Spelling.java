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
    private static final Map<String, List<String>> OTHER_MEMBERS = Map.ofEntries(Map.entry("wait", List.of("join")), Map.entry("await", List.of("join")), Map.entry("append", List.of("push")),
            Map.entry("add", List.of("push")), Map.entry("receive", List.of("recv")), Map.entry("toUpperCase", List.of("upper")), Map.entry("toLowerCase", List.of("lower")),
            Map.entry("forEach", List.of("each")), Map.entry("includes", List.of("contains", "has")), Map.entry("contains", List.of("has")), Map.entry("containsKey", List.of("has")),
            Map.entry("has", List.of("contains")), Map.entry("delete", List.of("remove", "removeAt")), Map.entry("strip", List.of("trim")));

    /// What is no member here, in lower case and without `_`, and how it is written instead.
    private static final Map<String, String> NO_MEMBERS = Map.ofEntries(Map.entry("tostring", "`str(x)` gives the text of a value"), Map.entry("tostr", "`str(x)` gives the text of a value"),
            Map.entry("toint", "`parseInt(s)` gives an `int?` from a string, `int(x)` converts a float"),
            Map.entry("tofloat", "`parseFloat(s)` gives a `float?` from a string, `float(x)` converts an int"), Map.entry("entries", "`for k, v in m { … }` goes through the entries of a map"),
            Map.entry("items", "`for k, v in m { … }` goes through the entries of a map"), Map.entry("put", "`m[k] = v` sets an entry of a map"));

    /// What names are called elsewhere, in lower case.
    private static final Map<String, String> OTHER_NAMES = Map.of("null", "nil", "none", "nil", "undefined", "nil", "nullptr", "nil", "this", "self", "echo", "print", "puts", "print");
    private static final List<String> LITERALS = List.of("true", "false", "nil");

    private Spelling() {}

    /// The member that somebody probably meant: one that is spelled nearly so, or that has this name elsewhere.
    static Optional<String> member(String written, List<String> known) {
        return closest(written, known.stream()).or(() -> OTHER_MEMBERS.getOrDefault(written, List.of()).stream().filter(known::contains).findFirst());
    }

    /// What is written where other languages have the member `written`.
    static Optional<String> instead(String written) {
        return Optional.ofNullable(NO_MEMBERS.get(written.replace("_", "").toLowerCase(Locale.ROOT)));
    }

    /// The name or literal that somebody probably meant.
    static Optional<String> name(String written, Stream<String> known) {
        return Optional.ofNullable(OTHER_NAMES.get(written.toLowerCase(Locale.ROOT))).or(() -> closest(written, Stream.concat(known, LITERALS.stream())));
    }

    /// The type that somebody probably meant. What a type is called elsewhere says more than a likeness: `char` is no slip for `chan`.
    static Optional<String> type(String written, List<String> known) {
        return Optional.ofNullable(OTHERS.get(written.toLowerCase(Locale.ROOT))).filter(_ -> known.stream().noneMatch(written::equalsIgnoreCase))
                .or(() -> closest(written, known.stream()));
    }

    /// The closest of `known` to `written`, another name, when it is close enough to be a slip: a third of its letters at most, case not counted.
    public static Optional<String> closest(String written, Stream<String> known) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        int limit = written.length() < 3 ? 0 : Math.max(1, written.length() / 3);
        String best = null;
        int least = limit + 1;
        for (String name : (Iterable<String>) known.filter(n -> !n.equals(written) && !n.startsWith("_") && !n.startsWith("$") && !n.startsWith("get_"))::iterator) {
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
