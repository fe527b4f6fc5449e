package sley.vm.sched;

import java.util.Arrays;

/// The timers of a processor: a heap by deadline, those with the same deadline in the order in which they came. Timers that nobody needs any more are dropped when they come to
/// the front, or in bulk when they may have become most.
///
/// Each node has four children, so that the heap is flat, and the deadlines lie in an array of their own, so that a comparison touches no timer.
final class Timers extends SpinLock {
    private static final int CHILDREN = 4;
    private static final int FIRST_LENGTH = 16;
    private static final int MANY = 1024;

    private long[] deadlines = new long[FIRST_LENGTH];
    private Timer[] timers = new Timer[FIRST_LENGTH];
    private int size;
    /// How many came since stale ones were dropped in bulk, and how many were left then. What is dropped in bulk when the first exceeds the second costs each that came the same.
    private int added;
    private int kept;
    private int order;
    /// The first deadline, for a look without the lock.
    private volatile long first = Long.MAX_VALUE;

    void add(Timer timer) {
        lock();
        try {
            if (++added > MANY && added > kept) {
                dropStale();
                added = 0;
                kept = size;
            }
            if (size == timers.length) {
                // Both or none: there may be no memory.
                long[] longer = Arrays.copyOf(deadlines, 2 * size);
                timers = Arrays.copyOf(timers, 2 * size);
                deadlines = longer;
            }
            timer.order = order++;
            up(size++, timer);
            if (timer.deadline < first) {
                first = timer.deadline;
            }
        } finally {
            unlock();
        }
    }

    private void up(int from, Timer timer) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) / CHILDREN;
            if (!before(timer.deadline, timer, parent)) {
                break;
            }
            put(at, timers[parent]);
            at = parent;
        }
        put(at, timer);
    }

    private void down(int from, Timer timer) {
        int at = from;
        while (true) {
            int child = CHILDREN * at + 1;
            if (child >= size) {
                break;
            }
            int end = Math.min(size, child + CHILDREN);
            int least = child;
            for (int c = child + 1; c < end; c++) {
                if (before(deadlines[c], timers[c], least)) {
                    least = c;
                }
            }
            if (before(timer.deadline, timer, least)) {
                break;
            }
            put(at, timers[least]);
            at = least;
        }
        put(at, timer);
    }

    private void put(int at, Timer timer) {
        timers[at] = timer;
        deadlines[at] = timer.deadline;
    }

    private boolean before(long deadline, Timer timer, int other) {
        return deadline < deadlines[other] || deadline == deadlines[other] && timer.order - timers[other].order < 0;
    }

    private Timer removeFirst() {
        Timer timer = timers[0];
        Timer last = timers[--size];
        timers[size] = null;
        if (size > 0) {
            down(0, last);
        }
        return timer;
    }

    /// Stale ones included; a look by anyone.
    int size() {
        lock();
        int now = size;
        unlock();
        return now;
    }

    private static boolean stale(Timer timer) {
        return timer.cancelled || timer.limit == null && Parking.waiting(timer.thread) != timer.ticket;
    }

    private void dropStale() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (!stale(timers[i])) {
                put(kept++, timers[i]);
            }
        }
        Arrays.fill(timers, kept, size, null);
        size = kept;
        for (int i = size / CHILDREN; i >= 0 && size > 0; i--) {
            down(i, timers[i]);
        }
        if (size < timers.length / CHILDREN && timers.length > FIRST_LENGTH) {
            int shorter = Math.max(FIRST_LENGTH, 2 * size);
            long[] few = Arrays.copyOf(deadlines, shorter);
            timers = Arrays.copyOf(timers, shorter);
            deadlines = few;
        }
    }

    /// The deadline of the first timer, perhaps a stale one; `Long.MAX_VALUE` when there is none.
    long first() {
        return first;
    }

    /// Takes out those that are due.
    ///
    /// @return the first of them, the others linked by `next`; or null
    Timer due(long now) {
        if (first > now) {
            return null;
        }
        Timer list = null;
        Timer last = null;
        lock();
        while (size > 0 && deadlines[0] <= now) {
            Timer timer = removeFirst();
            if (last == null) {
                list = timer;
            } else {
                last.next = timer;
            }
            last = timer;
        }
        first = size == 0 ? Long.MAX_VALUE : deadlines[0];
        unlock();
        return list;
    }

    /// Whether a timer may still wake a thread; drops those in front that will not.
    boolean anyLive() {
        lock();
        while (size > 0 && stale(timers[0])) {
            removeFirst();
        }
        boolean any = size > 0;
        first = any ? deadlines[0] : Long.MAX_VALUE;
        unlock();
        return any;
    }
}
