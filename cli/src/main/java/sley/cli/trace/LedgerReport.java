package sley.cli.trace;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import sley.cli.compare.Costs;
import sley.cli.compare.Grid;
import sley.compiler.diag.Renderer;
import sley.vm.trace.Ledger;

/// The dearest lines of a run, as a table and as data.
public final class LedgerReport {
    private static final int MOST_LINES = 10;
    private static final int CODE_WIDTH = 34;

    private LedgerReport() {}

    public static String text(Ledger ledger) {
        List<Ledger.Line> lines = ledger.dearest(MOST_LINES);
        if (lines.isEmpty()) {
            return "";
        }
        var sources = new Sources();
        var grid = new Grid();
        grid.row(List.of("dearest lines", "switches", "parks", "runnable, not running", "longest"));
        for (Ledger.Line line : lines) {
            grid.row(List.of(place(line) + "  " + clip(sources.line(line)), Costs.text(Costs.Unit.COUNT, line.switches()), Costs.text(Costs.Unit.COUNT, line.allParks()),
                    Costs.time(line.runnable()), Costs.time(line.longest())));
        }
        return grid.text();
    }

    static JsonObject data(Ledger ledger, String label) {
        var sources = new Sources();
        var object = new JsonObject();
        object.addProperty("label", label);
        var rows = new JsonArray();
        for (Ledger.Line line : ledger.dearest(MOST_LINES)) {
            var row = new JsonObject();
            row.addProperty("place", place(line) + "  " + sources.line(line));
            row.addProperty("switches", line.switches());
            row.addProperty("parks", line.allParks());
            row.addProperty("reasons", line.parks().entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining(", ")));
            row.addProperty("runnable", line.runnable());
            row.addProperty("longest", line.longest());
            rows.add(row);
        }
        object.add("lines", rows);
        return object;
    }

    private static String place(Ledger.Line line) {
        String file = line.file();
        return Renderer.visible(file.substring(file.lastIndexOf('/') + 1)) + ":" + line.line();
    }

    private static String clip(String code) {
        return code.codePointCount(0, code.length()) <= CODE_WIDTH ? code : code.substring(0, code.offsetByCodePoints(0, CODE_WIDTH - 1)) + "…";
    }

    /// Lines of source files, where these are at hand.
    private static final class Sources {
        private final Map<String, List<String>> files = new HashMap<>();

        String line(Ledger.Line line) {
            List<String> all = files.computeIfAbsent(line.file(), name -> {
                try {
                    return Files.readAllLines(Path.of(name), StandardCharsets.UTF_8);
                } catch (IOException | InvalidPathException _) {
                    // A compiled program without its source; the number of the line must do.
                    return List.of();
                }
            });
            return line.line() < 1 || line.line() > all.size() ? "" : Renderer.visible(all.get(line.line() - 1).strip());
        }
    }
}
