package sley.cli.compare;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Set;
import sley.cli.process.Ended;
import sley.cli.process.Machine;

/// The comparison as JSON. Times are in nanoseconds, sizes in bytes.
final class JsonReport {
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private JsonReport() {}

    static String text(Comparison comparison, Outputs outputs, Set<String> varying) {
        return GSON.toJson(object(comparison, outputs, varying)) + "\n";
    }

    static JsonObject object(Comparison comparison, Outputs outputs, Set<String> varying) {
        var object = new JsonObject();
        object.addProperty("program", comparison.program());
        object.add("machine", GSON.toJsonTree(Machine.here()));
        object.addProperty("order", comparison.order().word);
        object.addProperty("timeLimit", comparison.nanosLimit());
        object.add("output", output(comparison, outputs, varying));
        var ways = new JsonArray();
        for (Way way : comparison.ways()) {
            ways.add(way(comparison, way));
        }
        object.add("models", ways);
        var overlaps = new JsonArray();
        for (Costs.Overlap overlap : Costs.overlaps(comparison)) {
            overlaps.add(GSON.toJsonTree(overlap));
        }
        object.add("vmAndKernel", overlaps);
        return object;
    }

    private static JsonObject output(Comparison comparison, Outputs outputs, Set<String> varying) {
        var object = new JsonObject();
        object.addProperty("accepted", outputs.accepted() && comparison.incomplete().isEmpty());
        object.addProperty("meaning", outputs.meaning().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (outputs.other() != null) {
            object.addProperty("firstDifferentLine", outputs.line() + 1);
        }
        object.add("varyingBuiltIns", GSON.toJsonTree(varying));
        var groups = new JsonArray();
        for (Outputs.Group group : outputs.groups()) {
            var one = new JsonObject();
            var runs = new JsonArray();
            group.runs().forEach(r -> runs.add(r.name()));
            one.add("runs", runs);
            one.addProperty("exit", group.exit());
            one.add("lines", GSON.toJsonTree(group.printed().out()));
            one.addProperty("newlineAtEnd", group.printed().ended());
            one.add("errors", GSON.toJsonTree(group.printed().err()));
            groups.add(one);
        }
        object.add("groups", groups);
        return object;
    }

    private static JsonObject way(Comparison comparison, Way way) {
        var object = new JsonObject();
        object.addProperty("model", way.label());
        var costs = new JsonObject();
        for (Costs.Cost cost : Costs.ALL) {
            Costs.Cell cell = Costs.cell(comparison, way, cost);
            if (cell.median().isPresent()) {
                var one = new JsonObject();
                one.addProperty("median", cell.median().getAsLong());
                one.addProperty("least", cell.least());
                one.addProperty("most", cell.most());
                costs.add(cost.key(), one);
            }
        }
        object.add("costs", costs);
        var runs = new JsonArray();
        for (Run run : comparison.of(way)) {
            var one = new JsonObject();
            switch (run.ended()) {
                case Ended.Exited(int code) -> one.addProperty("exit", code);
                case Ended.TooLong(_, String waits) -> {
                    one.addProperty("stopped", "time limit");
                    one.addProperty("waits", waits);
                }
                case Ended.TooMuchOutput _ -> one.addProperty("stopped", "too much output");
                case Ended.Killed(int signal) -> one.addProperty("signal", signal);
            }
            one.add("kernel", GSON.toJsonTree(run.kernel()));
            one.add("vm", GSON.toJsonTree(run.vm()));
            one.add("parks", GSON.toJsonTree(run.parks()));
            runs.add(one);
        }
        object.add("runs", runs);
        return object;
    }
}
