package sley.vm.sched;

import java.util.ArrayList;
import java.util.List;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;

/// An open `scope`: the threads that were spawned inside and have not ended, and the first failure among them. Guarded by its lock.
public final class Scope extends SpinLock {
    public final Scope outer;
    public final GreenThread owner;
    /// The members, linked through themselves, the newest first.
    private GreenThread newest;
    private Fault failure;
    /// The failure, as long as it is to be raised where the owner is. Set by the member that failed, taken by whoever raises it.
    volatile Fault interrupt;
    private boolean aborted;
    /// The owner's wait at the end, or 0.
    private long ticket;
    /// Touched by the owner only: what interrupted it while it waited, and whether it leaves because of an error of its own.
    Fault pending;
    Fault cancellation;
    volatile boolean abandoned;

    Scope(Scope outer, GreenThread owner) {
        this.outer = outer;
        this.owner = owner;
    }

    void enter(GreenThread member) {
        lock();
        member.olderMember = newest;
        if (newest != null) {
            newest.newerMember = member;
        }
        newest = member;
        boolean late = aborted;
        unlock();
        if (late) {
            member.scheduler.cancel(member);
        }
    }

    /// A member has ended. It stays a member until everybody has heard of its failure: so the owner is not interrupted after it has left the scope.
    void leave(GreenThread member, Fault memberFailure) {
        if (memberFailure != null) {
            fail(member, memberFailure);
        }
        lock();
        if (member.newerMember == null) {
            newest = member.olderMember;
        } else {
            member.newerMember.olderMember = member.olderMember;
        }
        if (member.olderMember != null) {
            member.olderMember.newerMember = member.newerMember;
        }
        member.olderMember = null;
        member.newerMember = null;
        boolean wakeOwner = newest == null && ticket != 0 && Parking.claim(owner, ticket);
        unlock();
        if (wakeOwner) {
            owner.scheduler.wake(owner);
        }
    }

    private void fail(GreenThread member, Fault memberFailure) {
        lock();
        boolean first = failure == null && !aborted;
        if (first) {
            failure = memberFailure;
        }
        unlock();
        if (first) {
            cancelAll(member);
        }
        if (first && !abandoned) {
            interrupt = memberFailure;
            ((BaseScheduler) owner.scheduler).interrupts.raise(this, memberFailure);
        }
    }

    /// Cancels all members but `failed`, and those that will still come, unless that was done before: each is cancelled once, since it may need suspension points to clean up.
    private void cancelAll(GreenThread failed) {
        lock();
        boolean before = aborted;
        aborted = true;
        var all = List.<GreenThread>of();
        try {
            all = before ? all : all();
        } catch (OutOfMemoryError _) {
            // There is no room for a list. Cancelling takes no other lock for longer than a moment.
            for (GreenThread member = newest; member != null; member = member.olderMember) {
                cancel(member, failed);
            }
        }
        unlock();
        // By number, since an iterator needs memory too.
        for (int i = 0; i < all.size(); i++) {
            cancel(all.get(i), failed);
        }
    }

    private static void cancel(GreenThread member, GreenThread failed) {
        if (member != failed) {
            member.scheduler.cancel(member);
        }
    }

    /// The members by age. The lock is held.
    private List<GreenThread> all() {
        var all = new ArrayList<GreenThread>();
        for (GreenThread member = newest; member != null; member = member.olderMember) {
            all.add(member);
        }
        return all.reversed();
    }

    /// Cancels all members, and those that will still come.
    void abort() {
        cancelAll(null);
    }

    /// The owner, armed with `newTicket`, waits for the members.
    ///
    /// @return false when there is none
    boolean await(long newTicket) {
        lock();
        boolean some = newest != null;
        ticket = some ? newTicket : 0;
        unlock();
        return some;
    }

    /// The owner was interrupted while it waits for the members; it goes on waiting, and raises this then.
    void note(Fault fault) {
        Fault known = failure();
        if (known != null && known.error() == fault.error()) {
            return;
        }
        if (fault.error().kind().equals("cancelled")) {
            cancellation = fault;
        } else if (pending == null) {
            pending = fault;
        }
    }

    boolean isEmpty() {
        lock();
        boolean empty = newest == null;
        unlock();
        return empty;
    }

    Fault failure() {
        lock();
        Fault f = failure;
        unlock();
        return f;
    }

    /// For reports.
    public List<GreenThread> members() {
        lock();
        try {
            return all();
        } finally {
            unlock();
        }
    }
}
