package sley.vm.sched;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import sley.vm.thread.GreenThread;

/// All threads that have not ended, in lists linked through the threads themselves; spread over several locks.
final class Registry {
    private static final int SHARDS = 16;

    private static final class Shard extends SpinLock {
        private GreenThread newest;
    }

    private final Shard[] shards = new Shard[SHARDS];
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final List<GreenThread> failed = new ArrayList<>();

    Registry() {
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard();
        }
    }

    void add(GreenThread thread) {
        int now = size.incrementAndGet();
        if (now > peak.get()) {
            peak.accumulateAndGet(now, Math::max);
        }
        Shard shard = shards[(int) (thread.id % SHARDS)];
        shard.lock();
        thread.olderThread = shard.newest;
        if (shard.newest != null) {
            shard.newest.newerThread = thread;
        }
        shard.newest = thread;
        shard.unlock();
    }

    /// @return how many are left
    int remove(GreenThread thread) {
        Shard shard = shards[(int) (thread.id % SHARDS)];
        shard.lock();
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
        return size.decrementAndGet();
    }

    /// The most there were at once.
    int peak() {
        return peak.get();
    }

    int size() {
        return size.get();
    }

    /// Remembers a thread whose error somebody may still take by `join`.
    void failed(GreenThread thread) {
        synchronized (failed) {
            failed.add(thread);
        }
    }

    List<GreenThread> failed() {
        synchronized (failed) {
            return failed.stream().filter(t -> !t.failureTaken).toList();
        }
    }

    /// By age.
    List<GreenThread> all() {
        var all = new ArrayList<GreenThread>();
        for (Shard shard : shards) {
            shard.lock();
            for (GreenThread t = shard.newest; t != null; t = t.olderThread) {
                all.add(t);
            }
            shard.unlock();
        }
        all.sort((a, b) -> Long.compare(a.id, b.id));
        return all;
    }
}
