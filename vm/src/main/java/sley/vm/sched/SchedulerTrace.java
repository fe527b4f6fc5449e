package sley.vm.sched;

import java.util.List;
import sley.vm.thread.GreenThread;

/// One line about the state of a scheduler: a look without stopping anything, so figures that change together may be a moment apart.
final class SchedulerTrace {
    private SchedulerTrace() {}

    static String of(Pool pool, List<Carrier> carriers, int spare, int global, int sockets) {
        int idle = 0;
        int blocked = 0;
        int running = 0;
        int queued = global;
        int timers = 0;
        long switches = 0;
        var queues = new StringBuilder();
        for (Processor p : pool.processors) {
            int status = p.status.get();
            idle += status == Processor.IDLE ? 1 : 0;
            blocked += status == Processor.BLOCKED ? 1 : 0;
            GreenThread thread = p.running();
            running += status == Processor.RUNNING && thread != null && !thread.inBlockingCall ? 1 : 0;
            int length = p.queue.length();
            queued += length;
            timers += p.timers.size();
            switches += p.counters.switches;
            queues.append(queues.isEmpty() ? "" : " ").append(length);
        }
        int calls = 0;
        for (Carrier carrier : carriers) {
            GreenThread thread = carrier.carried;
            calls += thread != null && (thread.inBlockingCall || thread.blocksOnSocket()) ? 1 : 0;
        }
        int alive = pool.alive();
        int waiting = Math.max(0, alive - running - queued - calls);
        return pool.model() + " processors=" + pool.processors.length + " (idle=" + idle + " blocked=" + blocked + ") searching=" + pool.searching.get()
                + " carriers=" + carriers.size() + " (spare=" + spare + " blocked=" + calls + ") global=" + global + " queues=[" + queues + "] threads=" + alive
                + " (running=" + running + " runnable=" + queued + " blocked=" + calls + " waiting=" + waiting + ") timers=" + timers + " sockets=" + sockets + " switches=" + switches;
    }

    /// Under 1:1 there is nothing but the threads.
    static String of(String model, List<GreenThread> threads, long parks) {
        int running = 0;
        int runnable = 0;
        int blocked = 0;
        int waiting = 0;
        int timers = 0;
        int sockets = 0;
        for (GreenThread thread : threads) {
            if (thread.inBlockingCall) {
                blocked++;
            } else if (Parking.running(thread)) {
                running++;
            } else if (Parking.parked(thread) || thread.blocksOnSocket()) {
                waiting++;
                timers += thread.wakeAt != Long.MAX_VALUE ? 1 : 0;
                sockets += thread.blocksOnSocket() ? 1 : 0;
            } else {
                runnable++;
            }
        }
        return model + " threads=" + threads.size() + " (running=" + running + " runnable=" + runnable + " blocked=" + blocked + " waiting=" + waiting
                + ") timers=" + timers + " sockets=" + sockets + " parks=" + parks;
    }
}
