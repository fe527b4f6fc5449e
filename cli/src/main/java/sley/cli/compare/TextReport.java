package sley.cli.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import sley.cli.process.Ended;
import sley.cli.process.Machine;
import sley.compiler.diag.Renderer;

/// The comparison as text of at most 100 columns: what the runs printed, what did not end, what it cost.
final class TextReport {
    /// Lines of equal output that are shown: the first of them.
    private static final int MOST_SHOWN = 12;
    /// Lines before and after the first difference.
    private static final int BEFORE = 3;
    private static final int AFTER = 3;
    private static final int MOST_LISTED = 4;
    /// Characters of a long line before those in which it differs.
    private static final int SHOWN_BEFORE = 4;
    private static final int MOST_WAITS = 24;
    private static final int ILL = 4;
    private static final int ABRT = 6;
    private static final int BUS = 7;
    private static final int FPE = 8;
    private static final int KILL = 9;
    private static final int SEGV = 11;
    private static final int SIDE = (Grid.WIDTH - 14) / 2;

    private final Comparison comparison;
    private final Outputs outputs;
    private final Set<String> varying;
    private final StringBuilder text = new StringBuilder();

    /// @param varying built-in functions of the program whose results differ from run to run
    TextReport(Comparison comparison, Outputs outputs, Set<String> varying) {
        this.comparison = comparison;
        this.outputs = outputs;
        this.varying = varying;
    }

    String text() {
        int rounds = comparison.runs().stream().mapToInt(Run::number).max().orElse(0);
        line("compare " + Renderer.visible(comparison.program()) + ": " + comparison.ways().stream().map(Way::label).collect(Collectors.joining(", ")) + "; "
                + rounds + (rounds == 1 ? " run each; " : " runs each; ") + Machine.here());
        line("");
        printed();
        comparison.incomplete().forEach(this::incomplete);
        if (!comparison.complete().isEmpty()) {
            costs();
        }
        return text.toString();
    }

    private void line(String content) {
        text.append(content).append('\n');
    }

    // ---- Outputs

    private void printed() {
        List<Outputs.Group> groups = outputs.groups();
        if (groups.isEmpty()) {
            return;
        }
        if (groups.size() == 1) {
            int lines = groups.getFirst().printed().out().size();
            int runs = groups.getFirst().runs().size();
            line("output: the same in " + (runs == 1 ? "the one run" : "all " + runs + " runs") + (comparison.incomplete().isEmpty() ? "" : " that ended")
                    + (groups.getFirst().exit() == 0 ? "" : ", exit code " + groups.getFirst().exit())
                    + (lines == 0 ? "; nothing on standard output" : ""));
            shown(groups.getFirst().printed().texts(), "  | ");
            shown(groups.getFirst().printed().err(), "  ! ");
            line("");
            return;
        }
        line("output: " + groups.size() + " different ones" + (outputs.accepted() ? ", all allowed by --order " + comparison.order().word : ""));
        for (int i = 0; i < Math.min(groups.size(), MOST_LISTED); i++) {
            line("  " + letter(groups.get(i)) + "  " + who(groups.get(i)) + (groups.get(i).exit() == 0 ? "" : ", exit code " + groups.get(i).exit()));
        }
        if (groups.size() > MOST_LISTED) {
            line("  … and " + (groups.size() - MOST_LISTED) + " more");
        }
        line("");
        difference(groups.getFirst(), outputs.other());
        line("");
        verdict(groups.getFirst(), outputs.other());
        line("");
    }

    private void shown(List<String> lines, String mark) {
        lines.stream().limit(MOST_SHOWN).forEach(l -> line(mark + clip(Renderer.visible(l), Grid.WIDTH - mark.length())));
        if (lines.size() > MOST_SHOWN) {
            line(mark + "… " + (lines.size() - MOST_SHOWN) + " more lines");
        }
    }

    private String letter(Outputs.Group group) {
        int i = outputs.groups().indexOf(group);
        return i < 26 ? String.valueOf((char) ('A' + i)) : "#" + (i + 1);
    }

    /// `1:1 (3 of 3 runs), n:1 (1 of 3)`
    private String who(Outputs.Group group) {
        var parts = new ArrayList<String>();
        for (Way way : comparison.ways()) {
            long some = group.runs().stream().filter(r -> r.way().equals(way)).count();
            if (some > 0) {
                parts.add(way.label() + " (" + some + " of " + comparison.of(way).size() + ")");
            }
        }
        return String.join(", ", parts);
    }

