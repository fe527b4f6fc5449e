package sley.cli.trace;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sley.vm.trace.Timeline;

/// A timeline as the page's script reads it: rows of numbers, so that it stays small.
public final class TimelineData {
    /// Of each kind, the newest: what a page can draw at once.
    private static final int MOST = 40_000;

    private TimelineData() {}

    public static JsonObject of(Timeline timeline, String label) {
        var object = new JsonObject();
        object.addProperty("label", label);
        object.addProperty("end", timeline.end());
        var tracks = new JsonArray();
        timeline.tracks().forEach(t -> tracks.add(t.name()));
        object.add("tracks", tracks);
        List<Timeline.Slice> slices = newest(timeline.slices().stream().sorted((a, b) -> Long.compare(a.start(), b.start())).toList());
        List<Timeline.Wake> wakes = newest(timeline.wakes());
        object.addProperty("dropped", timeline.dropped() + timeline.slices().size() - slices.size());
        Map<String, Integer> reasons = new HashMap<>();
        var reasonNames = new JsonArray();
        var rows = new JsonArray();
        Set<Long> named = new HashSet<>();
        for (Timeline.Slice s : slices) {
            int reason = reasons.computeIfAbsent(s.ended(), r -> {
                reasonNames.add(r);
                return reasonNames.size() - 1;
            });
            rows.add(row(s.track(), s.thread(), s.start(), s.end(), s.processor(), s.blocked(), reason));
            named.add(s.thread());
        }
        object.add("slices", rows);
        object.add("reasons", reasonNames);
        var woken = new JsonArray();
        wakes.forEach(w -> woken.add(row(w.track(), w.time(), w.waker(), w.thread(), w.ran(), w.ranTrack(), w.spawn() ? 1 : 0)));
        object.add("wakes", woken);
        var names = new JsonObject();
        timeline.names().forEach((id, name) -> {
            if (named.contains(id)) {
                names.addProperty(Long.toString(id), name);
            }
        });
        object.add("names", names);
        return object;
    }

    private static <T> List<T> newest(List<T> all) {
        return all.size() <= MOST ? all : all.subList(all.size() - MOST, all.size());
    }

    private static JsonArray row(long... numbers) {
        var row = new JsonArray(numbers.length);
        for (long n : numbers) {
            row.add(n);
        }
        return row;
    }
}
