package sley.vm.sched;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import sley.vm.thread.Fault;

/// The kernel threads that carry the threads of a pool: one gets a processor when there is work for it, a new one is started when none is spare.
final class Carriers {
    private final Pool pool;
    private final boolean atMostOne;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final Set<Carrier> all = ConcurrentHashMap.newKeySet();
    final SpareCarriers spare = new SpareCarriers();

    /// @param atMostOne one carrier keeps the only processor whatever it does
    Carriers(Pool pool, boolean atMostOne) {
        this.pool = pool;
        this.atMostOne = atMostOne;
    }

    Set<Carrier> all() {
        return all;
    }

    int started() {
        return started.get();
    }

    /// Most at once.
    int peak() {
        return peak.get();
    }

    void gone(Carrier carrier) {
        all.remove(carrier);
        carrier.closeSocketWait();
    }

    /// Gives the processor to a spare carrier, to the keeper of the timers, or to a new one.
    ///
    /// @param spinning it is to search for work, and is counted as searching already
    void employ(Processor p, boolean spinning) {
        Carrier carrier = resting();
        if (atMostOne) {
            // It is about to rest.
            while (carrier == null && !all.isEmpty()) {
                Thread.yield();
                carrier = resting();
            }
        }
        if (carrier != null) {
            carrier.spinning = spinning;
            hand(carrier, p);
            return;
        }
        if (!start(p, spinning)) {
            // The others go on; they look for work whenever they have none, and the monitor asks for a carrier again.
            pool.idle.add(p);
            if (spinning) {
                pool.searching.decrementAndGet();
            }
            if (all.isEmpty()) {
                throw new Fault("memory", "the system has no more kernel threads");
            }
        }
    }

    /// @return false when there is no memory, or no kernel thread, for one more
    private boolean start(Processor p, boolean spinning) {
        Carrier carrier = null;
        try {
            pool.monitor.begin();
            carrier = new Carrier(pool, started.getAndIncrement());
            carrier.spinning = spinning;
            carrier.handed = p;
            all.add(carrier);
            carrier.start();
        } catch (OutOfMemoryError _) {
            if (carrier != null) {
                all.remove(carrier);
            }
            return false;
        }
        peak.accumulateAndGet(all.size(), Math::max);
        return true;
    }

    private Carrier resting() {
        Carrier carrier = spare.take();
        return carrier != null ? carrier : pool.keeper.take();
    }

    void hand(Carrier carrier, Processor p) {
        carrier.handed = p;
        rouse(carrier);
    }

    /// It looks again whether it has a processor, or the pool has ended, wherever it waits.
    void rouse(Carrier carrier) {
        LockSupport.unpark(carrier);
        if (carrier.selecting) {
            pool.poller.rouse();
        }
    }
}
