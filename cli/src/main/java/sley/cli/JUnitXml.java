package sley.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The results of tests as JUnit XML, which build servers read: a suite for each file.
final class JUnitXml {
    private JUnitXml() {}

    static String of(List<TestRun.Result> results) {
        Map<String, List<TestRun.Result>> suites = results.stream().collect(Collectors.groupingBy(result -> result.run().file(), LinkedHashMap::new, Collectors.toList()));
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " + counts(results) + ">\n");
        suites.forEach((file, tests) -> {
            text.append("  <testsuite name=\"").append(escaped(file)).append("\" ").append(counts(tests)).append(">\n");
            tests.forEach(test -> text.append(testCase(file, test)));
            text.append("  </testsuite>\n");
        });
        return text.append("</testsuites>\n").toString();
    }

    private static String counts(List<TestRun.Result> results) {
        long failures = results.stream().filter(result -> !result.passed()).count();
        long nanos = results.stream().mapToLong(result -> result.time().toNanos()).sum();
        return "tests=\"" + results.size() + "\" failures=\"" + failures + "\" errors=\"0\" time=\"" + seconds(nanos) + "\"";
    }

    private static String testCase(String file, TestRun.Result result) {
        String head = "    <testcase classname=\"" + escaped(file) + "\" name=\"" + escaped(result.run().title()) + "\" time=\"" + seconds(result.time().toNanos()) + "\"";
        if (result.passed()) {
            return head + "/>\n";
        }
        String message = result.output().lines().filter(line -> line.startsWith("error[")).findFirst().orElse("exit code " + result.exit());
        return head + ">\n      <failure message=\"" + escaped(message) + "\">" + escaped(result.output()) + "</failure>\n    </testcase>\n";
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
