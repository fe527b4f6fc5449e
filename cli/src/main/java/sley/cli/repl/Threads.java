package sley.cli.repl;

import java.util.ArrayList;
import java.util.List;
import sley.compiler.diag.Renderer;
import sley.vm.interpret.Unwinding;
import sley.vm.sched.Parking;
import sley.vm.thread.GreenThread;

/// Threads of a session as text.
final class Threads {
    /// A table is no longer than this.
    private static final int MOST = 50;

    private Threads() {}

    static String table(List<GreenThread> threads) {
        if (threads.isEmpty()) {
            return "no threads";
        }
        var rows = new ArrayList<String[]>();
        rows.add(new String[] {"id", "name", "model", "state", "waits for", "where"});
        for (GreenThread thread : threads.subList(0, Math.min(MOST, threads.size()))) {
            String reason = thread.waitReason;
            rows.add(new String[] {Long.toString(thread.id), Renderer.visible(thread.name), thread.scheduler.model(), Parking.phaseName(thread), reason == null ? "" : reason, where(thread)});
        }
        var text = new StringBuilder();
        for (String[] row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                int of = column;
                int width = rows.stream().mapToInt(r -> r[of].length()).max().orElse(0);
                line.append(row[column]).append(" ".repeat(width - row[column].length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        if (threads.size() > MOST) {
            text.append("… and ").append(threads.size() - MOST).append(" more\n");
        }
        return text.toString().stripTrailing();
    }

    private static String where(GreenThread thread) {
        List<String> frames = frames(thread);
        return frames.isEmpty() ? "" : frames.getFirst();
    }

    /// The frames of a thread that waits; none when it runs. It may begin to run while its stack is read: then what was read means nothing.
    private static List<String> frames(GreenThread thread) {
        long ticket = Parking.waiting(thread);
        if (ticket < 0) {
            return List.of();
        }
        List<String> frames;
        try {
            frames = Unwinding.trace(thread).frames();
        } catch (NullPointerException | IndexOutOfBoundsException ranOn) {
            return List.of();
        }
        return Parking.waiting(thread) == ticket ? frames.stream().map(Renderer::visible).toList() : List.of();
    }

    static String why(GreenThread thread) {
        String reason = thread.waitReason;
        var text = new StringBuilder("thread ").append(thread.id).append(" \"").append(Renderer.visible(thread.name)).append('"');
        if (reason == null) {
            return text.append(" does not wait: it is ").append(Parking.phaseName(thread)).toString();
        }
        text.append(" waits for ").append(reason);
        if (thread.waitsOn instanceof GreenThread other) {
            text.append(" of thread ").append(other.id).append(" \"").append(Renderer.visible(other.name)).append('"');
        }
        frames(thread).forEach(frame -> text.append("\n    at ").append(frame));
        return text.toString();
    }
}
