package sley.vm.chan;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import sley.vm.sched.Parking;
import sley.vm.sched.SpinLock;
import sley.vm.sched.WaitQueue;
import sley.vm.sched.Waiter;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Shortage;

/// A value of type `chan<T>`: a ring of buffered values, and the threads that wait to send or to receive. Guarded by its lock.
///
/// While receivers wait the ring is empty, and while senders wait it is full: a value goes straight to the first waiting receiver, and a receiver that takes
/// from a full ring moves the first waiting sender's value into it. So values keep their order, waiting senders included.
public final class Channel extends SpinLock {
    private static final AtomicLong IDS = new AtomicLong();
    private static final int FIRST_RING = 16;

    /// The order in which a select takes locks.
    public final long id = IDS.incrementAndGet();
    public final boolean primitive;
    public final int capacity;
    /// Values come from outside the program too.
    public final boolean outside;
    public final WaitQueue receivers = new WaitQueue();
    public final WaitQueue senders = new WaitQueue();
    private long[] p;
    private Object[] r;
    private int head;
    private int size;
    private boolean closed;

    /// @param primitive in which bank elements travel
    public Channel(boolean primitive, int capacity) {
        this(primitive, capacity, false);
    }

    private Channel(boolean primitive, int capacity, boolean outside) {
        this.primitive = primitive;
        this.capacity = capacity;
        this.outside = outside;
    }

    /// A channel of references into which others than the program's threads send, so that waiting for it is never part of a deadlock.
    public static Channel fromOutside(int capacity) {
        return new Channel(false, capacity, true);
    }

    /// How many values are buffered, now.
    public int length() {
        lock();
        int n = size;
        unlock();
        return n;
    }

    /// For reports: what is in it, and the threads that wait at it.
    public void look(Consumer<Object> references, Consumer<GreenThread> waiting) {
        lock();
        try {
            lookLocked(references, waiting);
        } finally {
            unlock();
        }
    }

    private void lookLocked(Consumer<Object> references, Consumer<GreenThread> waiting) {
        for (int i = 0; !primitive && i < size; i++) {
            references.accept(r[head + i < r.length ? head + i : head + i - r.length]);
        }
        for (WaitQueue queue : List.of(receivers, senders)) {
            for (Waiter w = queue.first(); w != null; w = w.next) {
                if (Parking.waiting(w.thread) == w.ticket) {
                    waiting.accept(w.thread);
                }
            }
        }
    }

    public boolean isClosed() {
        lock();
        boolean now = closed;
        unlock();
        return now;
    }

    /// Sends without waiting. The lock is held.
    ///
    /// @return false when that is not possible now
    /// @throws Fault of kind `closed`
    public boolean offer(GreenThread thread, long valueP, Object valueR) {
        if (closed) {
            throw new Fault("closed", "send on a closed channel");
        }
        Waiter receiver = receivers.claimFirst();
        if (receiver != null) {
            deliver(receiver, valueP, valueR, true);
            return true;
        }
        if (size < capacity) {
            push(valueP, valueR);
            return true;
        }
        return false;
    }

    /// As [#offer], without the lock, for most cases in which it would be done; what fails and what must wait is left to others.
    public boolean trySend(GreenThread thread, long valueP, Object valueR) {
        // A look without the lock, so that an operation that must wait takes the lock once.
        if (size >= capacity && receivers.isEmpty()) {
            return false;
        }
        lock();
        try {
            return !closed && offer(thread, valueP, valueR);
        } finally {
            unlock();
        }
    }

    /// As [#poll], without the lock, for most cases in which it would be done.
    public boolean tryReceive(GreenThread thread) {
        if (size == 0 && senders.isEmpty()) {
            return false;
        }
        lock();
        try {
            return poll(thread);
        } finally {
            unlock();
        }
    }

