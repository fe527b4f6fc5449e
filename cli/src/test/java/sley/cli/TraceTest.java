package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sley.bytecode.model.ModuleCode;
import sley.cli.trace.TraceJson;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.io.FileStream;
import sley.vm.io.Output;
import sley.vm.sched.Tracer;
import sley.vm.trace.Ledger;
import sley.vm.trace.Recorder;
import sley.vm.trace.Timeline;

/// What `--trace` writes is well formed and true, under each thread model.
class TraceTest {
    private static final String PROGRAM = """
            let question = chan<int>()
            let answer = chan<int>()
            spawn "server" {
              for q in question { answer.send(q + 1) }
              answer.close()
            }
            var x = 0
            for i in 0..500 {
              question.send(x)
              x = answer.recv() ?? 0
            }
            question.close()
            let sleepers = (0..20).map(i => spawn "sleeper ${i}" { sleep(1ms)
              i })
            for t in sleepers { x += t.join() }
            let l = listen("127.0.0.1", 0)
            let far = spawn "far" {
              let s = l.accept()
              for i in 0..10 {
                sleep(2ms)
                write(s, "x")
              }
            }
            let s = connect("127.0.0.1", l.port)
            for i in 0..10 { x += len(read(s, max: 1)!) }
            far.join()
            try { within 5ms { chan<int>().recv() } } catch e { x += 1 }
            print(x)
            """;

    @ParameterizedTest
    @EnumSource(VmOptions.Model.class)
    void slicesNestArrowsMatchAndThreadsHaveNames(VmOptions.Model model) throws Exception {
        var recorder = new Recorder();
        var ledger = new Ledger();
        VmOptions defaults = VmOptions.defaults().withModel(model).withCarriers(2);
        assertEquals("701\n", run(PROGRAM, defaults.withReports(defaults.reports().withTracer(Tracer.both(recorder, ledger)))));
        Timeline timeline = recorder.close();
        assertEquals(0, timeline.dropped());
        assertTrue(timeline.names().containsValue("server") && timeline.names().containsValue("sleeper 19"), timeline.names().toString());
        assertEquals(23, timeline.slices().stream().mapToLong(Timeline.Slice::thread).distinct().count());
        assertEquals(23, timeline.slices().stream().filter(s -> s.ended().equals("ended")).count());
        assertEquals(30, timeline.slices().stream().filter(s -> s.ended().equals("sleep")).count());
        // Each wait of a thread ends by one wake-up, and the thread ran after it.
        assertEquals(timeline.slices().stream().filter(s -> !s.ended().equals("yielded")).count(), timeline.wakes().stream().filter(w -> w.ran() >= 0).count());
        wokenBy(timeline, "timers", "sleep", 30);
        wokenBy(timeline, "poller", "read", 1);
        assertTrue(ledger.dearest(10).stream().anyMatch(l -> l.file().equals("test.sley") && l.parks().containsKey("sleep") && l.parks().get("sleep") == 20), ledger.dearest(10).toString());
        var text = new StringWriter();
        TraceJson.write(timeline, Map.of("program", "test"), text);
        wellFormed(JsonParser.parseString(text.toString()).getAsJsonObject());
    }

    /// More events than a ring holds: the newest are kept, what they show is well formed, and the trace says that something is missing.
    @Test
    void olderEventsAreDroppedAndTheTraceSaysSo() throws Exception {
        var recorder = new Recorder();
        VmOptions defaults = VmOptions.defaults().withModel(VmOptions.Model.N_TO_ONE);
        assertEquals("120690\n", run(PROGRAM.substring(0, PROGRAM.indexOf("let l = listen")).replace("0..500", "0..120500") + "print(x)", defaults.withReports(defaults.reports().withTracer(recorder))));
        Timeline timeline = recorder.close();
        // A round trip is two hand-overs, each an event; a ring has 131,072 places.
        assertTrue(timeline.dropped() > 100_000, timeline.dropped() + " dropped");
        assertTrue(timeline.slices().size() > 100_000 && timeline.slices().size() < 131_072, timeline.slices().size() + " slices");
        assertEquals(22, timeline.names().size());
        // The sleepers came last.
        assertEquals(20, timeline.wakes().stream().filter(w -> timeline.tracks().get(w.track()).name().equals("timers")).count());
        var text = new StringWriter();
        TraceJson.write(timeline, Map.of("program", "test"), text);
        JsonObject trace = JsonParser.parseString(text.toString()).getAsJsonObject();
        assertEquals(timeline.dropped() + " of the oldest events", trace.getAsJsonObject("otherData").get("dropped").getAsString());
        assertTrue(text.toString().contains("older events dropped)"), "the track does not say it");
        wellFormed(trace);
    }

