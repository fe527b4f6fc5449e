package sley.vm.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sley.vm.sched.Tracer;

/// Makes a timeline of the events in the rings: gives each event its time, pairs begins and ends, and finds for each wake-up when the woken thread ran.
final class Reading {
    private final List<Timeline.Slice> slices = new ArrayList<>();
    private final List<Timeline.Moment> moments = new ArrayList<>();
    private final List<Timeline.Wake> wakes = new ArrayList<>();
    /// For each wake-up, which wait of the thread it ends, modulo [Recorder#WAITS].
    private final List<Integer> waits = new ArrayList<>();
    /// For each wake-up, the place of the slice in which it was done; -1 for none.
    private final List<Integer> wakeSlices = new ArrayList<>();
    private final List<String> reasons;
    private final long end;
    private final int timers;
    private final int poller;

    private Reading(List<String> reasons, long end, int rings) {
        this.reasons = reasons;
        this.end = end;
        this.timers = rings;
        this.poller = rings + 1;
    }

    static Timeline of(List<Ring> rings, List<String> reasons, Map<Long, String> names, long end) {
        var reading = new Reading(reasons, end, rings.size());
        var tracks = new ArrayList<Timeline.Track>();
        long dropped = 0;
        for (Ring ring : rings) {
            Ring.Kept kept = ring.kept();
            long[] times = reading.times(kept);
            tracks.add(new Timeline.Track(ring.number, ring.name, kept.dropped() == 0 || times.length == 0 ? 0 : times[0], kept.dropped()));
            dropped += kept.dropped();
            reading.read(ring.number, kept, times);
        }
        tracks.add(new Timeline.Track(reading.timers, "timers", 0, 0));
        tracks.add(new Timeline.Track(reading.poller, "poller", 0, 0));
        reading.untangle();
        return new Timeline(List.copyOf(tracks), List.copyOf(reading.slices), reading.matched(dropped), List.copyOf(reading.moments), names, dropped, end);
    }

    /// The time of each event. One without a time of its own lies between its neighbours, and not more than a tick behind the last one that has a time, or it would have one;
    /// a thread that is left is left when the next thing happens.
    private long[] times(Ring.Kept ring) {
        int n = ring.nanos().length;
        long[] times = ring.nanos().clone();
        for (int i = n - 1; i >= 0; i--) {
            boolean left = ring.kind(i) == Recorder.PARKED || ring.kind(i) == Recorder.ENDED;
            if (left && times[i] == 0 && i + 1 < n && (ring.kind(i + 1) == Recorder.RUNS || ring.kind(i + 1) == Recorder.RESTS)) {
                times[i] = times[i + 1];
            }
        }
        for (int i = 0; i < n; ) {
            if (times[i] != 0) {
                i++;
                continue;
            }
            int to = i;
            while (to < n && times[to] == 0) {
                to++;
            }
            long before = i == 0 ? to < n ? times[to] : 0 : times[i - 1];
            long after = Math.min(to < n ? times[to] : Math.max(before, end), before + Recorder.TICK_NANOS);
            for (int k = i; k < to; k++) {
                times[k] = before + (after - before) * (k - i + 1) / (to - i + 1);
            }
            i = to;
        }
        // A left thread that took the time of the next event must not lie before what came before it.
        for (int i = 1; i < n; i++) {
            times[i] = Math.max(times[i], times[i - 1]);
        }
        return times;
    }

    private void read(int track, Ring.Kept ring, long[] times) {
        long thread = 0;
        long start = 0;
        int processor = 0;
        long blockedSince = 0;
        long blocked = 0;
        for (int i = 0; i < times.length; i++) {
            long id = ring.id(i);
            switch (ring.kind(i)) {
                case Recorder.RUNS -> {
                    thread = id;
                    start = times[i];
                    processor = ring.detail(i);
                    blocked = 0;
                    blockedSince = 0;
                }
                case Recorder.SWITCHED -> {
                    if (thread != 0) {
                        slices.add(new Timeline.Slice(track, thread, start, times[i], processor, blocked, reasons.get(ring.detail(i))));
                    }
                    thread = id;
                    start = times[i];
                    blocked = 0;
                    blockedSince = 0;
                }
                case Recorder.PARKED, Recorder.YIELDED, Recorder.ENDED -> {
                    // Its begin may have been overwritten.
                    if (thread == id) {
                        slices.add(new Timeline.Slice(track, id, start, times[i], processor, blocked, ended(ring, i)));
                    }
                    thread = 0;
                }
                case Recorder.BLOCKS -> blockedSince = times[i];
                case Recorder.RETURNS -> {
                    blocked += blockedSince == 0 ? 0 : times[i] - blockedSince;
                    blockedSince = 0;
                }
                case Recorder.WOKEN, Recorder.SPAWNED -> {
                    // The slice is added when it ends.
                    wakeSlices.add(thread == 0 ? -1 : slices.size());
                    boolean spawn = ring.kind(i) == Recorder.SPAWNED;
                    waits.add(ring.detail(i) >> Recorder.SOURCE_BITS);
                    wakes.add(switch (spawn ? Tracer.Source.CALLER : Tracer.Source.values()[ring.detail(i) & (1 << Recorder.SOURCE_BITS) - 1]) {
                        case CALLER -> new Timeline.Wake(track, times[i], thread, id, -1, -1, spawn);
                        case TIMER -> new Timeline.Wake(timers, times[i], 0, id, -1, -1, false);
                        case SOCKET -> new Timeline.Wake(poller, times[i], 0, id, -1, -1, false);
                    });
                }
                case Recorder.MARK -> {
                    Tracer.Mark mark = Tracer.Mark.values()[ring.detail(i)];
                    moments.add(new Timeline.Moment(mark == Tracer.Mark.POLLED ? poller : track, times[i], mark.name().toLowerCase(Locale.ROOT).replace('_', ' '), id));
                }
                case Recorder.RESTS -> { }
                default -> throw new IllegalStateException("event of kind " + ring.kind(i));
            }
        }
        if (thread != 0 && start < end) {
            slices.add(new Timeline.Slice(track, thread, start, end, processor, blocked + (blockedSince == 0 ? 0 : end - blockedSince), ""));
        }
    }