    /// Receives without waiting into the thread's value fields. The lock is held.
    ///
    /// @return false when that is not possible now
    public boolean poll(GreenThread thread) {
        if (size > 0) {
            take(thread);
            Waiter sender = senders.claimFirst();
            if (sender != null) {
                push(sender.p, sender.r);
                accepted(sender);
            }
            return true;
        }
        Waiter sender = senders.claimFirst();
        if (sender != null) {
            thread.valueP = sender.p;
            thread.valueR = sender.r;
            thread.valueOk = true;
            accepted(sender);
            return true;
        }
        if (closed) {
            thread.valueP = 0;
            thread.valueR = null;
            thread.valueOk = false;
            return true;
        }
        return false;
    }

    /// Whether [#offer] will succeed or fail for good, unless the waiting receivers have all been claimed. The lock is held.
    public boolean maySend() {
        return closed || size < capacity || !receivers.isEmpty();
    }

    /// Whether [#poll] will succeed, unless the waiting senders have all been claimed. The lock is held.
    public boolean mayReceive() {
        return size > 0 || closed || !senders.isEmpty();
    }

    /// @throws Fault of kind `closed` when it is closed already
    public void close() {
        lock();
        if (closed) {
            unlock();
            throw new Fault("closed", "close of a closed channel");
        }
        closed = true;
        Waiter first = null;
        Waiter last = null;
        // Queue links are free once a waiter is claimed: they hold the list of those to wake.
        for (Waiter w = receivers.claimFirst(); w != null; w = receivers.claimFirst()) {
            w.thread.valueP = 0;
            w.thread.valueR = null;
            w.thread.valueOk = false;
            w.thread.selected = w.number;
            last = chain(last, w);
            first = first == null ? w : first;
        }
        for (Waiter w = senders.claimFirst(); w != null; w = senders.claimFirst()) {
            // Half of them told is no place to fail at.
            w.thread.pendingFault = Shortage.orElse("closed", "send on a closed channel");
            last = chain(last, w);
            first = first == null ? w : first;
        }
        unlock();
        while (first != null) {
            Waiter next = first.next;
            first.next = null;
            first.thread.scheduler.wake(first.thread);
            first = next;
        }
    }

    private static Waiter chain(Waiter last, Waiter w) {
        if (last != null) {
            last.next = w;
        }
        return w;
    }

    private static void deliver(Waiter receiver, long valueP, Object valueR, boolean ok) {
        GreenThread thread = receiver.thread;
        thread.valueP = valueP;
        thread.valueR = valueR;
        thread.valueOk = ok;
        thread.selected = receiver.number;
        thread.scheduler.wake(thread);
    }

    private static void accepted(Waiter sender) {
        GreenThread thread = sender.thread;
        sender.r = null;
        thread.selected = sender.number;
        thread.scheduler.wake(thread);
    }

    private void push(long valueP, Object valueR) {
        int ring = primitive ? p == null ? 0 : p.length : r == null ? 0 : r.length;
        if (size == ring) {
            grow(ring);
            ring = primitive ? p.length : r.length;
        }
        int at = head + size;
        if (at >= ring) {
            at -= ring;
        }
        if (primitive) {
            p[at] = valueP;
        } else {
            r[at] = valueR;
        }
        size++;
    }

    /// The ring grows with its content, up to the capacity.
    private void grow(int ring) {
        int larger = (int) Math.min(capacity, Math.max(FIRST_RING, 2L * ring));
        int tail = ring - head;
        if (primitive) {
            var values = new long[larger];
            if (ring > 0) {
                System.arraycopy(p, head, values, 0, tail);
                System.arraycopy(p, 0, values, tail, head);
            }
            p = values;
        } else {
            var values = new Object[larger];
            if (ring > 0) {
                System.arraycopy(r, head, values, 0, tail);
                System.arraycopy(r, 0, values, tail, head);
            }
            r = values;
        }
        head = 0;
    }

    private void take(GreenThread thread) {
        int at = head;
        if (primitive) {
            thread.valueP = p[at];
        } else {
            thread.valueR = r[at];
            r[at] = null;
        }
        thread.valueOk = true;
        head = at + 1 == (primitive ? p.length : r.length) ? 0 : at + 1;
        size--;
    }
}
