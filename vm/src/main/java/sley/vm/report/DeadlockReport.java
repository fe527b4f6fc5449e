package sley.vm.report;

import java.util.Locale;

/// Dead threads as an error tells of them: each with what it waits for, where, since when, and who could have woken it.
public final class DeadlockReport {
    /// More places than this are not listed.
    private static final int MOST_GROUPS = 50;
    /// Shorter waits say nothing.
    private static final int TOLD_MILLIS = 1000;

    private DeadlockReport() {}

    /// Nothing can run any more.
    public static String ofAll(Census census) {
        return text("error[deadlock]: all threads are asleep", census);
    }

    /// Some threads can never be woken; empty when there is none.
    public static String ofSome(Census census) {
        int dead = census.dead();
        return dead == 0 ? "" : text("warning[deadlock]: " + (dead == 1 ? "1 thread" : number(dead) + " threads") + " could never have been woken", census);
    }

    private static String text(String headline, Census census) {
        var text = new StringBuilder(headline);
        int told = 0;
        int hidden = 0;
        for (Census.Group group : census.groups()) {
            if (group.rows().getFirst().verdict() != Census.Verdict.DEAD) {
                continue;
            }
            if (++told > MOST_GROUPS) {
                hidden += group.count();
                continue;
            }
            group.rows().forEach(row -> row(text, row));
            int more = group.count() - group.rows().size();
            if (more > 0) {
                text.append("\n  and ").append(number(more)).append(" more at the same place, up to thread ").append(group.lastId());
            }
        }
        if (hidden > 0) {
            text.append("\n  and ").append(number(hidden)).append(" more at other places");
        }
        census.cycles().forEach(cycle -> text.append("\n  cycle: ").append(cycle));
        return ThreadTable.visible(text.toString());
    }

    private static void row(StringBuilder text, Census.Row row) {
        text.append("\n  thread ").append(row.id()).append(" \"").append(row.name()).append("\" waits ").append(row.waitsFor());
        if (row.sinceMillis() >= TOLD_MILLIS) {
            text.append(", since ").append(ThreadTable.duration(row.sinceMillis())).append(" ago");
        }
        text.append("\n      at ").append(row.place());
        row.wakers().stream().filter(w -> !w.isEmpty()).forEach(waker -> text.append("\n      ").append(waker));
    }

    private static String number(int n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