    private void difference(Outputs.Group a, Outputs.Group b) {
        List<Printed.Line> left = a.printed().out();
        List<Printed.Line> right = b.printed().out();
        int at = outputs.line();
        if (at >= left.size() && at >= right.size()) {
            if (a.printed().ended() != b.printed().ended()) {
                line("  the same lines, " + left.size() + ", but only " + letter(a.printed().ended() ? a : b) + " has a newline at its end");
                return;
            }
            line("  standard output is the same, " + left.size() + " lines");
            errors(a);
            errors(b);
            return;
        }
        line("  first difference in line " + (at + 1) + (left.size() == right.size() ? " of " + left.size() : "; lines in " + letter(a) + ": " + left.size() + ", in " + letter(b) + ": " + right.size()));
        side("line", letter(a) + "  " + a.shown().name(), letter(b) + "  " + b.shown().name(), ' ');
        for (int i = Math.max(0, at - BEFORE); i <= at + AFTER && i < Math.max(left.size(), right.size()); i++) {
            String l = i < left.size() ? left.get(i).text() : "";
            String r = i < right.size() ? right.get(i).text() : "";
            // Of a long line, the place where the two differ.
            int skip = i == at && i < left.size() && i < right.size() ? skipped(l, r) : 0;
            side(Integer.toString(i + 1), i < left.size() ? rest(l, skip) : "(no line)", i < right.size() ? rest(r, skip) : "(no line)", i == at ? '>' : l.equals(r) ? ' ' : '*');
            if (i >= at - 1 && (a.printed().attributed() || b.printed().attributed())) {
                side("", i < left.size() ? by(left.get(i)) : "", i < right.size() ? by(right.get(i)) : "", ' ');
            }
        }
    }

    private static int skipped(String left, String right) {
        int common = 0;
        while (common < left.length() && common < right.length() && left.charAt(common) == right.charAt(common)) {
            common++;
        }
        boolean seen = Renderer.visible(left.substring(0, common)).length() < SIDE - SHOWN_BEFORE;
        return seen ? 0 : left.offsetByCodePoints(common, -Math.min(SHOWN_BEFORE, left.codePointCount(0, common)));
    }

    private static String rest(String line, int skip) {
        return skip == 0 ? line : "…" + line.substring(skip);
    }

    private void errors(Outputs.Group group) {
        line("  " + letter(group) + " on standard error:" + (group.printed().err().isEmpty() ? " nothing" : ""));
        shown(group.printed().err(), "    ! ");
    }

    private void side(String number, String left, String right, char mark) {
        String l = clip(Renderer.visible(left), SIDE);
        line((mark + String.format(Locale.ROOT, "%7s", number) + "  " + l + " ".repeat(SIDE - l.codePointCount(0, l.length())) + " │ " + clip(Renderer.visible(right), SIDE)).stripTrailing());
    }

    private static String by(Printed.Line line) {
        return line.nanos() < 0 ? "" : "  by " + line.name() + " [" + line.thread() + "] at " + Costs.time(line.nanos());
    }

    private static String clip(String line, int width) {
        String flat = line.replace('\t', ' ');
        return flat.codePointCount(0, flat.length()) <= width ? flat : flat.substring(0, flat.offsetByCodePoints(0, width - 1)) + "…";
    }

    private void verdict(Outputs.Group a, Outputs.Group b) {
        switch (outputs.meaning()) {
            case SAME -> { }
            case INTERLEAVED -> {
                line("The language allows this: each thread printed the same lines in the same order; only how the lines of");
                line("different threads follow each other differs, and nothing in the language orders threads that do not wait");
                line("for each other." + hint("--order per-thread"));
            }
            case REORDERED -> {
                line("The language allows this where threads are not ordered by what they wait for: the lines are the same,");
                line("but other threads printed them, or the same threads in another order (which thread gets which item of a");
                line("shared channel is open). If one thread alone decides the order, it is a fault." + hint("--order any"));
            }
            case OTHER_LINES, OTHER_ERRORS -> {
                boolean errors = outputs.meaning() == Outputs.Meaning.OTHER_ERRORS;
                List<String> left = errors ? a.printed().err() : a.printed().texts();
                List<String> right = errors ? b.printed().err() : b.printed().texts();
                line("Order does not explain this: " + (errors ? "on standard error " : "") + (left.equals(right) ? "the output ends in another way." : "there are different lines."));
                only(letter(a), Outputs.missing(left, right));
                only(letter(b), Outputs.missing(right, left));
                blame();
            }
            case OTHER_EXIT -> {
                line("The exit codes differ: " + a.exit() + " and " + b.exit() + ".");
                errors(a);
                errors(b);
                blame();
            }
        }
    }

    private String hint(String option) {
        return outputs.accepted() ? "" : " `" + option + "` accepts it.";
    }

    private void only(String letter, List<String> lines) {
        lines.stream().limit(MOST_LISTED).forEach(l -> line("  only in " + letter + ": " + clip(Renderer.visible(l), Grid.WIDTH - 13)));
        if (lines.size() > MOST_LISTED) {
            line("  … and " + (lines.size() - MOST_LISTED) + " more only in " + letter);
        }
    }

