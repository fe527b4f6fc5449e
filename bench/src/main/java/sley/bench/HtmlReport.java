package sley.bench;

import java.util.Locale;
import java.util.Optional;

/// The results as one page that opens without a network: a bar for each language in each row, the fastest one's length as the measure.
final class HtmlReport {
    private static final String HEAD = """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Sley beside other languages</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
        h2 { font-size: 1em; margin: 1.6em 0 .3em } small { color: #666; font-weight: normal }
        .row { display: grid; grid-template-columns: 5em 1fr 11em; gap: .6em; align-items: center }
        .bar { height: 1em; background: #b8c4d0; border-radius: 2px; min-width: 2px } .sley .bar { background: #2a6fb0 }
        .value { text-align: right; font-variant-numeric: tabular-nums } .missed { color: #a33 } .reached { color: #273 }
        @media (prefers-color-scheme: dark) { body { background: #16181b; color: #ddd } small { color: #999 } .bar { background: #4a5560 } .missed { color: #e88 } .reached { color: #8c8 } }
        </style>
        """;

    private HtmlReport() {}

    static String of(Results results, String machine) {
        var out = new StringBuilder(HEAD).append("<h1>Sley beside other languages</h1><p>").append(escaped(machine))
            .append("; medians, ± half the distance from the lowest to the highest. Shorter is better, but for what is counted by the second.</p>\n");
        for (Results.Row row : results.rows()) append(out, results, row);
        for (String failure : results.failures()) out.append("<p class=\"missed\">failed: ").append(escaped(failure)).append("</p>\n");
        return out.append("</html>\n").toString();
    }

    private static void append(StringBuilder out, Results results, Results.Row row) {
        double most = results.peers().stream().map(peer -> results.cell(row, peer)).flatMap(Optional::stream).mapToDouble(Results.Cell::median).max().orElse(1);
        out.append("<h2>").append(escaped(TableReport.title(row))).append(" <small>").append(escaped(row.figure() + ", " + row.workload().shows()));
        String ratio = TableReport.ratio(results, row);
        if (!ratio.isEmpty()) out.append("; Sley to ").append(escaped(row.workload().against().label())).append(": ").append(escaped(ratio.split(" ")[0]));
        results.reached(row).ifPresent(reached -> out.append(reached ? " <span class=\"reached\">(goal " : " <span class=\"missed\">(goal ").append(TableReport.goal(results, row)).append(")</span>"));
        out.append("</small></h2>\n");
        for (Peer peer : results.peers()) {
            results.cell(row, peer).ifPresent(cell -> out.append(String.format(Locale.ROOT, "<div class=\"row%s\"><span>%s</span><div class=\"bar\" style=\"width:%.1f%%\"></div><span class=\"value\">%s %s</span></div>%n",
                peer == Peer.SLEY ? " sley" : "", peer.label(), 100 * cell.median() / most, escaped(TableReport.cell(cell)), results.unit(row))));
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
