package sley.vm.sched;

import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// A carrier leaves its processor for as long as a call blocks it. If that takes long the [Monitor] hands the processor to another carrier; else it is still there when the call is over.
final class ProcessorLeave {
    private final Pool pool;
    /// Else a carrier keeps its processor while it is blocked.
    private final boolean handOff;

    ProcessorLeave(Pool pool, boolean handOff) {
        this.pool = pool;
        this.handOff = handOff;
    }

    void begin(GreenThread thread, Carrier carrier) {
        if (pool.tracer != null) {
            pool.tracer.blocks(thread);
        }
        if (!handOff) {
            return;
        }
        Processor p = carrier.processor;
        carrier.before = p;
        carrier.processor = null;
        p.calls++;
        p.status.set(Processor.BLOCKED);
    }

    /// Takes the old processor back, or an idle one.
    ///
    /// @return READY; or YIELDED when there is none: the thread must be queued
    int end(GreenThread thread, Carrier carrier) {
        if (pool.tracer != null) {
            pool.tracer.returns(thread);
        }
        if (!handOff) {
            return Outcome.READY;
        }
        Processor p = carrier.before;
        carrier.before = null;
        if (!p.status.compareAndSet(Processor.BLOCKED, Processor.RUNNING)) {
            p = pool.takeIdle();
        }
        if (p == null) {
            return Outcome.YIELDED;
        }
        carrier.processor = p;
        p.setRunning(thread);
        return Outcome.READY;
    }

    /// Sockets block their carriers: this one waits until the thread, which has parked on a descriptor and is not committed, is woken; its processor may be handed over.
    void untilSocket(GreenThread thread, Carrier carrier) {
        begin(thread, carrier);
        Processor kept = carrier.processor;
        if (kept != null) {
            kept.paused = true;
        }
        pool.sockets.blockOnSocket(thread, carrier.socketWait(), Long.MAX_VALUE);
        if (kept != null) {
            kept.paused = false;
        }
        // The processor comes back, or another, or the thread is queued.
        int outcome = end(thread, carrier);
        if (Parking.commit(thread)) {
            if (outcome == Outcome.READY && carrier.wired == null) {
                thread.runnableSince = pool.measuring ? pool.clock.now() : 0;
                carrier.again = thread;
            } else {
                pool.enqueue(thread);
            }
        }
    }
}
