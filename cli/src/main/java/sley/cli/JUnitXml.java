package sley.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The results of tests as JUnit XML, which build servers read: a suite for each file.
final class JUnitXml {
    private JUnitXml() {}

    /// @param unusable files without results, and why there are none
    static String of(List<TestRun.Result> results, Map<String, String> unusable) {
        Map<String, List<TestRun.Result>> suites = results.stream().collect(Collectors.groupingBy(result -> result.run().file(), LinkedHashMap::new, Collectors.toList()));
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " + counts(results, unusable.size()) + ">\n");
        suites.forEach((file, tests) -> text.append(suite(file, counts(tests, 0), tests.stream().map(test -> testCase(file, test)).collect(Collectors.joining()))));
        unusable.forEach((file, why) -> text.append(suite(file, counts(List.of(), 1), head(file, file, 0) + ">\n      <error message=\"" + escaped(why) + "\"/>\n    </testcase>\n")));
        return text.append("</testsuites>\n").toString();
    }

    private static String counts(List<TestRun.Result> results, int errors) {
        long failures = results.stream().filter(result -> !result.passed()).count();
        long nanos = results.stream().mapToLong(result -> result.time().toNanos()).sum();
        return "tests=\"" + (results.size() + errors) + "\" failures=\"" + failures + "\" errors=\"" + errors + "\" time=\"" + seconds(nanos) + "\"";
    }

    private static String suite(String file, String counts, String cases) {
        return "  <testsuite name=\"" + escaped(file) + "\" " + counts + ">\n" + cases + "  </testsuite>\n";
    }

    private static String head(String file, String name, long nanos) {
        return "    <testcase classname=\"" + escaped(file) + "\" name=\"" + escaped(name) + "\" time=\"" + seconds(nanos) + "\"";
    }

    private static String testCase(String file, TestRun.Result result) {
        String head = head(file, result.run().title(), result.time().toNanos());
        if (result.passed()) {
            return head + "/>\n";
        }
        return head + ">\n      <failure message=\"" + escaped(result.reason()) + "\">" + escaped(result.output()) + "</failure>\n    </testcase>\n";
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
    }

    /// XML has no way to write most control characters; they become the replacement character.
    private static String escaped(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\n' -> out.append("&#10;");
                case '\t' -> out.append("&#9;");
                default -> out.appendCodePoint(c < ' ' || c >= 0xD800 && c <= 0xDFFF || c == 0xFFFE || c == 0xFFFF ? 0xFFFD : c);
            }
        });
        return out.toString();
    }
}
