package sley.vm.report;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import sley.vm.chan.Channel;
import sley.vm.code.LinkedFunction;
import sley.vm.sched.Scope;
import sley.vm.thread.GreenThread;

/// Which threads could use a channel that others wait at, if they ran: for reports, so it looks at no more than a report can show.
final class Holders {
    /// So many values are looked at in all; arbitrary, chosen because that takes a fraction of a second.
    private static final int MOST_VALUES = 3_000_000;

    private final Map<Channel, List<GreenThread>> holders = new IdentityHashMap<>();
    private final Map<LinkedFunction, CodeReach> code = new IdentityHashMap<>();
    private int budget = MOST_VALUES;

    private Holders() {}

    /// @param threads those that may hold one, the first ones first
    static Holders of(List<Channel> wanted, List<GreenThread> threads) {
        var found = new Holders();
        wanted.forEach(channel -> found.holders.put(channel, new ArrayList<>()));
        for (GreenThread thread : threads) {
            if (found.budget > 0 && !wanted.isEmpty()) {
                found.look(thread);
            }
        }
        return found;
    }

    /// Whether every thread was looked at.
    boolean complete() {
        return budget > 0;
    }

    List<GreenThread> of(Channel channel) {
        return holders.getOrDefault(channel, List.of());
    }

    private void look(GreenThread thread) {
        var walk = new ValueWalk(code) {
            @Override
            void met(Channel channel) {
                List<GreenThread> known = holders.get(channel);
                if (known != null) {
                    known.add(thread);
                }
            }

            @Override
            void met(Scope scope) { }

            @Override
            void met(GreenThread handle) { }

            @Override
            void metCancel() { }
        };
        walk.add(thread);
        walk.walk(() -> walk.metSoFar() > budget);
        budget -= walk.metSoFar();
    }
}
