package sley.vm.sched;

import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Seldom;
import sley.vm.value.ErrorValue;

/// What reaches a thread from outside of its code: cancellation, the failure of a member of its scope, the end of a time limit.
///
/// An interrupter writes what is due, and then raises it where the thread waits; if it does not wait it will look for itself. It claims the wait that it saw before it
/// saw that nobody has raised the interrupt, so it is not raised twice.
final class Interrupts {
    private static final String CANCELLED = "cancelled";
    private static final String MESSAGE = "the thread was cancelled";
    private static final Fault UNTRACED = new Fault(ErrorValue.untraced(CANCELLED, MESSAGE));

    private final BaseScheduler scheduler;

    Interrupts(BaseScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// Raises what is due at a suspension point.
    void raiseDue(GreenThread thread) {
        if (thread.doomed != null) {
            raiseUrgent(thread);
        }
        if (thread.interrupt != null || thread.limit != null || thread.scope != null) {
            Fault due = take(thread);
            if (due != null) {
                throw due;
            }
        }
    }

    /// For the running thread: what is due at a suspension point, so that it is raised once; or null.
    Fault take(GreenThread thread) {
        if (thread.interrupt != null) {
            return (Fault) GreenThread.INTERRUPT.getAndSet(thread, null);
        }
        Scope failed = failedScope(thread);
        if (failed != null) {
            return failureOf(failed);
        }
        Limit passed = thread.limit == null ? null : passedLimit(thread, scheduler.clock.now());
        return passed == null ? null : timeoutOf(passed);
    }

    /// Whether an interrupter that came before the thread armed may have missed it.
    static boolean due(GreenThread thread) {
        return thread.interrupt != null || failedScope(thread) != null || passedLimit(thread, Long.MIN_VALUE) != null;
    }

    /// The innermost of the thread's scopes whose failure is to be raised; outer ones follow at later suspension points, so that a handler in between stops none of them.
    private static Scope failedScope(GreenThread thread) {
        Scope scope = thread.scope;
        while (scope != null && scope.interrupt == null) {
            scope = scope.outer;
        }
        return scope;
    }

    /// As [#failedScope], of the time limits.
    private static Limit passedLimit(GreenThread thread, long now) {
        Limit limit = thread.limit;
        while (limit != null && (limit.closed || !limit.passed && limit.deadline > now)) {
            limit = limit.outer;
        }
        return limit;
    }

    /// For whoever raises it: the owner, or who has claimed it.
    private static Fault failureOf(Scope scope) {
        Fault failure = scope.interrupt;
        scope.interrupt = null;
        return failure;
    }

    /// As [#failureOf].
    static Fault timeoutOf(Limit limit) {
        limit.lock();
        limit.closed = true;
        limit.unlock();
        return limit.fault;
    }

    /// Ends what a thread does from outside of the program: raises `fault` in it, and in the threads of its scopes, at the next safepoint or suspension point.
    ///
    /// @param force again and again until it has ended
    void end(GreenThread thread, Fault fault, boolean force) {
        for (GreenThread each : scheduler.threads()) {
            if (each == thread || inScopeOf(each, thread)) {
                each.doomed = force ? fault : each.doomed;
                each.urgent = true;
                interrupt(each, fault);
                each.poll = true;
            }
        }
    }

    private static boolean inScopeOf(GreenThread thread, GreenThread owner) {
        for (Scope scope = thread.memberOf; scope != null; scope = scope.owner.memberOf) {
            if (scope.owner == owner) {
                return true;
            }
        }
        return false;
    }

    /// Raises what [#end] has left for the thread.
    void raiseUrgent(GreenThread thread) {
        if (!thread.urgent) {
            return;
        }
        Fault due = (Fault) GreenThread.INTERRUPT.getAndSet(thread, null);
        Fault fault = due != null ? due : thread.doomed;
        if (thread.doomed == null) {
            thread.urgent = false;
        } else {
            thread.poll = true;
            thread.seldom().doomedRaises++;
        }
        if (fault != null) {
            throw fault;
        }
    }

    /// Once: a thread that cleans up after it was cancelled needs suspension points that work, whoever else wants it to end.
    void cancel(GreenThread target) {
        if (GreenThread.CANCELLED.compareAndSet(target, false, true)) {
            interrupt(target, cancellation());
        }
    }

    /// Scopes cancel their members in the course of other things, which must not fail in between: if there is no memory, one without a trace does.
    private static Fault cancellation() {
        try {
            return new Fault(CANCELLED, MESSAGE);
        } catch (OutOfMemoryError _) {
            return UNTRACED;
        }
    }

    private void interrupt(GreenThread target, Fault cancellation) {
        target.interrupt = cancellation;
        endBlockingCall(target);
        long ticket = Parking.waiting(target);
        if (ticket >= 0 && target.interrupt == cancellation && Parking.claim(target, ticket)) {
            target.pendingFault = (Fault) GreenThread.INTERRUPT.getAndSet(target, null);
            scheduler.wake(target);
        }
    }

    /// A member of the scope has failed, and `scope.interrupt` says so. The owner cannot leave the scope before that member has left it.
    void raise(Scope scope, Fault failure) {
        GreenThread owner = scope.owner;
        endBlockingCall(owner);
        long ticket = Parking.waiting(owner);
        if (ticket >= 0 && scope.interrupt == failure && Parking.claim(owner, ticket)) {
            owner.pendingFault = failureOf(scope);
            scheduler.wake(owner);
        }
    }

    /// The thread has been interrupted; it may be in a blocking call that can end before its time.
    static void endBlockingCall(GreenThread thread) {
        Seldom seldom = thread.seldomOrNull();
        Runnable blocker = seldom == null ? null : seldom.blocker;
        if (blocker != null) {
            blocker.run();
        }
    }
}
