package sley.vm.sched;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import sley.vm.thread.GreenThread;

/// All threads that have not ended, in lists linked through the threads themselves; spread over several locks, so that each processor has one nearly for itself.
///
/// No count is shared: each list counts its own threads. The last thread to end is told thus: as long as the first thread has not ended, no other is the last. Afterwards, whoever leaves its list
/// empty looks at all lists with all locks held. A thread that ends just before the first one does, and does not see that, has taken its lock and let it go before; the first one takes
/// that lock when it looks.
final class Registry {
    /// A power of two.
    private static final int SHARDS = 16;
    /// While fewer threads live than the limit divided by this, each list may grow by its share before anybody adds up.
    private static final int ROOMY = 2;

    private static final class Shard extends SpinLock {
        private GreenThread newest;
        private int count;
        /// How many it may hold until the threads must be added up.
        private int allowed;
        /// Keeps the next one out of this line.
        @SuppressWarnings("unused")
        private long pad1, pad2, pad3, pad4, pad5, pad6;
    }

    private final Shard[] shards = new Shard[SHARDS];
    private final int most;
    /// Fewer than half of the threads that may be are alive, so lists may hold what they are allowed.
    private volatile boolean roomy;
    /// Whether the most threads at once are to be known; that takes a count that all share.
    private final boolean counting;
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private volatile GreenThread first;
    /// Threads that failed, linked by `next`, which nobody needs for a thread that has ended: so there is always room for one more. Under the lock of this object.
    private GreenThread lastFailed;

    /// @param most how many threads there may be at once
    Registry(int most, boolean counting) {
        this.most = most;
        this.counting = counting;
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard();
        }
    }

    /// Whether one more thread would be too many.
    boolean full(int place) {
        Shard shard = shards[place & SHARDS - 1];
        if (roomy && shard.count < shard.allowed) {
            return false;
        }
        int left = most - sum();
        if (roomy != left > most / ROOMY) {
            roomy = left > most / ROOMY;
        }
        shard.allowed = shard.count + most / ROOMY / SHARDS;
        return left <= 0;
    }

    /// @param place says whose list; threads that begin on one processor go to the same
    void add(GreenThread thread, int place) {
        if (counting) {
            peak.accumulateAndGet(size.incrementAndGet(), Math::max);
        }
        if (first == null) {
            first = thread;
        }
        Shard shard = shards[place & SHARDS - 1];
        thread.shard = (byte) (place & SHARDS - 1);
        shard.lock();
        shard.count++;
        thread.olderThread = shard.newest;
        if (shard.newest != null) {
            shard.newest.newerThread = thread;
        }
        shard.newest = thread;
        shard.unlock();
    }

    /// @return whether it was the last; true once only, until another is added
    boolean remove(GreenThread thread) {
        Shard shard = shards[thread.shard];
        shard.lock();
        int left = --shard.count;
        if (thread.newerThread == null) {
            shard.newest = thread.olderThread;
        } else {
            thread.newerThread.olderThread = thread.olderThread;
        }
        if (thread.olderThread != null) {
            thread.olderThread.newerThread = thread.newerThread;
        }
        thread.olderThread = null;
        thread.newerThread = null;
        shard.unlock();
        if (counting) {
            size.decrementAndGet();
        }
        return left == 0 && first != null && first.ended && last();
    }

    private boolean last() {
        lockAll();
        boolean none = first != null && sum() == 0;
        if (none) {
            // The next one that is added takes its part, and nobody else tells of the end meanwhile.
            first = null;
        }
        unlockAll();
        return none;
    }

    private void lockAll() {
        for (Shard shard : shards) {
            shard.lock();
        }
    }

    private void unlockAll() {
        for (Shard shard : shards) {
            shard.unlock();
        }
    }

    private int sum() {
        int sum = 0;
        for (Shard shard : shards) {
            sum += shard.count;
        }
        return sum;
    }

    /// The most there were at once; only when counting.
    int peak() {
        return peak.get();
    }

    int size() {
        // At one moment: a thread that has ended may have started another.
        lockAll();
        int sum = sum();
        unlockAll();
        return sum;
    }

    /// Remembers a thread whose error somebody may still take by `join`.
    void failed(GreenThread thread) {
        synchronized (this) {
            thread.next = lastFailed;
            lastFailed = thread;
        }
    }

    List<GreenThread> failed() {
        synchronized (this) {
            if (lastFailed == null) {
                return List.of();
            }
            var failed = new ArrayList<GreenThread>();
            for (GreenThread thread = lastFailed; thread != null; thread = thread.next) {
                if (!thread.failureTaken) {
                    failed.add(thread);
                }
            }
            return failed.reversed();
        }
    }

    /// The sum of a number of each thread, or -1 as soon as it is negative for one. Takes no memory itself, nor may `of`, which is called under a spin lock.
    long sum(ToLongFunction<GreenThread> of) {
        long sum = 0;
        for (Shard shard : shards) {
            shard.lock();
            for (GreenThread t = shard.newest; t != null && sum >= 0; t = t.olderThread) {
                long one = of.applyAsLong(t);
                sum = one < 0 ? -1 : sum + one;
            }
            shard.unlock();
        }
        return sum;
    }

    /// Takes no memory itself, nor may `action`, which is called under a spin lock.
    void forEach(Consumer<GreenThread> action) {
        for (Shard shard : shards) {
            shard.lock();
            for (GreenThread t = shard.newest; t != null; t = t.olderThread) {
                action.accept(t);
            }
            shard.unlock();
        }
    }

    /// By age.
    List<GreenThread> all() {
        var all = new ArrayList<GreenThread>();
        for (Shard shard : shards) {
            shard.lock();
            try {
                for (GreenThread t = shard.newest; t != null; t = t.olderThread) {
                    all.add(t);
                }
            } finally {
                shard.unlock();
            }
        }
        all.sort((a, b) -> Long.compare(a.id, b.id));
        return all;
    }
}
