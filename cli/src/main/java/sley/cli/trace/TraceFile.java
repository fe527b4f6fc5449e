package sley.cli.trace;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import sley.cli.page.Page;
import sley.cli.process.Machine;
import sley.vm.trace.Ledger;
import sley.vm.trace.Recorder;
import sley.vm.trace.Timeline;

/// Records a run and writes it to a file when the run is over: once, whether the program ends or a signal ends the process.
public final class TraceFile {
    private static final String PAGE = ".html";
    /// What `compare` puts into its page.
    public static final String PAGE_DATA = ".page-data";

    private final Path file;
    private final String program;
    private final String model;
    private final Recorder recorder = new Recorder();
    private final Ledger ledger;
    private boolean written;

    /// Whether this is the name of a page, or of the data that a page is made of.
    public static boolean isPage(String file) {
        return file.endsWith(PAGE) || file.endsWith(PAGE_DATA);
    }

    /// @param file   a page when its name ends in `.html`, else trace-event JSON
    /// @param ledger for pages, else null
    public TraceFile(Path file, String program, String model, Ledger ledger) throws IOException {
        this.file = file;
        this.program = program;
        this.model = model;
        this.ledger = ledger;
        // So that a file that cannot be written is told of before the program runs.
        Files.writeString(file, "");
    }

    public Recorder recorder() {
        return recorder;
    }

    public synchronized void write() throws IOException {
        if (written) {
            return;
        }
        written = true;
        Timeline timeline = recorder.close();
        if (ledger != null && isPage(file.toString())) {
            JsonObject data = pageData(timeline);
            Files.writeString(file, file.toString().endsWith(PAGE) ? Page.of("sley trace " + program, data) : new Gson().toJson(data));
            return;
        }
        try (Writer out = Files.newBufferedWriter(file)) {
            Map<String, String> about = new LinkedHashMap<>();
            about.put("program", program);
            about.put("model", model);
            about.put("machine", Machine.here().toString());
            TraceJson.write(timeline, about, out);
        }
    }

    private JsonObject pageData(Timeline timeline) {
        var data = new JsonObject();
        data.addProperty("kind", "trace");
        data.addProperty("program", program);
        data.addProperty("machineText", Machine.here().toString());
        var timelines = new JsonArray();
        timelines.add(TimelineData.of(timeline, model));
        data.add("timelines", timelines);
        var ledgers = new JsonArray();
        ledgers.add(LedgerReport.data(ledger, model));
        data.add("ledgers", ledgers);
        return data;
    }
}
