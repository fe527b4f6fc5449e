package sley.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sley.compiler.diag.Renderer;

/// The results of tests for people: a line for each, and for one that failed all that it printed.
final class TestReport {
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final Terminal terminal;
    private final List<TestRun.Result> results = new ArrayList<>();

    TestReport(Terminal terminal) {
        this.terminal = terminal;
    }

    void add(TestRun.Result result) {
        results.add(result);
        String mark = result.passed() ? coloured(GREEN, "ok    ") : coloured(RED, "FAILED");
        terminal.out().println(mark + "  " + Renderer.visible(result.run().file() + ": " + result.run().title()) + "  (" + shown(result.time()) + ")");
        if (!result.passed()) {
            result.output().lines().forEach(line -> terminal.out().println("        " + Renderer.visible(line)));
            if (!result.output().contains(result.reason())) {
                terminal.out().println("        " + result.reason());
            }
        }
    }

    void summary(Duration time) {
        int failed = failures();
        String text = results.size() - failed + " passed, " + failed + " failed in " + shown(time);
        terminal.out().println(failed > 0 ? coloured(RED, text) : text);
    }

    List<TestRun.Result> results() {
        return results;
    }

    int failures() {
        return (int) results.stream().filter(result -> !result.passed()).count();
    }

    private String coloured(String colour, String text) {
        return terminal.colour() ? colour + text + PLAIN : text;
    }

    private static String shown(Duration time) {
        double millis = time.toNanos() / 1e6;
        return millis < 1000 ? String.format(Locale.ROOT, "%.0f ms", millis) : String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }
}