    /// Whose fault it may be.
    private void blame() {
        boolean once = comparison.ways().stream().allMatch(w -> outputs.groups().stream().flatMap(g -> g.runs().stream()).filter(r -> r.way().equals(w)).count() < 2);
        boolean within = comparison.ways().stream().anyMatch(w -> outputs.groups().stream().filter(g -> g.runs().stream().anyMatch(r -> r.way().equals(w))).count() > 1);
        line(within ? "Runs of one and the same model differ too: the program depends on timing or chance."
                : once ? "Each model ran once; more runs (--runs) would show whether those of one model differ too."
                : "Within each model all runs agree: the result depends on the thread model.");
        if (varying.isEmpty()) {
            line("It is a data race of the program, or a fault of the VM.");
        } else {
            line("The program uses " + String.join(", ", varying.stream().map(v -> "`" + v + "`").toList()) + ", whose results differ from run to run; if it prints what depends on");
            line("them, this is no fault. Otherwise it is a data race of the program, or a fault of the VM.");
        }
    }

    // ---- What did not end

    private void incomplete(Run run) {
        switch (run.ended()) {
            case Ended.TooLong(long limit, String waits) -> {
                line(run.name() + " did not end within " + Costs.time(limit) + " (--time-limit) and was stopped;");
                line("it " + progress(run, waits));
                List<String> lines = waits.lines().toList();
                lines.stream().limit(MOST_WAITS).forEach(l -> line("  " + clip(Renderer.visible(l), Grid.WIDTH - 2)));
                if (lines.size() > MOST_WAITS) {
                    line("  … " + (lines.size() - MOST_WAITS) + " more lines");
                }
            }
            case Ended.TooMuchOutput(long bytes) -> line(run.name() + " was stopped: it printed " + Costs.text(Costs.Unit.BYTES, bytes) + ", more than is kept");
            case Ended.Killed(int signal) -> {
                line(run.name() + " was ended by signal " + signal + signal(signal) + ";");
                line("it had printed " + lines(run));
            }
            case Ended.Exited _ -> { }
        }
        if (comparison.runs().stream().anyMatch(r -> r.number() > run.number())) {
            line("(" + run.way().label() + " was not run again)");
        }
        line("");
    }

    private static String signal(int signal) {
        return switch (signal) {
            case KILL -> " (KILL): by somebody, or the machine had no more memory";
            case ILL, ABRT, BUS, FPE, SEGV -> ": it crashed, by a fault of the VM or of foreign code that it called";
            default -> "";
        };
    }

    private static String lines(Run run) {
        int lines = run.printed().out().size();
        return lines == 0 ? "nothing" : lines + (lines == 1 ? " line" : " lines");
    }

    private static String progress(Run run, String waits) {
        return "had printed " + lines(run) + ", used "
                + Costs.time(Math.max(0, run.kernel().cpuNanos())) + " of CPU"
                + (waits.isBlank() ? ", and did not tell what its threads waited for" : "; its threads:");
    }

    // ---- Costs

    private void costs() {
        boolean spreads = comparison.complete().stream().mapToInt(Run::number).max().orElse(1) > 1;
        Grid grid = grid(comparison.ways(), spreads);
        int columns = comparison.ways().size();
        if (grid.width() > Grid.WIDTH && spreads) {
            grid = grid(comparison.ways(), false);
        }
        while (grid.width() > Grid.WIDTH && columns > 1) {
            columns = (columns + 1) / 2;
            grid = grid(comparison.ways().subList(0, columns), false);
        }
        for (int from = 0; from < comparison.ways().size(); from += columns) {
            List<Way> some = comparison.ways().subList(from, Math.min(comparison.ways().size(), from + columns));
            text.append(columns == comparison.ways().size() ? grid.text() : grid(some, false).text());
            line("");
        }
        List<Costs.Overlap> overlaps = Costs.overlaps(comparison);
        if (spreads) {
            line("Medians; ± is half of the distance between the least and the most.");
        }
        if (!overlaps.isEmpty()) {
            boolean agree = overlaps.stream().allMatch(Costs.Overlap::agrees);
            line("The VM and the kernel " + (agree ? "agree" : "do not agree") + " on the whole process; they are apart by");
            line("  " + overlaps.stream().map(o -> o.label() + String.format(Locale.ROOT, " %.1f %%", o.apart()) + (o.agrees() ? "" : " (!)")).collect(Collectors.joining(", ")) + ".");
            if (!agree) {
                line("Processes it starts, and the end of many kernel threads, are in the kernel's figures only.");
            }
        }
    }

    private Grid grid(List<Way> ways, boolean spreads) {
        var grid = new Grid();
        var head = new ArrayList<String>();
        head.add("");
        for (Way way : ways) {
            head.add(way.label());
            if (spreads) {
                head.add("");
            }
        }
        grid.row(head);
        for (Costs.Cost cost : Costs.ALL) {
            List<Costs.Cell> cells = ways.stream().map(w -> Costs.cell(comparison, w, cost)).toList();
            if (comparison.ways().stream().allMatch(w -> Costs.cell(comparison, w, cost).median().isEmpty())) {
                continue;
            }
            var row = new ArrayList<String>();
            row.add(cost.label());
            for (Costs.Cell cell : cells) {
                row.add(cell.median().isEmpty() ? "-" : Costs.text(cost.unit(), cell.median().getAsLong()));
                if (spreads) {
                    row.add(cell.spread().isEmpty() ? "" : "±" + cell.spread().getAsLong() + "%");
                }
            }
            grid.row(row);
        }
        return grid;
    }
}
