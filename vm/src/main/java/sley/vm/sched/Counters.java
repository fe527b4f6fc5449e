package sley.vm.sched;

import java.util.HashMap;
import java.util.Map;
import sley.vm.thread.GreenThread;

/// What a processor has done; written by its owner, read for the statistics.
final class Counters {
    long switches;
    long steals;
    long yields;
    long timers;
    /// Nanoseconds that a runnable thread waited at most; only when measured.
    long longestWait;
    /// Parks by what they were for.
    final Map<String, Integer> parks = new HashMap<>();

    void park(GreenThread thread) {
        String reason = thread.waitReason;
        // A thread that ends the program leaves its code without a wait.
        if (reason != null) {
            parks.merge(reason, 1, Integer::sum);
        }
    }
}
