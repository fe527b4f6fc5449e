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
        waiter.queue = this;
        waiter.previous = last;
        waiter.next = null;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
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
        waiter.queue = null;
        waiter.previous = null;
        waiter.next = null;
    }

    /// Takes out the first waiter whose thread still waits, and claims that thread for the caller, who must publish it.
    /// Waiters that somebody else has claimed are taken out on the way.
    ///
    /// @return null when there is none
    public Waiter claimFirst() {
        Waiter waiter = first;
        while (waiter != null) {
            remove(waiter);
            if (Parking.claim(waiter.thread, waiter.ticket)) {
                return waiter;
            }
            waiter = first;
        }
        return null;
    }
}
