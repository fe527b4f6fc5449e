package sley.cli.compare;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import sley.cli.process.Child;
import sley.cli.process.Ended;
import sley.cli.process.SameVm;
import sley.cli.trace.TraceFile;

/// The runs of one program under several thread models. Each run has a process of its own, so that none is warmed up by another; the order of the models is another
/// in each round, so that none is always first.
///
/// @param program    what was run, for headings
/// @param nanosLimit how long a run may take
public record Comparison(String program, List<Way> ways, Order order, long nanosLimit, List<Run> runs) {

    /// What to run, and how.
    ///
    /// @param module    the compiled program
    /// @param options   of `sley run`, the same for all ways
    /// @param arguments of the program
    /// @param input     what it reads from standard input; null for nothing
    public record Plan(String program, Path module, List<String> options, List<String> arguments, Path input, List<Way> ways, int rounds, Order order, long nanosLimit) {}

    /// Told what is being done, for people who wait.
    public interface Progress {
        void running(int done, int all, Way way, int number, long nanos);
    }

    /// @param folder for files of the runs, which the caller deletes
    public static Comparison of(Plan plan, Path folder, Progress progress) throws IOException, InterruptedException {
        var runs = new ArrayList<Run>();
        Set<Way> stuck = new HashSet<>();
        var known = new HashMap<String, Printed>();
        int all = plan.rounds() * plan.ways().size();
        int done = 0;
        for (int round = 0; round < plan.rounds(); round++) {
            for (int i = 0; i < plan.ways().size(); i++) {
                Way way = plan.ways().get((i + round) % plan.ways().size());
                // What did not end once is not waited for again.
                if (!stuck.contains(way)) {
                    int number = round + 1;
                    int before = done;
                    Run run = run(plan, way, number, folder, known, nanos -> progress.running(before, all, way, number, nanos));
                    runs.add(run);
                    if (!run.complete()) {
                        stuck.add(way);
                    }
                }
                done++;
            }
        }
        return new Comparison(plan.program(), plan.ways(), plan.order(), plan.nanosLimit(), List.copyOf(runs));
    }

    private static Run run(Plan plan, Way way, int number, Path folder, Map<String, Printed> known, LongConsumer progress)
            throws IOException, InterruptedException {
        Path output = folder.resolve("out");
        Path errors = folder.resolve("err");
        Path log = folder.resolve("log");
        Path figures = folder.resolve("figures.json");
        Files.deleteIfExists(figures);
        Files.deleteIfExists(log);
        var words = new ArrayList<>(List.of("run", "--stats-json", figures.toString(), "--print-log", log.toString()));
        words.addAll(way.options());
        words.addAll(plan.options());
        words.add(plan.module().toString());
        words.addAll(plan.arguments());
        Child.Result result = new Child(SameVm.command(words), plan.input(), output, errors, log, plan.nanosLimit(), progress).run();
        Printed printed = PrintLog.read(output, errors, log);
        // Equal output is kept once.
        Printed kept = known.getOrDefault(printed.key(), printed);
        known.putIfAbsent(printed.key(), printed);
        var vm = new TreeMap<String, Long>();
        var parks = new TreeMap<String, Long>();
        Ended ended = ended(result.ended(), figures);
        if (ended instanceof Ended.Exited && Files.exists(figures)) {
            figures(Files.readString(figures, StandardCharsets.UTF_8), vm, parks);
        }
        return new Run(way, number, ended, kept, result.costs(), vm, parks);
    }

    /// A run that ended by itself left its figures, whatever its exit code.
    private static Ended ended(Ended ended, Path figures) {
        return ended instanceof Ended.Exited(int code) && code > Ended.SIGNALLED && !Files.exists(figures) ? new Ended.Killed(code - Ended.SIGNALLED) : ended;
    }

    /// One more run of each way that ended, recorded for the page: what its trace file holds. It is in no figure, since recording costs something.
    static List<JsonObject> recorded(Plan plan, List<Way> ways, Path folder, Progress progress) throws IOException, InterruptedException {
        var all = new ArrayList<JsonObject>();
        for (Way way : ways) {
            Path trace = folder.resolve("trace" + TraceFile.PAGE_DATA);
            Path log = folder.resolve("log");
            Files.deleteIfExists(trace);
            Files.deleteIfExists(log);
            var words = new ArrayList<>(List.of("run", "--trace", trace.toString(), "--print-log", log.toString(), "--stats-json", folder.resolve("figures.json").toString()));
            words.addAll(way.options());
            words.addAll(plan.options());
            words.add(plan.module().toString());
            words.addAll(plan.arguments());
            int done = all.size();
            Child.Result result = new Child(SameVm.command(words), plan.input(), folder.resolve("out"), folder.resolve("err"), log, plan.nanosLimit(),
                    nanos -> progress.running(done, ways.size(), way, 0, nanos)).run();
            if (result.ended() instanceof Ended.Exited && Files.exists(trace)) {
                all.add(JsonParser.parseString(Files.readString(trace)).getAsJsonObject());
            }
        }
        return all;
    }

    private static void figures(String json, Map<String, Long> vm, Map<String, Long> parks) {
        JsonObject object;
        try {
            object = JsonParser.parseString(json).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new IllegalStateException("the figures of a run are no JSON", e);
        }
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
            if (entry.getValue().isJsonPrimitive() && entry.getValue().getAsJsonPrimitive().isNumber()) {
                vm.put(entry.getKey(), entry.getValue().getAsLong());
            }
        }
        if (object.get("parksByReason") instanceof JsonObject reasons) {
            reasons.entrySet().forEach(e -> parks.put(e.getKey(), e.getValue().getAsLong()));
        }
    }

    List<Run> of(Way way) {
        return runs.stream().filter(r -> r.way().equals(way)).toList();
    }

    /// The runs that ended by themselves.
    List<Run> complete() {
        return runs.stream().filter(Run::complete).toList();
    }

    /// The runs that did not.
    List<Run> incomplete() {
        return runs.stream().filter(r -> !r.complete()).toList();
    }
}
