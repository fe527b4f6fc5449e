package sley.vm.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import sley.vm.thread.GreenThread;

/// The runnable threads of one processor: a ring, and a slot for the thread that was made runnable last, which runs next. Lock-free.
///
/// Only the owner (the carrier that has the processor) adds, so only it writes `tail`. Owner and thieves take from `head` with compare-and-set, thieves many at a time:
/// they copy the slots first and take them then, so a slot is used only if `head` had not moved when it was taken. The owner writes a slot again only after `head`
/// has passed it, and `head` and `tail` only grow (they wrap with their 32 bits), so a copied slot that was overwritten belongs to a compare-and-set that fails.
final class RunQueue {
    static final int SIZE = 256;
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;
    private static final VarHandle NEXT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(RunQueue.class, "head", int.class);
            TAIL = lookup.findVarHandle(RunQueue.class, "tail", int.class);
            NEXT = lookup.findVarHandle(RunQueue.class, "runNext", GreenThread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final GreenThread[] ring = new GreenThread[SIZE];
    private int head;
    private int tail;
    private GreenThread runNext;
    /// For when there is no memory for more. Its user empties it before the owner adds again.
    private final GreenThread[] single = new GreenThread[1];

    /// Owner: adds a thread to run next; the one that was to run next goes to the end of the ring.
    ///
    /// @return threads for the global queue, when the ring was full: half of the ring's, or, when there is no memory for so many, only one; else null
    GreenThread[] addNext(GreenThread thread) {
        if ((GreenThread) NEXT.getOpaque(this) == null) {
            // Nobody else puts a thread there.
            NEXT.setRelease(this, thread);
            return null;
        }
        GreenThread displaced = (GreenThread) NEXT.getAndSet(this, thread);
        return displaced == null ? null : add(displaced);
    }

    private static GreenThread[] half() {
        try {
            return new GreenThread[SIZE / 2];
        } catch (OutOfMemoryError _) {
            return null;
        }
    }

    /// Owner: adds a thread at the end of the ring.
    ///
    /// @return as [#addNext]
    GreenThread[] add(GreenThread thread) {
        while (true) {
            int h = (int) HEAD.getAcquire(this);
            int t = tail;
            if (t - h < SIZE) {
                ring[t & SIZE - 1] = thread;
                TAIL.setRelease(this, t + 1);
                return null;
            }
            GreenThread[] half = half();
            if (half == null) {
                single[0] = thread;
                return single;
            }
            for (int i = 0; i < half.length; i++) {
                half[i] = ring[h + i & SIZE - 1];
            }
            if (HEAD.compareAndSet(this, h, h + half.length)) {
                ring[t & SIZE - 1] = thread;
                TAIL.setRelease(this, t + 1);
                return half;
            }
        }
    }

    /// Owner: the thread that is to run next moves to the end of the ring.
    ///
    /// @return as [#addNext]
    GreenThread[] demoteNext() {
        GreenThread thread = pollNext();
        return thread == null ? null : add(thread);
    }

    /// Owner: takes the thread that is to run next, or null.
    GreenThread pollNext() {
        return (GreenThread) NEXT.getOpaque(this) == null ? null : (GreenThread) NEXT.getAndSet(this, null);
    }

    /// Owner: takes the first thread of the ring, or null.
    GreenThread poll() {
        while (true) {
            int h = (int) HEAD.getAcquire(this);
            if (h == tail) {
                return null;
            }
            GreenThread thread = ring[h & SIZE - 1];
            if (HEAD.compareAndSet(this, h, h + 1)) {
                return thread;
            }
        }
    }

    /// Owner of this queue, which must be empty: moves half of the victim's ring here, at least one, and takes one of them. The thread that is to run next there is
    /// taken only if `runNextToo` and there is nothing else.
    ///
    /// @return null when there was nothing to take
    GreenThread steal(RunQueue victim, boolean runNextToo) {
        while (true) {
            int h = (int) HEAD.getAcquire(victim);
            int t = (int) TAIL.getAcquire(victim);
            int count = t - h - (t - h) / 2;
            if (count == 0) {
                return runNextToo && NEXT.getAcquire(victim) != null ? (GreenThread) NEXT.getAndSet(victim, null) : null;
            }
            if (count > SIZE / 2) {
                // Head and tail were not of the same moment.
                continue;
            }
            for (int i = 0; i < count; i++) {
                ring[tail + i & SIZE - 1] = victim.ring[h + i & SIZE - 1];
            }
            if (HEAD.compareAndSet(victim, h, h + count)) {
                GreenThread last = ring[tail + count - 1 & SIZE - 1];
                TAIL.setRelease(this, tail + count - 1);
                return last;
            }
        }
    }

    /// Owner: how many have ever been added to the ring; wraps.
    int added() {
        return tail;
    }

    /// A look by anyone at how many there are, which may be late.
    int length() {
        return ringLength() + (NEXT.getAcquire(this) == null ? 0 : 1);
    }

    /// A look by anyone, which may be late.
    boolean isEmpty() {
        return ringIsEmpty() && NEXT.getAcquire(this) == null;
    }

    /// As [#length], of the ring alone.
    int ringLength() {
        return Math.clamp((int) TAIL.getAcquire(this) - (int) HEAD.getAcquire(this), 0, SIZE);
    }

    boolean ringIsEmpty() {
        return (int) HEAD.getAcquire(this) == (int) TAIL.getAcquire(this);
    }
}
