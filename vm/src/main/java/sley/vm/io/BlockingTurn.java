package sley.vm.io;

import java.util.function.Supplier;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Operation;
import sley.vm.thread.Outcome;

/// A blocking call that a thread makes when its [Turn] has come.
final class BlockingTurn implements Operation {
    private final Turn turn;
    private final GreenThread owner;
    private final String reason;
    private final Supplier<Object> body;

    private BlockingTurn(Turn turn, GreenThread owner, String reason, Supplier<Object> body) {
        this.turn = turn;
        this.owner = owner;
        this.reason = reason;
        this.body = body;
    }

    /// @param reason why it parks until its turn comes
    /// @param body   as in [Blocking#call]
    /// @return an [Outcome]
    static int call(Turn turn, GreenThread thread, String reason, Supplier<Object> body) {
        return new BlockingTurn(turn, thread, reason, body).resume(thread);
    }

    @Override
    public int resume(GreenThread thread) {
        if (turn.take(thread, this, reason) == Outcome.PARKED) {
            return Outcome.PARKED;
        }
        int outcome = -1;
        try {
            outcome = Blocking.call(thread, body);
        } finally {
            if (outcome != Outcome.PARKED) {
                turn.leave(thread);
            }
        }
        if (outcome == Outcome.PARKED) {
            // Too many threads block: it waits until it may, and has done nothing yet.
            thread.operation = this;
        }
        return outcome;
    }

    @Override
    public void abandon() {
        turn.leave(owner);
    }
}
