package sley.vm.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import sley.vm.chan.Channel;
import sley.vm.interpret.Unwinding;
import sley.vm.sched.BaseScheduler;
import sley.vm.sched.Parking;
import sley.vm.thread.GreenThread;

/// All green threads of a program at one moment: what each does or waits for, since when, where, and which can never be woken. This is what `sley ps`, Ctrl-\, the report
/// of a deadlock and a REPL's `:ps` and `:why` show.
///
/// ```
/// Census census = Census.take(schedulers, held);       // on any kernel thread but a carrier; stops all threads for a moment
/// println(new ThreadTable(census).text());             // :ps
/// println(Census.why(schedulers, held, id));           // :why 7
/// ```
///
/// `held` are the values that somebody outside can still use: those of the variables of a REPL's session; none for a script. Both texts are free of control characters.
public final class Census {
    /// How long a stop waits for threads to come to a safepoint. Longer than most calls of natives; short enough for somebody who waits for the answer.
    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(1);
    /// Threads that stand at the same place are told of together, if they are more than this.
    private static final int SINGLES = 5;
    private static final int MOST_FRAMES = 10;
    /// For so many threads it is found out what they hold.
    private static final int MOST_HOLDERS = 300;

    public enum Verdict {
        /// It goes on by itself, or something that does can wake it.
        ALIVE,
        /// Nothing can ever wake it.
        DEAD,
        /// Not known: some thread could not be stopped for the look.
        UNKNOWN
    }

    /// One thread.
    ///
    /// @param waitsFor    empty unless it waits
    /// @param sinceMillis how long it has waited or been in its blocking call; -1 when it does neither
    /// @param place       `function (file:line:column)`, and perhaps the function of the standard library that was called there
    /// @param frames      innermost first, each `function (file:line:column)`
    /// @param wakers      who could have woken it, each a sentence; only for dead threads
    public record Row(long id, String name, ThreadState state, String waitsFor, long sinceMillis, String place, List<String> frames, Verdict verdict, List<String> wakers) {}

    /// Threads that do the same at the same place.
    ///
    /// @param rows  all of them when they are few, else the first
    /// @param count how many there are
    public record Group(List<Row> rows, int count, long lastId, long longestMillis) {}

    private record Key(ThreadState state, Place place, String reason, Verdict verdict) {}

    private final List<Group> groups;
    private final int[] byState;
    private final int dead;
    private final boolean exact;
    private final List<String> cycles;

    private Census(List<Group> groups, int[] byState, int dead, boolean exact, List<String> cycles) {
        this.groups = List.copyOf(groups);
        this.byState = byState;
        this.dead = dead;
        this.exact = exact;
        this.cycles = List.copyOf(cycles);
    }

    /// Not for carriers: they would wait for themselves.
    public static Census take(List<BaseScheduler> schedulers, Collection<?> held) {
        return stopped(schedulers, held, Look::census);
    }

    /// As [#take], when nothing can run any more: every thread is dead.
    public static Census ofDeadlock(List<GreenThread> threads) {
        return new Look(threads, Set.of(), _ -> Verdict.DEAD, true).census();
    }

    /// What thread `id` does and, if nothing can ever wake it, why; a sentence when there is no such thread.
    public static String why(List<BaseScheduler> schedulers, Collection<?> held, long id) {
        return stopped(schedulers, held, look -> look.why(id));
    }

    private static synchronized <T> T stopped(List<BaseScheduler> schedulers, Collection<?> held, Function<Look, T> use) {
        Set<GreenThread> running = Collections.newSetFromMap(new IdentityHashMap<>());
        for (GreenThread thread : threads(schedulers)) {
            if (Parking.running(thread) && !thread.inBlockingCall) {
                running.add(thread);
            }
        }
        boolean exact = true;
        var begun = new ArrayList<BaseScheduler>();
        try {
            for (BaseScheduler scheduler : schedulers) {
                begun.add(scheduler);
                exact &= scheduler.stopWorld(STOP_NANOS);
            }
            List<GreenThread> threads = threads(schedulers);
            if (!exact) {
                return use.apply(new Look(threads, running, t -> Parking.parked(t) ? Verdict.UNKNOWN : Verdict.ALIVE, false));
            }
            Liveness liveness = Liveness.of(threads, held);
            return use.apply(new Look(threads, running, t -> liveness.dead(t) ? Verdict.DEAD : Verdict.ALIVE, true));
        } finally {
            begun.forEach(BaseScheduler::startWorld);
        }
    }

    private static List<GreenThread> threads(List<BaseScheduler> schedulers) {
        if (schedulers.size() == 1) {
            return schedulers.getFirst().threads();
        }
        var all = new ArrayList<GreenThread>();
        schedulers.forEach(s -> all.addAll(s.threads()));
        all.sort((a, b) -> Long.compare(a.id, b.id));
        return all;
    }

    /// By their first threads.
    public List<Group> groups() {
        return groups;
    }

