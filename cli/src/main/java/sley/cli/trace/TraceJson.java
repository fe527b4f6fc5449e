package sley.cli.trace;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import sley.vm.trace.Timeline;

/// A timeline in the trace-event format of Chrome, which Perfetto, chrome://tracing and speedscope open.
///
/// Process 1 holds a track for each kernel thread (carriers, monitor and whoever else made threads runnable) and for what wakes threads without being one: timers and
/// poller; process 2 one for each green thread, with what it did: running, runnable, waiting. Arrows (flows) lead from where a thread was made runnable to where it then ran.
/// Times are microseconds with three decimals. Viewers find the two ends of an arrow by time, so each lies inside its slice and not on the edge that it may share with the
/// next, and what happened in process 1 is in the order of time, an arrow's begin before its end.
public final class TraceJson {
    private static final int CARRIERS = 1;
    private static final int THREADS = 2;
    /// Green threads beyond the first so many have no track of their own, since viewers become slow; their runs are on the tracks of the carriers.
    private static final int MOST_THREAD_TRACKS = 2_000;

    private final JsonWriter out;
    private final Timeline timeline;
    private final TreeSet<Long> shown = new TreeSet<>();
    /// Of process 1.
    private final List<Event> carriers = new ArrayList<>();

    /// What stands at one moment. Of those at the same moment, the ranks say which comes first: what lies inside a slice, behind it.
    private record Event(long time, Rank rank, Body body) {}

    private enum Rank { SLICE, WAKE, MOMENT, DEPARTURE, ARRIVAL }

    private interface Body {
        void write() throws IOException;
    }

    private TraceJson(JsonWriter out, Timeline timeline) {
        this.out = out;
        this.timeline = timeline;
    }

    /// @param about what was traced, for the notes in the file
    public static void write(Timeline timeline, Map<String, String> about, Writer to) throws IOException {
        var json = new JsonWriter(to);
        new TraceJson(json, timeline).all(about);
        json.flush();
    }

    private void all(Map<String, String> about) throws IOException {
        for (Timeline.Slice slice : timeline.slices()) {
            if (shown.size() == MOST_THREAD_TRACKS) {
                break;
            }
            shown.add(slice.thread());
        }
        out.beginObject().name("displayTimeUnit").value("ns").name("otherData").beginObject();
        for (Map.Entry<String, String> entry : about.entrySet()) {
            out.name(entry.getKey()).value(entry.getValue());
        }
        out.name("dropped").value(timeline.dropped() == 0 ? "nothing" : timeline.dropped() + " of the oldest events");
        out.endObject().name("traceEvents").beginArray();
        names();
        for (Timeline.Slice slice : timeline.slices()) {
            at(slice.start(), Rank.SLICE, () -> slice(CARRIERS, slice.track(), slice, timeline.name(slice.thread())));
        }
        timeline.moments().forEach(m -> at(m.time(), Rank.MOMENT, () -> moment(m)));
        flows();
        carriers.sort(Comparator.comparingLong(Event::time).thenComparing(Event::rank));
        for (Event event : carriers) {
            event.body().write();
        }
        states();
        out.endArray().endObject();
    }

    private void at(long time, Rank rank, Body body) {
        carriers.add(new Event(time, rank, body));
    }

    private void names() throws IOException {
        name("process_name", CARRIERS, 0, "kernel threads");
        name("process_name", THREADS, 0, "green threads" + (shown.size() == MOST_THREAD_TRACKS ? " (the first " + MOST_THREAD_TRACKS + ")" : ""));
        for (Timeline.Track track : timeline.tracks()) {
            name("thread_name", CARRIERS, track.number(), track.name() + (track.dropped() == 0 ? "" : " (" + track.dropped() + " older events dropped)"));
        }
        for (long thread : shown) {
            name("thread_name", THREADS, thread, timeline.name(thread));
        }
    }

    private void name(String kind, int process, long thread, String text) throws IOException {
        out.beginObject().name("ph").value("M").name("name").value(kind).name("pid").value(process).name("tid").value(thread)
                .name("args").beginObject().name("name").value(text).endObject().endObject();
    }

    private void slice(int process, long track, Timeline.Slice slice, String label) throws IOException {
        span(process, track, slice.start(), slice.end() - slice.start(), label);
        out.name("args").beginObject().name("thread").value(slice.thread()).name("then").value(slice.ended());
        if (process == THREADS) {
            out.name("on").value(timeline.tracks().get(slice.track()).name());
        }
        if (slice.blocked() > 0) {
            out.name("blocked_us").jsonValue(micros(slice.blocked()));
        }
        out.name("processor").value(slice.processor()).endObject().endObject();
    }

