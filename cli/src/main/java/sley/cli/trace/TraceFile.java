package sley.cli.trace;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import sley.cli.process.Machine;
import sley.vm.trace.Recorder;
import sley.vm.trace.Timeline;

/// Records a run and writes it to a file when the run is over: once, whether the program ends or a signal ends the process.
public final class TraceFile {
    private final Path file;
    private final String program;
    private final String model;
    private final Recorder recorder = new Recorder();
    private boolean written;

    /// @param file a page when its name ends in `.html`, else trace-event JSON
    public TraceFile(Path file, String program, String model) throws IOException {
        this.file = file;
        this.program = program;
        this.model = model;
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
        try (Writer out = Files.newBufferedWriter(file)) {
            Map<String, String> about = new LinkedHashMap<>();
            about.put("program", program);
            about.put("model", model);
            about.put("machine", Machine.here().toString());
            TraceJson.write(timeline, about, out);
        }
    }
}
