package sley.vm.sched;

import java.util.ArrayList;
import java.util.PriorityQueue;

/// Timers by deadline. Cancelled ones are dropped when they are due, or in bulk when they have become most.
final class Timers extends SpinLock {
    private static final int MANY = 1024;

    private PriorityQueue<Timer> heap = new PriorityQueue<>((a, b) -> Long.compare(a.deadline, b.deadline));
    private int added;
    /// The first deadline, for a look without the lock.
    private volatile long first = Long.MAX_VALUE;

    /// @return true when the new timer is the first to be due
    boolean add(Timer timer) {
        lock();
        if (++added > MANY && added > heap.size()) {
            added = 0;
            dropStale();
        }
        heap.add(timer);
        boolean earlier = timer.deadline < first;
        if (earlier) {
            first = timer.deadline;
        }
        unlock();
        return earlier;
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
    ArrayList<Timer> due(long now) {
        var due = new ArrayList<Timer>();
        lock();
        while (!heap.isEmpty() && heap.peek().deadline <= now) {
            due.add(heap.poll());
        }
        first = heap.isEmpty() ? Long.MAX_VALUE : heap.peek().deadline;
        unlock();
        return due;
    }

    /// Whether any timer may still wake a thread; drops those that will not.
    boolean anyLive() {
        lock();
        dropStale();
        boolean any = !heap.isEmpty();
        first = any ? heap.peek().deadline : Long.MAX_VALUE;
        unlock();
        return any;
    }
}
