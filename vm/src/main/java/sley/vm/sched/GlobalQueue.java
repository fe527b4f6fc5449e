package sley.vm.sched;

import java.util.ArrayDeque;
import sley.vm.thread.GreenThread;

/// Runnable threads that belong to no processor: overflow, preempted ones, and those woken from outside. First in, first out.
///
/// What overflows a ring stays together as a batch: it goes in and out as one, so that nobody touches a hundred cold threads while the lock is held.
final class GlobalQueue extends SpinLock {
    /// A batch goes into an empty ring as a whole.
    static final int BATCH = RunQueue.SIZE / 2;

    /// Some of the threads, those from `from` on.
    private static final class Batch {
        final GreenThread[] threads;
        int from;

        Batch(GreenThread[] threads) {
            this.threads = threads;
        }
    }

    /// Threads and batches.
    private final ArrayDeque<Object> entries = new ArrayDeque<>();
    private volatile int size;
    private final boolean restless;
    private long random;

    GlobalQueue(Chance chance) {
        restless = chance.restless();
        random = chance.seed(0);
    }

    void add(GreenThread thread) {
        add(thread, 1);
    }

    /// @param threads at most [#BATCH], which become the queue's
    void add(GreenThread[] threads) {
        add(new Batch(threads), threads.length);
    }

    private void add(Object entry, int count) {
        lock();
        try {
            if (restless && (random = Chance.next(random)) != 0 && Chance.mix(random) < 0) {
                entries.addFirst(entry);
            } else {
                entries.addLast(entry);
            }
            size += count;
        } finally {
            unlock();
        }
    }

    /// Takes the first thread, and, for a processor whose ring is empty, some that follow it: the rest of its batch, or its share of the others. They go into the ring.
    GreenThread poll(RunQueue into, int processors) {
        if (size == 0) {
            return null;
        }
        GreenThread thread = null;
        GreenThread[] batch = null;
        int from = 0;
        lock();
        int left = size;
        if (left > 0) {
            boolean room = into.ringIsEmpty();
            if (entries.peekFirst() instanceof Batch b) {
                thread = b.threads[b.from++];
                left--;
                if (room) {
                    batch = b.threads;
                    from = b.from;
                    left -= batch.length - from;
                }
                if (room || b.from == b.threads.length) {
                    entries.pollFirst();
                }
            } else {
                thread = (GreenThread) entries.pollFirst();
                int share = room ? Math.min(left / processors, BATCH - 1) : 0;
                left--;
                while (share-- > 0 && entries.peekFirst() instanceof GreenThread) {
                    into.add((GreenThread) entries.pollFirst());
                    left--;
                }
            }
            size = left;
        }
        unlock();
        if (batch != null) {
            for (int i = from; i < batch.length; i++) {
                into.add(batch[i]);
            }
        }
        return thread;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }
}