    private void span(int process, long track, long start, long nanos, String label) throws IOException {
        out.beginObject().name("ph").value("X").name("name").value(label).name("pid").value(process).name("tid").value(track)
                .name("ts").jsonValue(micros(start)).name("dur").jsonValue(micros(nanos));
    }

    /// What each green thread did: runs, and between them waits and is runnable.
    private void states() throws IOException {
        Map<Long, List<Timeline.Slice>> runs = new HashMap<>();
        timeline.slices().stream().filter(s -> shown.contains(s.thread())).sorted(Comparator.comparingLong(Timeline.Slice::start))
                .forEach(s -> runs.computeIfAbsent(s.thread(), _ -> new ArrayList<>()).add(s));
        Map<Long, Map<Long, Long>> wokenAt = new HashMap<>();
        for (Timeline.Wake wake : timeline.wakes()) {
            if (wake.ran() >= 0 && shown.contains(wake.thread())) {
                wokenAt.computeIfAbsent(wake.thread(), _ -> new HashMap<>()).put(wake.ran(), wake.time());
            }
        }
        for (Map.Entry<Long, List<Timeline.Slice>> entry : runs.entrySet()) {
            states(entry.getKey(), entry.getValue(), wokenAt.getOrDefault(entry.getKey(), Map.of()));
        }
    }

    /// @param woken when it was made runnable, by when it then ran
    private void states(long thread, List<Timeline.Slice> runs, Map<Long, Long> woken) throws IOException {
        Timeline.Slice last = null;
        for (Timeline.Slice slice : runs) {
            long wake = Math.min(slice.start(), woken.getOrDefault(slice.start(), slice.start()));
            long from = last == null ? wake : last.end();
            long runnable = last != null && last.ended().equals("yielded") ? from : Math.max(from, wake);
            if (last != null && runnable > from) {
                span(THREADS, thread, from, runnable - from, "waits: " + last.ended());
                out.endObject();
            }
            if (slice.start() > runnable) {
                span(THREADS, thread, runnable, slice.start() - runnable, "runnable");
                out.endObject();
            }
            slice(THREADS, thread, slice, "runs");
            last = slice;
        }
    }

    private void moment(Timeline.Moment moment) throws IOException {
        out.beginObject().name("ph").value("i").name("s").value("t").name("name").value(moment.what()).name("pid").value(CARRIERS).name("tid").value(moment.track())
                .name("ts").jsonValue(micros(moment.time())).name("args").beginObject().name("detail").value(moment.detail()).endObject().endObject();
    }

    private record Run(long thread, long start) {}

    private void flows() {
        Map<Run, Long> ends = new HashMap<>();
        timeline.slices().forEach(s -> ends.put(new Run(s.thread(), s.start()), s.end()));
        long arrows = 0;
        for (Timeline.Wake wake : timeline.wakes()) {
            if (wake.ran() < 0) {
                continue;
            }
            long end = ends.get(new Run(wake.thread(), wake.ran()));
            int margin = end - wake.ran() > 1 ? 1 : 0;
            // Where times were placed, the arrow may seem to come late.
            long arrives = Math.max(wake.time(), wake.ran() + margin);
            // An arrow whose ends were placed the wrong way round, by the errors of both, is left out.
            if (arrives > end - margin) {
                continue;
            }
            long id = ++arrows;
            if (wake.waker() == 0) {
                // No thread ran there, but an arrow begins at a step.
                at(wake.time(), Rank.WAKE, () -> {
                    span(CARRIERS, wake.track(), wake.time(), 0, "wakes " + timeline.name(wake.thread()));
                    out.endObject();
                });
            }
            String kind = wake.spawn() ? "spawn" : "wake";
            at(wake.time(), Rank.DEPARTURE, () -> flow("s", kind, id, wake.track(), wake.time()));
            at(arrives, Rank.ARRIVAL, () -> flow("f", kind, id, wake.ranTrack(), arrives));
        }
    }

    private void flow(String phase, String kind, long id, int track, long nanos) throws IOException {
        out.beginObject().name("ph").value(phase).name("id").value(id).name("cat").value(kind).name("name").value(kind).name("pid").value(CARRIERS).name("tid").value(track)
                .name("ts").jsonValue(micros(nanos));
        if (phase.equals("f")) {
            out.name("bp").value("e");
        }
        out.endObject();
    }

    private static String micros(long nanos) {
        long whole = Math.max(0, nanos) / 1000;
        long rest = Math.max(0, nanos) % 1000;
        return whole + "." + (rest < 10 ? "00" : rest < 100 ? "0" : "") + rest;
    }
}
