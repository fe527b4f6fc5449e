package sley.vm.sched;

/// Waiting threads, first in first out. Guarded by the lock of its owner.
public final class WaitQueue {
    private Waiter first;
    private Waiter last;

    public boolean isEmpty() {
        return first == null;
    }

    public Waiter first() {
        return first;
    }

    public void add(Waiter waiter) {
        assert waiter.queue == null : "queued twice";
        waiter.previous = last;
        waiter.next = null;
        waiter.queue = this;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
    }

    /// For a waiter that was the first before.
    public void addFirst(Waiter waiter) {
        Waiter second = first;
        add(waiter);
        if (second != null) {
            last = waiter.previous;
            last.next = null;
            waiter.previous = null;
            waiter.next = second;
            second.previous = waiter;
            first = waiter;
        }
    }

    public void remove(Waiter waiter) {
        assert waiter.queue == this : "not in this queue";
        if (waiter.previous == null) {
            first = waiter.next;
        } else {
            waiter.previous.next = waiter.next;
        }
        if (waiter.next == null) {
            last = waiter.previous;
        } else {
            waiter.next.previous = waiter.previous;
        }
        waiter.previous = null;
        waiter.next = null;
        // The last write: its thread looks at this without the lock, and may use the place again at once.
        waiter.leave();
    }

    /// Takes out the first waiter whose thread still waits, and claims that thread for the caller, who must publish it.
    /// Waiters that somebody else has claimed are taken out on the way.
    ///
    /// @return null when there is none
    public Waiter claimFirst() {
        Waiter waiter = first;
        while (waiter != null) {
            // Claimed while it is still queued: once it is taken out and not claimed, it belongs to its thread, which may wait elsewhere with it.
            boolean won = Parking.claim(waiter.thread, waiter.ticket);
            remove(waiter);
            if (won) {
                return waiter;
            }
            waiter = first;
        }
        return null;
    }
}
