package sley.cli.compare;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import sley.cli.page.Page;
import sley.cli.process.Machine;

/// What the comparison says, in each of its forms.
public final class Report {
    private final Comparison comparison;
    private final Outputs outputs;
    private final Set<String> varying;

    /// @param varying built-in functions of the program whose results differ from run to run
    public Report(Comparison comparison, Set<String> varying) {
        this.comparison = comparison;
        this.outputs = Outputs.of(comparison);
        this.varying = varying;
    }

    /// All runs ended and printed the same, but for differences of order that were allowed.
    public boolean equal() {
        return outputs.accepted() && comparison.incomplete().isEmpty();
    }

    public String text() {
        return new TextReport(comparison, outputs, varying).text();
    }

    public String json() {
        return JsonReport.text(comparison, outputs, varying);
    }

    /// @param plan   as for the comparison: each way that ended runs once more, recorded
    /// @param folder for files of the runs
    public String page(Comparison.Plan plan, Path folder, Comparison.Progress progress) throws IOException, InterruptedException {
        JsonObject data = JsonReport.object(comparison, outputs, varying);
        data.addProperty("kind", "compare");
        data.addProperty("machineText", Machine.here().toString());
        data.addProperty("rounds", plan.rounds());
        var costs = new JsonArray();
        for (Costs.Cost cost : Costs.ALL) {
            var one = new JsonObject();
            one.addProperty("key", cost.key());
            one.addProperty("label", cost.label());
            one.addProperty("unit", cost.unit().name().toLowerCase(Locale.ROOT));
            costs.add(one);
        }
        data.add("costs", costs);
        var timelines = new JsonArray();
        var ledgers = new JsonArray();
        List<Way> ended = comparison.ways().stream().filter(w -> comparison.of(w).stream().allMatch(Run::complete)).toList();
        for (JsonObject recorded : Comparison.recorded(plan, ended, folder, progress)) {
            timelines.addAll(recorded.getAsJsonArray("timelines"));
            ledgers.addAll(recorded.getAsJsonArray("ledgers"));
        }
        data.add("timelines", timelines);
        data.add("ledgers", ledgers);
        return Page.of("sley compare " + comparison.program(), data);
    }
}
