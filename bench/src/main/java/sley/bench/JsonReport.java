package sley.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The results as JSON, one object for each row, with every round's value.
final class JsonReport {
    private JsonReport() {}

    static String of(Results results, String machine) {
        List<String> rows = new ArrayList<>();
        for (Results.Row row : results.rows()) rows.add("    " + row(results, row));
        String failures = results.failures().stream().map(JsonReport::quoted).collect(Collectors.joining(", "));
        return "{\n  \"version\": 1,\n  \"machine\": " + quoted(machine) + ",\n  \"failures\": [" + failures + "],\n  \"rows\": [\n" + String.join(",\n", rows) + "\n  ]\n}\n";
    }

    private static String row(Results results, Results.Row row) {
        String peers = results.peers().stream().filter(peer -> results.cell(row, peer).isPresent())
            .map(peer -> quoted(peer.label()) + ": " + cell(results.cell(row, peer).get())).collect(Collectors.joining(", "));
        String ratios = results.peers().stream().filter(peer -> peer != Peer.SLEY && results.ratio(row, peer).isPresent())
            .map(peer -> quoted(peer.label()) + ": " + results.ratio(row, peer).getAsDouble()).collect(Collectors.joining(", "));
        String goal = results.goal(row).isPresent() ? ", \"goal\": " + results.goal(row).getAsDouble() + ", \"against\": " + quoted(row.workload().against().label()) : "";
        return "{\"workload\": " + quoted(row.workload().name()) + ", \"figure\": " + quoted(row.figure()) + ", \"unit\": " + quoted(results.unit(row))
            + ", \"carriers\": " + row.carriers() + goal + ", \"peers\": {" + peers + "}, \"ratios\": {" + ratios + "}}";
    }

    private static String cell(Results.Cell cell) {
        return "{\"median\": " + cell.median() + ", \"rounds\": " + Arrays.toString(cell.sorted()) + "}";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
