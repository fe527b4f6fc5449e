package sley.vm.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import sley.vm.sched.BaseScheduler;
import sley.vm.sched.KernelWork;

/// The kernel threads under the green ones, as `/proc` shows them: what each carries, whether it runs, and the CPU time it took.
final class KernelTable {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final int MOST_LINES = 30;
    /// The kernel keeps so much of a name.
    private static final int KERNEL_NAME = 15;
    /// The kernel counts CPU time in these; the same on every Linux that Java runs on.
    private static final int TICKS_PER_SECOND = 100;
    private static final String OURS = "sley-";

    private KernelTable() {}

    /// @param state one letter, see proc(5)
    private record Task(long id, String name, char state, long ticks) {}

    /// Lines of text; empty where there is no `/proc`.
    static String of(List<BaseScheduler> schedulers) {
        List<Task> tasks = tasks();
        if (tasks.isEmpty()) {
            return "";
        }
        Map<String, String> work = work(schedulers);
        List<Task> ours = new ArrayList<>(tasks.stream().filter(t -> t.name.startsWith(OURS)).toList());
        if (ours.size() > MOST_LINES) {
            ours.sort(Comparator.comparing((Task t) -> t.state != 'R').thenComparing(t -> -t.ticks).thenComparing(Task::id));
        }
        var lines = new ArrayList<String[]>();
        lines.add(new String[] {"TID", "NAME", "STATE", "CPU", "CARRIES"});
        for (Task task : ours.subList(0, Math.min(MOST_LINES, ours.size()))) {
            lines.add(new String[] {Long.toString(task.id), task.name, state(task.state), cpu(task.ticks), work.getOrDefault(task.name, "")});
        }
        List<Task> hosts = tasks.stream().filter(t -> !t.name.startsWith(OURS)).toList();
        long hostTicks = hosts.stream().mapToLong(Task::ticks).sum();
        return "kernel threads: " + tasks.size() + ", of which " + hosts.size() + " belong to the host (collector, compiler, …; " + cpu(hostTicks) + " CPU)\n"
                + ThreadTable.Columns.of(lines) + (ours.size() > MOST_LINES ? "and " + (ours.size() - MOST_LINES) + " more, which do not run and took less CPU time\n" : "");
    }

    /// What kernel threads do, by the part of their names that the kernel keeps. Some may have the same: then all of it is told.
    private static Map<String, String> work(List<BaseScheduler> schedulers) {
        var work = new HashMap<String, String>();
        for (BaseScheduler scheduler : schedulers) {
            for (KernelWork each : scheduler.kernelWork()) {
                String name = each.name();
                byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
                String kept = bytes.length <= KERNEL_NAME ? name : new String(bytes, 0, KERNEL_NAME, StandardCharsets.UTF_8);
                work.merge(kept, each.does(), (a, b) -> a + ", or " + b);
            }
        }
        return work;
    }

    private static List<Task> tasks() {
        var tasks = new ArrayList<Task>();
        try (Stream<Path> folders = Files.list(TASKS)) {
            for (Path folder : folders.toList()) {
                Task task = task(folder);
                if (task != null) {
                    tasks.add(task);
                }
            }
        } catch (IOException _) {
            return List.of();
        }
        tasks.sort(Comparator.comparingLong(Task::id));
        return tasks;
    }

    /// @return null when the task has ended meanwhile
    private static Task task(Path folder) {
        try {
            // "tid (name) state …", where the name may hold anything.
            String stat = new String(Files.readAllBytes(folder.resolve("stat")), StandardCharsets.UTF_8);
            int open = stat.indexOf('(');
            int close = stat.lastIndexOf(')');
            String[] fields = stat.substring(close + 2).split(" ");
            return new Task(Long.parseLong(stat.substring(0, open - 1)), stat.substring(open + 1, close), fields[0].charAt(0), Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
        } catch (IOException _) {
            return null;
        }
    }

    private static String state(char letter) {
        return switch (letter) {
            case 'R' -> "running";
            case 'S' -> "sleeping";
            case 'D' -> "in a kernel call";
            case 'T', 't' -> "stopped";
            default -> String.valueOf(letter);
        };
    }

    private static String cpu(long ticks) {
        return ticks / TICKS_PER_SECOND + "." + (ticks % TICKS_PER_SECOND < 10 ? "0" : "") + ticks % TICKS_PER_SECOND + " s";
    }
}