    public int count(ThreadState state) {
        return byState[state.ordinal()];
    }

    public int total() {
        int sum = 0;
        for (int n : byState) {
            sum += n;
        }
        return sum;
    }

    /// How many can never be woken.
    public int dead() {
        return dead;
    }

    /// Whether all threads could be stopped for the look.
    public boolean exact() {
        return exact;
    }

    /// Dead threads that wait for each other in a circle, each a sentence.
    public List<String> cycles() {
        return cycles;
    }

    /// The look itself, while the world is stopped.
    private record Look(List<GreenThread> threads, Set<GreenThread> running, Function<GreenThread, Verdict> verdicts, boolean exact) {

        Census census() {
            var members = new LinkedHashMap<Key, List<GreenThread>>();
            int[] byState = new int[ThreadState.values().length];
            int dead = 0;
            for (GreenThread thread : threads) {
                ThreadState state = ThreadState.of(thread, running.contains(thread));
                Verdict verdict = verdicts.apply(thread);
                byState[state.ordinal()]++;
                dead += verdict == Verdict.DEAD ? 1 : 0;
                members.computeIfAbsent(key(thread, state, verdict), _ -> new ArrayList<>(1)).add(thread);
            }
            List<GreenThread> shown = members.values().stream().flatMap(group -> group.stream().limit(shown(group.size()))).toList();
            List<GreenThread> deadShown = shown.stream().filter(t -> verdicts.apply(t) == Verdict.DEAD).toList();
            Holders holders = holders(deadShown);
            var groups = new ArrayList<Group>();
            members.forEach((key, group) -> groups.add(group(key, group, holders)));
            return new Census(groups, byState, dead, exact, dead == 0 ? List.of() : Cycles.among(threads.stream().filter(t -> verdicts.apply(t) == Verdict.DEAD).toList()));
        }

        private Key key(GreenThread thread, ThreadState state, Verdict verdict) {
            // Frames of a thread that runs change while they are read.
            return new Key(state, exact ? Place.of(thread) : Place.innermost(thread), thread.waitReason, verdict);
        }

        private static int shown(int count) {
            return count <= SINGLES ? count : 1;
        }

        private Holders holders(List<GreenThread> deadShown) {
            var wanted = new ArrayList<Channel>();
            for (GreenThread thread : deadShown) {
                switch (thread.waitsOn) {
                    case Channel channel -> wanted.add(channel);
                    case Channel[] channels -> wanted.addAll(List.of(channels));
                    case null, default -> { }
                }
            }
            return Holders.of(wanted, deadShown.stream().limit(MOST_HOLDERS).toList());
        }

        private Group group(Key key, List<GreenThread> group, Holders holders) {
            List<Row> rows = group.stream().limit(shown(group.size())).map(t -> row(t, key, holders)).toList();
            long longest = group.stream().mapToLong(t -> since(t, key.state())).max().orElse(-1);
            return new Group(rows, group.size(), group.getLast().id, longest);
        }

        private Row row(GreenThread thread, Key key, Holders holders) {
            List<String> wakers = key.verdict() == Verdict.DEAD ? Wakers.of(thread, holders) : List.of();
            return new Row(thread.id, thread.name, key.state(), waitsFor(thread, key.state()), since(thread, key.state()), key.place().text(), frames(thread), key.verdict(), wakers);
        }

        private String waitsFor(GreenThread thread, ThreadState state) {
            return state != ThreadState.WAITING ? "" : exact ? Waits.of(thread) : String.valueOf(thread.waitReason);
        }

        private long since(GreenThread thread, ThreadState state) {
            return state == ThreadState.WAITING || state == ThreadState.BLOCKED ? BaseScheduler.waitedMillis(thread) : -1;
        }

        private List<String> frames(GreenThread thread) {
            try {
                List<String> frames = Unwinding.trace(thread).frames();
                return frames.subList(0, Math.min(MOST_FRAMES, frames.size()));
            } catch (RuntimeException e) {
                if (exact) {
                    throw e;
                }
                // It runs: its frames change while they are read.
                return List.of();
            }
        }

        String why(long id) {
            GreenThread thread = threads.stream().filter(t -> t.id == id).findFirst().orElse(null);
            if (thread == null) {
                return "there is no thread " + id + ", or it has ended";
            }
            Key key = key(thread, ThreadState.of(thread, running.contains(thread)), verdicts.apply(thread));
            List<GreenThread> others = threads.stream().filter(t -> verdicts.apply(t) == Verdict.DEAD).toList();
            Holders holders = key.verdict() == Verdict.DEAD ? Holders.of(channels(thread), others.stream().limit(MOST_HOLDERS).toList()) : Holders.of(List.of(), List.of());
            return ThreadTable.why(row(thread, key, holders));
        }

        private static List<Channel> channels(GreenThread thread) {
            return switch (thread.waitsOn) {
                case Channel channel -> List.of(channel);
                case Channel[] channels -> List.of(channels);
                case null, default -> List.of();
            };
        }
    }
}
