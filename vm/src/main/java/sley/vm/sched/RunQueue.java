package sley.vm.sched;

import sley.vm.thread.GreenThread;

/// The runnable threads of one processor: a ring, and a slot for the thread that was made runnable last, which runs next. Guarded by its lock.
final class RunQueue extends SpinLock {
    static final int SIZE = 256;

    private final GreenThread[] ring = new GreenThread[SIZE];
    private int head;
    private int size;
    private GreenThread runNext;

    /// Adds a thread to run next; the one that was to run next goes to the end of the ring.
    ///
    /// @return threads for the global queue, linked by `next`, when the ring is full; else null
    GreenThread add(GreenThread thread, boolean next) {
        lock();
        GreenThread tail = thread;
        if (next) {
            tail = runNext;
            runNext = thread;
        }
        GreenThread overflow = null;
        if (tail != null) {
            if (size == SIZE) {
                overflow = half();
                tail.next = overflow;
                overflow = tail;
            } else {
                ring[(head + size++) % SIZE] = tail;
            }
        }
        unlock();
        return overflow;
    }

    /// The first half of the ring, as a list.
    private GreenThread half() {
        GreenThread first = null;
        for (int i = SIZE / 2 - 1; i >= 0; i--) {
            GreenThread t = ring[(head + i) % SIZE];
            ring[(head + i) % SIZE] = null;
            t.next = first;
            first = t;
        }
        head = (head + SIZE / 2) % SIZE;
        size -= SIZE / 2;
        return first;
    }

    GreenThread poll() {
        lock();
        GreenThread thread = runNext;
        if (thread != null) {
            runNext = null;
        } else if (size > 0) {
            thread = ring[head];
            ring[head] = null;
            head = (head + 1) % SIZE;
            size--;
        }
        unlock();
        return thread;
    }

    /// Takes half of the ring, at least one; the thread that is to run next only if `runNextToo` and there is nothing else.
    ///
    /// @return a list linked by `next`, or null
    GreenThread steal(boolean runNextToo) {
        if (isEmpty()) {
            return null;
        }
        lock();
        GreenThread first = null;
        int count = (size + 1) / 2;
        if (count == 0 && runNextToo && runNext != null) {
            first = runNext;
            first.next = null;
            runNext = null;
        }
        for (int i = count - 1; i >= 0; i--) {
            GreenThread t = ring[(head + i) % SIZE];
            ring[(head + i) % SIZE] = null;
            t.next = first;
            first = t;
        }
        head = (head + count) % SIZE;
        size -= count;
        unlock();
        return first;
    }

    /// A look without the lock, which may be late.
    boolean isEmpty() {
        return size == 0 && runNext == null;
    }
}