    /// A thread runs on one kernel thread at a time. Where the times that were placed say otherwise, it left the first when it began on the second.
    private void untangle() {
        var last = new HashMap<Long, Integer>();
        var order = new ArrayList<Integer>();
        for (int i = 0; i < slices.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingLong(i -> slices.get(i).start()));
        for (int i : order) {
            Timeline.Slice slice = slices.get(i);
            Integer before = last.put(slice.thread(), i);
            if (before != null && slices.get(before).end() > slice.start()) {
                Timeline.Slice s = slices.get(before);
                slices.set(before, new Timeline.Slice(s.track(), s.thread(), s.start(), slice.start(), s.processor(), Math.min(s.blocked(), slice.start() - s.start()), s.ended()));
            }
        }
    }

    private String ended(Ring.Kept ring, int i) {
        return switch (ring.kind(i)) {
            case Recorder.PARKED -> reasons.get(ring.detail(i));
            case Recorder.YIELDED -> "yielded";
            default -> "ended";
        };
    }

    /// Each wake-up with the run that it led to.
    private List<Timeline.Wake> matched(long dropped) {
        for (int i = 0; i < wakes.size(); i++) {
            int place = wakeSlices.get(i);
            if (place >= 0) {
                Timeline.Wake w = wakes.get(i);
                Timeline.Slice s = slices.get(place);
                // Not at an edge, which the next slice may share.
                int margin = s.end() - s.start() > 1 ? 1 : 0;
                wakes.set(i, new Timeline.Wake(w.track(), Math.clamp(w.time(), s.start() + margin, s.end() - margin), w.waker(), w.thread(), -1, -1, w.spawn()));
            }
        }
        var runs = new HashMap<Long, List<Timeline.Slice>>();
        var yielded = new HashSet<Long>();
        slices.stream().sorted(Comparator.comparingLong(Timeline.Slice::start)).forEach(s -> {
            // After a yield nobody wakes it.
            if (!yielded.remove(s.thread())) {
                runs.computeIfAbsent(s.thread(), _ -> new ArrayList<>()).add(s);
            }
            if (s.ended().equals("yielded")) {
                yielded.add(s.thread());
            }
        });
        var next = new HashMap<Long, Integer>();
        var matched = new ArrayList<Timeline.Wake>();
        for (Timeline.Wake wake : inOrder()) {
            List<Timeline.Slice> own = runs.getOrDefault(wake.thread(), List.of());
            int i = next.getOrDefault(wake.thread(), 0);
            // When nothing is missing, wake-ups and runs follow each other one by one, whatever the times that were placed.
            while (dropped > 0 && i < own.size() && own.get(i).start() < wake.time()) {
                i++;
            }
            if (i < own.size()) {
                Timeline.Slice slice = own.get(i);
                next.put(wake.thread(), i + 1);
                matched.add(new Timeline.Wake(wake.track(), wake.time(), wake.waker(), wake.thread(), slice.start(), slice.track(), wake.spawn()));
            } else {
                matched.add(wake);
            }
        }
        matched.sort(Comparator.comparingLong(Timeline.Wake::time));
        return List.copyOf(matched);
    }

    private record Numbered(Timeline.Wake wake, int nth) {
        /// Of the same thread: whether this one came before although its time says otherwise.
        boolean before(Numbered other) {
            int distance = Math.floorMod(nth - other.nth, Recorder.WAITS);
            return wake.spawn() && !other.wake.spawn() || !other.wake.spawn() && distance > Recorder.WAITS / 2;
        }
    }

    /// All wake-ups, those of each thread in the order in which they were. By time, where errors of the times that were placed do not say otherwise.
    private List<Timeline.Wake> inOrder() {
        var threads = new LinkedHashMap<Long, List<Numbered>>();
        var byTime = new ArrayList<Integer>();
        for (int i = 0; i < wakes.size(); i++) {
            byTime.add(i);
        }
        byTime.sort(Comparator.comparingLong(i -> wakes.get(i).time()));
        for (int i : byTime) {
            List<Numbered> own = threads.computeIfAbsent(wakes.get(i).thread(), _ -> new ArrayList<>());
            var wake = new Numbered(wakes.get(i), waits.get(i));
            int place = own.size();
            while (place > 0 && wake.before(own.get(place - 1))) {
                place--;
            }
            own.add(place, wake);
        }
        return threads.values().stream().flatMap(List::stream).map(Numbered::wake).toList();
    }
}
