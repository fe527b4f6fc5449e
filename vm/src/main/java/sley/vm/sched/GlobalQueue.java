package sley.vm.sched;

import sley.vm.thread.GreenThread;

/// Runnable threads that belong to no processor: overflow, preempted ones, and those woken from outside. First in, first out; linked by [GreenThread#next].
final class GlobalQueue extends SpinLock {
    private GreenThread first;
    private GreenThread last;
    private volatile int size;
    private final boolean restless;
    private long random;

    GlobalQueue(Chance chance) {
        restless = chance.restless();
        random = chance.seed(0);
    }

    /// Adds a list that ends with `next == null`.
    void add(GreenThread list) {
        GreenThread end = list;
        int count = 1;
        while (end.next != null) {
            end = end.next;
            count++;
        }
        lock();
        if (restless && (random = Chance.next(random)) != 0 && Chance.mix(random) < 0) {
            end.next = first;
            first = list;
            last = last == null ? end : last;
            size += count;
            unlock();
            return;
        }
        if (last == null) {
            first = list;
        } else {
            last.next = list;
        }
        last = end;
        size += count;
        unlock();
    }

    /// Takes this processor's share, at most half a ring: the first of it is returned, the rest goes into its ring, which must have room for it.
    GreenThread poll(RunQueue into, int processors) {
        if (size == 0) {
            return null;
        }
        lock();
        GreenThread thread = take();
        int share = into.ringIsEmpty() ? Math.min(size / processors, RunQueue.SIZE / 2 - 1) : 0;
        while (share-- > 0) {
            into.add(take());
        }
        unlock();
        return thread;
    }

    private GreenThread take() {
        GreenThread thread = first;
        if (thread != null) {
            first = thread.next;
            if (first == null) {
                last = null;
            }
            thread.next = null;
            size--;
        }
        return thread;
    }

    boolean isEmpty() {
        return size == 0;
    }
}