    /// Those who waited for time or for a socket are woken on the track of the timers or the poller, and nobody else is.
    private static void wokenBy(Timeline timeline, String track, String reason, int least) {
        Map<Long, List<Timeline.Slice>> runs = timeline.slices().stream().collect(Collectors.groupingBy(Timeline.Slice::thread));
        int count = 0;
        for (Timeline.Wake wake : timeline.wakes()) {
            boolean there = timeline.tracks().get(wake.track()).name().equals(track);
            String waited = runs.get(wake.thread()).stream().filter(s -> s.end() <= wake.ran()).max(Comparator.comparingLong(Timeline.Slice::end)).map(Timeline.Slice::ended).orElse("");
            if (there) {
                assertEquals(0, wake.waker());
            }
            if (waited.equals(reason)) {
                assertTrue(there, reason + ": " + wake);
                count++;
            } else {
                // A time limit ends other waits.
                assertTrue(!there || track.equals("timers") && waited.equals("receive") || track.equals("poller") && List.of("accept", "connect").contains(waited), waited + ": " + wake);
            }
        }
        assertTrue(count >= least, reason + ": " + count);
    }

    private record Span(long from, long to) {
        boolean holds(long time) {
            return from <= time && time <= to;
        }

        /// Whether another slice that only touches this one could not be meant.
        boolean inside(long time) {
            return from < time && time < to || to - from < 2;
        }
    }

    /// @param nanos when
    private record End(String track, long nanos) {}

    private static void wellFormed(JsonObject trace) {
        Map<String, List<Span>> tracks = new HashMap<>();
        Map<Long, End> departures = new HashMap<>();
        Map<Long, End> arrivals = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        Set<String> named = new HashSet<>();
        for (var element : trace.getAsJsonArray("traceEvents")) {
            JsonObject event = element.getAsJsonObject();
            String track = event.get("pid") + "/" + event.get("tid");
            assertTrue(!event.get("name").getAsString().isEmpty());
            if (event.get("ph").getAsString().equals("M")) {
                named.add(track);
                continue;
            }
            assertTrue(named.contains(track), "a track without a name: " + event);
            assertTrue(nanos(event, "ts") >= last.getOrDefault(track, 0L), "time goes back on track " + track + ": " + event);
            last.put(track, nanos(event, "ts"));
            switch (event.get("ph").getAsString()) {
                case "X" -> tracks.computeIfAbsent(track, _ -> new ArrayList<>()).add(new Span(nanos(event, "ts"), nanos(event, "ts") + nanos(event, "dur")));
                case "s" -> assertNull(departures.put(event.get("id").getAsLong(), new End(track, nanos(event, "ts"))), "begins twice: " + event);
                case "f" -> {
                    long id = event.get("id").getAsLong();
                    assertNull(arrivals.put(id, new End(track, nanos(event, "ts"))), "ends twice: " + event);
                    // Viewers that sort by time keep the order of the file where times are equal.
                    assertTrue(departures.containsKey(id) && departures.get(id).nanos() <= nanos(event, "ts"), "ends before it begins: " + event);
                }
                case "i" -> assertEquals("t", event.get("s").getAsString());
                default -> throw new AssertionError("a kind of event that viewers do not know: " + event);
            }
        }
        tracks.forEach((track, spans) -> {
            spans.sort((a, b) -> a.from() != b.from() ? Long.compare(a.from(), b.from()) : Long.compare(b.to(), a.to()));
            var open = new ArrayList<Span>();
            for (Span span : spans) {
                while (!open.isEmpty() && open.getLast().to() <= span.from()) {
                    open.removeLast();
                }
                assertTrue(span.to() >= span.from() && (open.isEmpty() || span.to() <= open.getLast().to()), track + ": " + span + " in " + open);
                open.add(span);
            }
        });
        assertTrue(arrivals.size() > 500);
        assertEquals(departures.keySet(), arrivals.keySet());
        departures.forEach((id, end) -> bound(tracks, end));
        arrivals.forEach((id, end) -> bound(tracks, end));
    }

    /// Viewers bind the end of an arrow to the slice of its track that holds its time.
    private static void bound(Map<String, List<Span>> tracks, End end) {
        // Sorted by their begins.
        List<Span> spans = tracks.getOrDefault(end.track(), List.of());
        int low = 0;
        for (int high = spans.size(); low < high; ) {
            int middle = low + high >>> 1;
            if (spans.get(middle).from() <= end.nanos()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        while (low > 0 && !spans.get(low - 1).holds(end.nanos()) && spans.get(low - 1).to() == spans.get(low - 1).from()) {
            low--;
        }
        assertTrue(low > 0 && spans.get(low - 1).holds(end.nanos()) && spans.get(low - 1).inside(end.nanos()), "an arrow's end in no slice or at the edge of one: " + end);
    }

    private static long nanos(JsonObject event, String name) {
        return event.get(name).getAsBigDecimal().movePointRight(3).longValueExact();
    }

    private static String run(String program, VmOptions options) throws IOException, Sources.Unusable {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        ModuleCode module = Sources.compile("test.sley", program.getBytes(StandardCharsets.UTF_8),
                new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false));
        Runnable gone = () -> { };
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", out, false, gone),
                new Output("standard error", err, true, gone), List.of(), Map.of());
        assertEquals(0, Vm.run(module, host, options), err.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
