package sley.vm.sched;

import java.util.Arrays;
import sley.vm.thread.GreenThread;

/// Runnable threads that belong to no processor: overflow, preempted ones, and those woken from outside. First in, first out.
///
/// What overflows a ring stays together as a batch: it goes in and out as one, so that nobody touches a hundred cold threads while the lock is held.
///
/// A thread that was woken must not be lost because there is no memory to queue it: those for whom the queue cannot grow are linked through themselves, and come out behind the
/// others.
final class GlobalQueue extends SpinLock {
    /// A batch goes into an empty ring as a whole.
    static final int BATCH = RunQueue.SIZE / 2;
    private static final int FIRST_LENGTH = 64;

    /// Some of the threads, those from `from` on.
    private static final class Batch {
        final GreenThread[] threads;
        int from;

        Batch(GreenThread[] threads) {
            this.threads = threads;
        }
    }

    /// Threads and batches, in a ring whose length is a power of two.
    private Object[] entries = new Object[FIRST_LENGTH];
    private int head;
    private int count;
    /// Those for whom there was no memory.
    private GreenThread linked;
    private GreenThread lastLinked;
    /// How many threads there are, in batches too.
    private volatile int size;
    private final boolean restless;
    private long random;

    GlobalQueue(Chance chance) {
        restless = chance.restless();
        random = chance.seed(0);
    }

    void add(GreenThread thread) {
        lock();
        if (room()) {
            put(thread);
        } else {
            link(thread);
        }
        size++;
        unlock();
    }

    /// @param threads at most [#BATCH]; the array becomes the queue's unless it holds one thread only
    void add(GreenThread[] threads) {
        if (threads.length == 1) {
            add(threads[0]);
            return;
        }
        Batch batch = batch(threads);
        lock();
        if (batch != null && room()) {
            put(batch);
        } else {
            for (GreenThread thread : threads) {
                link(thread);
            }
        }
        size += threads.length;
        unlock();
    }

    private static Batch batch(GreenThread[] threads) {
        try {
            return new Batch(threads);
        } catch (OutOfMemoryError _) {
            return null;
        }
    }

    /// Whether there is room for one more entry.
    private boolean room() {
        if (count == entries.length) {
            try {
                Object[] longer = Arrays.copyOf(entries, 2 * count);
                // What is before the head comes behind what was the end.
                System.arraycopy(entries, 0, longer, count, head);
                Arrays.fill(longer, 0, head, null);
                entries = longer;
            } catch (OutOfMemoryError _) {
                return false;
            }
        }
        return true;
    }

    private void put(Object entry) {
        int at = head + count;
        if (restless && (random = Chance.next(random)) != 0 && Chance.mix(random) < 0) {
            head = head - 1 & entries.length - 1;
            at = head;
        }
        entries[at & entries.length - 1] = entry;
        count++;
    }

    private void link(GreenThread thread) {
        thread.next = null;
        if (linked == null) {
            linked = thread;
        } else {
            lastLinked.next = thread;
        }
        lastLinked = thread;
    }

    private Object first() {
        return count == 0 ? null : entries[head];
    }

    private void removeFirst() {
        entries[head] = null;
        head = head + 1 & entries.length - 1;
        count--;
    }

    /// Takes out a thread that is in no batch; there is one.
    private GreenThread next() {
        GreenThread thread = (GreenThread) first();
        if (thread != null) {
            removeFirst();
            return thread;
        }
        thread = linked;
        linked = thread.next;
        thread.next = null;
        return thread;
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
            if (first() instanceof Batch b) {
                thread = b.threads[b.from++];
                left--;
                if (room) {
                    batch = b.threads;
                    from = b.from;
                    left -= batch.length - from;
                }
                if (room || b.from == b.threads.length) {
                    removeFirst();
                }
            } else {
                thread = next();
                int share = room ? Math.min(left / processors, BATCH - 1) : 0;
                left--;
                while (share-- > 0 && left > 0 && !(first() instanceof Batch)) {
                    into.add(next());
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
