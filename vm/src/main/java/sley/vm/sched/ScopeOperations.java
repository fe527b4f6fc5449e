package sley.vm.sched;

import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// Entering a [Scope], and the wait for its members at its end. An interrupt cancels them and is raised when they have ended.
final class ScopeOperations {
    private final BaseScheduler scheduler;

    ScopeOperations(BaseScheduler scheduler) {
        this.scheduler = scheduler;
    }

    void enter(GreenThread thread) {
        thread.scope = new Scope(thread.scope, thread);
    }

    int exit(GreenThread thread) {
        Scope scope = thread.scope;
        if (!scope.isEmpty()) {
            Fault due = scheduler.interrupts.take(thread);
            if (due != null) {
                scope.note(due);
                scope.abort();
            }
        }
        return await(thread, scope);
    }

    int abort(GreenThread thread) {
        Scope scope = thread.scope;
        scope.abandoned = true;
        scope.abort();
        return await(thread, scope);
    }

    int resume(GreenThread thread) {
        Scope scope = thread.scope;
        if (thread.pendingFault != null) {
            scope.note(thread.pendingFault);
            thread.pendingFault = null;
            scope.abort();
        }
        return await(thread, scope);
    }

    private int await(GreenThread thread, Scope scope) {
        while (true) {
            long ticket = scheduler.waits.arm(thread, "scope", scope);
            if (scope.await(ticket)) {
                if (Interrupts.due(thread) && Parking.disarm(thread, ticket)) {
                    scheduler.waits.resumed(thread);
                    scope.note(scheduler.interrupts.take(thread));
                    scope.abort();
                    continue;
                }
                thread.scopeWaits = true;
                return Outcome.PARKED;
            }
            boolean disarmed = Parking.disarm(thread, ticket);
            if (!disarmed) {
                // An interrupter was faster; it will wake the thread, which then comes back here.
                thread.scopeWaits = true;
                return Outcome.PARKED;
            }
            scheduler.waits.resumed(thread);
            return close(thread, scope);
        }
    }

    private int close(GreenThread thread, Scope scope) {
        thread.scope = scope.outer;
        Fault failure = scope.failure();
        Fault due = scope.abandoned ? null : failure != null ? failure : scope.pending;
        if (due == null && !scope.abandoned) {
            due = scope.cancellation;
        } else if (scope.cancellation != null) {
            // Another error comes first.
            GreenThread.INTERRUPT.compareAndSet(thread, null, scope.cancellation);
        }
        if (due != null) {
            throw due;
        }
        return Outcome.READY;
    }
}
