package sley.vm.sched;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/// The timers of a processor by deadline. Those nobody needs any more are dropped when they come to the front, or in bulk when they may have become most.
final class Timers extends SpinLock {
    private static final int MANY = 1024;

    private PriorityQueue<Timer> heap = new PriorityQueue<>((a, b) -> Long.compare(a.deadline, b.deadline));
    private int added;
    /// The first deadline, for a look without the lock.
    private volatile long first = Long.MAX_VALUE;

    void add(Timer timer) {
        lock();
        try {
            if (++added > MANY && added > heap.size()) {
                added = 0;
                dropStale();
            }
            heap.add(timer);
            if (timer.deadline < first) {
                first = timer.deadline;
            }
        } finally {
            unlock();
        }
    }

    private static boolean stale(Timer timer) {
        return timer.cancelled || timer.limit == null && Parking.waiting(timer.thread) != timer.ticket;
    }

    private void dropStale() {
        var kept = new PriorityQueue<Timer>(heap.comparator());
        for (Timer timer : heap) {
            if (!stale(timer)) {
                kept.add(timer);
            }
        }
        heap = kept;
    }

    /// The deadline of the first timer, perhaps a stale one; `Long.MAX_VALUE` when there is none.
    long first() {
        return first;
    }

    /// Takes out those that are due.
    List<Timer> due(long now) {
        if (first > now) {
            return List.of();
        }
        var due = new ArrayList<Timer>();
        lock();
        while (!heap.isEmpty() && heap.peek().deadline <= now) {
            due.add(heap.poll());
        }
        first = heap.isEmpty() ? Long.MAX_VALUE : heap.peek().deadline;
        unlock();
        return due;
    }

    /// Whether a timer may still wake a thread; drops those in front that will not.
    boolean anyLive() {
        lock();
        while (!heap.isEmpty() && stale(heap.peek())) {
            heap.poll();
        }
        boolean any = !heap.isEmpty();
        first = any ? heap.peek().deadline : Long.MAX_VALUE;
        unlock();
        return any;
    }
}
