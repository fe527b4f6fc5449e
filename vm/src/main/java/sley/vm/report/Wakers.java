package sley.vm.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import sley.vm.chan.Channel;
import sley.vm.chan.Mutex;
import sley.vm.sched.Scope;
import sley.vm.thread.GreenThread;

/// Who could have woken a dead thread, in words.
final class Wakers {
    private static final int MOST_NAMES = 3;

    private Wakers() {}

    static List<String> of(GreenThread thread, Holders holders) {
        return switch (thread.waitsOn) {
            case Channel channel -> List.of(channel(thread, List.of(channel), holders));
            case Channel[] channels when channels.length > 0 -> List.of(channel(thread, List.of(channels), holders));
            case Channel[] _ -> List.of("only `cancel` could wake it");
            case Mutex mutex when mutex.owner() != null -> List.of("its holder waits itself");
            case GreenThread joined -> List.of("that thread waits itself");
            case Scope scope -> List.of(scope.members().size() == 1 ? "that thread waits itself" : names(scope.members()) + " wait themselves");
            case null, default -> List.of();
        };
    }

    private static String channel(GreenThread thread, List<Channel> channels, Holders holders) {
        Set<GreenThread> others = new LinkedHashSet<>();
        channels.forEach(c -> others.addAll(holders.of(c)));
        others.remove(thread);
        String what = channels.size() == 1 ? "the channel" : "these channels";
        // Those that wait at the same side of it can do nothing for each other.
        others.removeIf(other -> sameWait(thread, other));
        if (!others.isEmpty()) {
            return names(new ArrayList<>(others)) + (others.size() == 1 ? " can reach " + what + " and waits itself" : " can reach " + what + " and wait themselves");
        }
        return holders.complete() ? "no thread that could use the other side can reach " + what : "";
    }

    private static boolean sameWait(GreenThread a, GreenThread b) {
        return a.waitsOn == b.waitsOn && a.function == b.function && a.pc == b.pc;
    }

    private static String names(List<GreenThread> threads) {
        String text = threads.stream().limit(MOST_NAMES).map(Waits::name).collect(Collectors.joining(", "));
        return threads.size() > MOST_NAMES ? text + " and " + (threads.size() - MOST_NAMES) + " more" : text;
    }
}
