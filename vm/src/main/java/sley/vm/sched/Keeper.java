package sley.vm.sched;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import sley.vm.thread.GreenThread;

/// The role of the one carrier without a processor that waits for the first deadline and for sockets, so that the others can rest without a time limit.
final class Keeper {
    /// How long virtual time stands still for what is under way between sockets of this machine.
    private static final long SOCKET_PATIENCE = 5_000_000;

    private final Pool pool;
    private final AtomicReference<Carrier> keeper = new AtomicReference<>();
    private volatile long keptUntil = Long.MAX_VALUE;

    Keeper(Pool pool) {
        this.pool = pool;
    }

    /// @return null when nobody has the role
    Carrier carrier() {
        return keeper.get();
    }

    /// Takes the carrier out of the role, to employ it. @return it, or null
    Carrier take() {
        return keeper.getAndSet(null);
    }

    /// There is a timer for `deadline`.
    void expect(long deadline) {
        if (deadline < keptUntil) {
            Carrier k = keeper.get();
            if (k != null) {
                pool.carriers.rouse(k);
            }
        }
    }

    /// Somebody waits for a socket: the keeper may wait for timers only.
    void watch() {
        Carrier k = keeper.get();
        if (k != null && !k.selecting) {
            pool.carriers.rouse(k);
        }
    }

    /// Waits until the first deadline, or until a socket is ready, unless another carrier does so already.
    ///
    /// @return false when it does, or when this one is wanted for a processor
    boolean keep(Carrier carrier) {
        if (pool.firstTimer() == Long.MAX_VALUE && !pool.poller.awaited() || !keeper.compareAndSet(null, carrier)) {
            return false;
        }
        GreenThread claimed = null;
        while (claimed == null && !pool.stopping && keeper.get() == carrier) {
            keptUntil = Long.MAX_VALUE;
            if (pool.clock.isVirtual()) {
                claimed = jump(carrier);
                break;
            }
            long until = pool.firstTimer();
            keptUntil = until;
            if (pool.firstTimer() < until) {
                continue;
            }
            long left = until == Long.MAX_VALUE ? until : until - pool.clock.now();
            boolean sockets = pool.poller.awaited();
            if (left <= 0 || until == Long.MAX_VALUE && !sockets || !pool.global.isEmpty()) {
                break;
            }
            if (sockets) {
                claimed = select(carrier, until, left);
            } else {
                LockSupport.parkNanos(this, left);
            }
        }
        keptUntil = Long.MAX_VALUE;
        carrier.promised = !keeper.compareAndSet(carrier, null);
        carrier.claimed = claimed;
        return !carrier.promised;
    }

    /// In virtual time nobody waits: when sockets have nothing to say, it becomes the next deadline.
    private GreenThread jump(Carrier carrier) {
        long until = pool.processors[0].timers.anyLive() ? pool.firstTimer() : Long.MAX_VALUE;
        GreenThread claimed = pool.poller.awaited() ? select(carrier, Long.MIN_VALUE, until == Long.MAX_VALUE ? until : SOCKET_PATIENCE) : null;
        if (claimed == null && until != Long.MAX_VALUE) {
            pool.clock.jump(until);
        }
        return claimed;
    }

    /// The keeper waits for sockets. Whoever wants it for something else, or has an earlier timer, writes that first and then rouses it; it looks after it has said that it waits.
    private GreenThread select(Carrier carrier, long until, long left) {
        pool.poller.occupy();
        carrier.selecting = true;
        try {
            return pool.stopping || keeper.get() != carrier || pool.firstTimer() < until || !pool.global.isEmpty() ? null : pool.poller.await(left);
        } finally {
            carrier.selecting = false;
            pool.poller.leave(pool.clock.now());
        }
    }
}
