package sley.vm.report;

import java.util.ArrayList;
import java.util.List;

/// Threads as text: the table of `sley ps`, and one thread in full.
public final class ThreadTable {
    /// More places than this are not listed.
    private static final int MOST_GROUPS = 200;
    private static final int MILLIS_PER_SECOND = 1000;
    private static final int WIDEST_NAME = 24;

    private final Census census;

    public ThreadTable(Census census) {
        this.census = census;
    }

    /// Several lines, without control characters of the program.
    public String text() {
        var lines = new ArrayList<String[]>();
        lines.add(new String[] {"ID", "NAME", "STATE", "FOR", "WHERE", "WAITS"});
        for (Census.Group group : census.groups().subList(0, Math.min(MOST_GROUPS, census.groups().size()))) {
            for (Census.Row row : group.rows()) {
                lines.add(new String[] {Long.toString(row.id()), shortened(row.name()), state(row), duration(row.sinceMillis()), row.place(), row.waitsFor()});
            }
            int more = group.count() - group.rows().size();
            if (more > 0) {
                lines.add(new String[] {"", "+ " + more + " more", "", group.longestMillis() < 0 ? "" : "≤ " + duration(group.longestMillis()), "up to thread " + group.lastId(), ""});
            }
        }
        int hidden = census.groups().stream().skip(MOST_GROUPS).mapToInt(Census.Group::count).sum();
        return visible(summary() + "\n" + Columns.of(lines) + (hidden > 0 ? "and " + hidden + " threads at other places\n" : "") + cycles());
    }

    private String summary() {
        int total = census.total();
        var text = new StringBuilder(total + (total == 1 ? " thread: " : " threads: "));
        String separator = "";
        for (ThreadState state : ThreadState.values()) {
            text.append(separator).append(census.count(state)).append(' ').append(state.word());
            separator = ", ";
        }
        if (!census.exact()) {
            return text + "\nsome thread did not come to a safepoint in time; which threads can never wake is not known";
        }
        return text + (census.dead() == 0 ? "" : "\n" + census.dead() + " of those waiting can never be woken: state `dead`");
    }

    private String cycles() {
        var text = new StringBuilder();
        census.cycles().forEach(cycle -> text.append("cycle: ").append(cycle).append('\n'));
        return text.toString();
    }

    private static String state(Census.Row row) {
        return row.verdict() == Census.Verdict.DEAD ? "dead" : row.state().word();
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= WIDEST_NAME ? name : name.substring(0, name.offsetByCodePoints(0, WIDEST_NAME - 1)) + "…";
    }

    /// `1.2 s`; empty for a negative one.
    static String duration(long millis) {
        if (millis < 0) {
            return "";
        }
        return millis < MILLIS_PER_SECOND ? millis + " ms" : millis / MILLIS_PER_SECOND + "." + millis % MILLIS_PER_SECOND / 100 + " s";
    }

    static String why(Census.Row row) {
        var text = new StringBuilder("thread " + row.id() + " \"" + row.name() + "\" is " + row.state().word());
        if (row.state() == ThreadState.WAITING) {
            text.append(' ').append(row.waitsFor()).append(", for ").append(duration(row.sinceMillis()));
        } else if (row.state() == ThreadState.BLOCKED) {
            text.append(" in a call for ").append(duration(row.sinceMillis()));
        }
        row.frames().forEach(frame -> text.append("\n    at ").append(frame));
        switch (row.verdict()) {
            case DEAD -> {
                text.append("\nnothing can ever wake it");
                row.wakers().forEach(waker -> text.append(": ").append(waker));
            }
            case ALIVE -> text.append(row.state() == ThreadState.WAITING ? "\nsomething that is alive can still wake it" : "");
            case UNKNOWN -> text.append("\nwhether anything can wake it is not known: some thread did not come to a safepoint in time");
        }
        return visible(text.toString());
    }

    /// What programs say must not control the terminal.
    public static String visible(String text) {
        var shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) && c != '\n' && c != '\t' || Character.getType(c) == Character.FORMAT ? 0xFFFD : c));
        return shown.toString();
    }

    /// Lines of cells, aligned.
    static final class Columns {
        private Columns() {}

        static String of(List<String[]> lines) {
            int[] width = new int[lines.getFirst().length];
            for (String[] line : lines) {
                for (int i = 0; i < line.length; i++) {
                    line[i] = line[i].replace('\n', '\uFFFD').replace('\t', '\uFFFD');
                    width[i] = Math.max(width[i], line[i].codePointCount(0, line[i].length()));
                }
            }
            var text = new StringBuilder();
            for (String[] line : lines) {
                var row = new StringBuilder();
                for (int i = 0; i < line.length; i++) {
                    String padding = " ".repeat(width[i] - line[i].codePointCount(0, line[i].length()));
                    row.append(i == 0 ? padding + line[i] : "  " + line[i] + padding);
                }
                text.append(row.toString().stripTrailing()).append('\n');
            }
            return text.toString();
        }
    }
}
