package sley.vm.io;

import java.util.function.Supplier;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;
import sley.vm.thread.Shortage;

/// Calls that may block their kernel thread. Meanwhile other green threads may run on the processor.
public final class Blocking {
    private Blocking() {}

    /// Runs `body`; its result goes to `valueR`. When too many such calls are under way, the thread waits for its turn first.
    ///
    /// @return an [Outcome] for the native that calls this
    public static int call(GreenThread thread, Supplier<Object> body) {
        if (thread.scheduler.takeTurn(thread) == Outcome.PARKED) {
            // It has its turn then.
            thread.operation = t -> call(t, body);
            return Outcome.PARKED;
        }
        return run(thread, body);
    }

    private static int run(GreenThread thread, Supplier<Object> body) {
        Throwable failure = null;
        Object result = null;
        thread.waitsSince = thread.scheduler.ticks();
        thread.inBlockingCall = true;
        thread.scheduler.beginBlocking(thread);
        try {
            result = body.get();
        } catch (Fault | OutOfMemoryError e) {
            failure = e;
        } catch (Throwable e) {
            thread.scheduler.giveTurn();
            thread.scheduler.endBlocking(thread);
            thread.inBlockingCall = false;
            throw e;
        }
        thread.scheduler.giveTurn();
        int outcome = thread.scheduler.endBlocking(thread);
        thread.inBlockingCall = false;
        if (outcome == Outcome.READY) {
            thread.scheduler.goOn(thread);
        }
        if (failure != null) {
            Fault fault = failure instanceof Fault f ? f : Shortage.fault();
            if (outcome == Outcome.READY) {
                throw fault;
            }
            thread.pendingFault = fault;
        }
        thread.valueR = result;
        return outcome;
    }
}
