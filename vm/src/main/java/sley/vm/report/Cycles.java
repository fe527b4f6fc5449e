package sley.vm.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sley.vm.chan.Mutex;
import sley.vm.sched.Scope;
import sley.vm.thread.GreenThread;

/// Circles of threads that wait for each other: for a mutex the next one holds, for its end, or for the only member left of a scope.
final class Cycles {
    private static final int MOST_CYCLES = 5;
    private static final int MOST_MEMBERS = 8;

    private Cycles() {}

    static List<String> among(List<GreenThread> threads) {
        var found = new ArrayList<String>();
        // By thread: in which walk it was met.
        Map<GreenThread, Integer> met = new HashMap<>();
        for (int walk = 0; walk < threads.size() && found.size() < MOST_CYCLES; walk++) {
            GreenThread at = threads.get(walk);
            while (at != null && met.putIfAbsent(at, walk) == null) {
                at = next(at);
            }
            if (at != null && met.get(at) == walk) {
                found.add(text(at));
            }
        }
        return found;
    }

    private static GreenThread next(GreenThread thread) {
        return switch (thread.waitsOn) {
            case Mutex mutex -> mutex.owner();
            case GreenThread joined -> joined.ended ? null : joined;
            case Scope scope -> {
                List<GreenThread> members = scope.members();
                yield members.size() == 1 ? members.getFirst() : null;
            }
            case null, default -> null;
        };
    }

    private static String text(GreenThread first) {
        var text = new StringBuilder(Waits.name(first));
        GreenThread at = first;
        int members = 0;
        do {
            text.append(members == 0 ? " waits for " : ", which waits for ").append(at.waitsOn instanceof Mutex ? "a mutex of " : "the end of ");
            at = next(at);
            text.append(Waits.name(at));
        } while (at != first && ++members < MOST_MEMBERS);
        return text + (at == first ? "" : ", and so on");
    }
}
