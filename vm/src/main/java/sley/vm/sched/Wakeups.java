package sley.vm.sched;

import sley.vm.thread.GreenThread;

/// Makes threads runnable whose timers or sockets are due: where they run, in which order, and whether another carrier is woken for them.
final class Wakeups {
    private final Pool pool;

    Wakeups(Pool pool) {
        this.pool = pool;
    }

    /// @param counters those of the processor that this runs on, which nobody else writes
    /// @return whether there were any
    boolean fireDue(Processor p, Counters counters) {
        if (p.timers.first() == Long.MAX_VALUE) {
            return false;
        }
        long now = pool.clock.now();
        Timer due = p.timers.due(now);
        if (due != null) {
            because(Tracer.Source.TIMER);
            fire(counters, due, now);
            because(Tracer.Source.CALLER);
        }
        return due != null;
    }

    private void because(Tracer.Source source) {
        if (pool.tracer != null) {
            pool.tracer.because(source);
        }
    }

    private void fire(Counters counters, Timer due, long now) {
        GreenThread first = null;
        GreenThread last = null;
        for (Timer timer = due; timer != null; ) {
            Timer following = timer.next;
            timer.next = null;
            counters.timers++;
            if (pool.measuring) {
                // A thread whose time is over could run.
                counters.longestWait = Math.max(counters.longestWait, now - timer.deadline);
            }
            GreenThread thread = pool.deadlines.fire(timer);
            timer = following;
            if (thread != null) {
                thread.next = null;
                if (first == null) {
                    first = thread;
                } else {
                    last.next = thread;
                }
                last = thread;
            }
        }
        if (first != null) {
            // They run in the order of their deadlines: the first next, the others behind what is queued already.
            GreenThread others = first.next;
            first.next = null;
            pool.wake(first);
            wakeAll(others);
        }
    }

    /// Threads claimed by the poller or by timers become runnable: on the processor of this carrier if it has one, behind what is queued there; many of them in the
    /// global queue, from where all processors take them in this order.
    ///
    /// @param list linked by `next`
    void wakeAll(GreenThread list) {
        if (list == null) {
            return;
        }
        Carrier carrier = pool.current();
        Processor p = carrier == null ? null : carrier.processor;
        boolean several = p == null || !p.queue.isEmpty();
        if (list.next == null) {
            if (pool.tracer != null) {
                pool.tracer.woken(list);
            }
            if (Parking.publish(list)) {
                put(list, p, several);
            }
            return;
        }
        GreenThread[] batch = null;
        int count = 0;
        // Some are in the global queue, so what follows them must be behind them.
        boolean shared = false;
        for (GreenThread thread = list; thread != null; ) {
            GreenThread following = thread.next;
            thread.next = null;
            if (pool.tracer != null) {
                pool.tracer.woken(thread);
            }
            // Else its carrier, which has not left it yet, queues it.
            if (Parking.publish(thread)) {
                if (pool.measuring) {
                    thread.runnableSince = pool.clock.now();
                }
                batch = batch == null ? batch() : batch;
                if (batch == null) {
                    pool.global.add(thread);
                    shared = true;
                } else {
                    batch[count++] = thread;
                }
            }
            if (count == GlobalQueue.BATCH) {
                pool.global.add(batch);
                batch = null;
                count = 0;
                shared = true;
            }
            thread = following;
        }
        // Its carrier is about to look there, so another one is woken only for the second thread.
        several |= shared || count > 1;
        for (int i = 0; i < count; i++) {
            put(batch[i], shared ? null : p, several && i == count - 1);
        }
        if (several && count == 0) {
            pool.wakeSomeone();
        }
    }

    /// @return null when there is no memory for it
    private static GreenThread[] batch() {
        try {
            return new GreenThread[GlobalQueue.BATCH];
        } catch (OutOfMemoryError _) {
            return null;
        }
    }

    private void put(GreenThread thread, Processor p, boolean wake) {
        if (pool.measuring) {
            thread.runnableSince = pool.clock.now();
        }
        if (p == null) {
            pool.global.add(thread);
        } else {
            pool.overflow(p.queue.add(thread));
        }
        if (wake) {
            pool.wakeSomeone();
        }
    }

    /// Looks for ready sockets without waiting, and makes their threads runnable.
    void pollNetwork() {
        GreenThread claimed = pool.poller.poll(pool.clock.now());
        if (claimed != null) {
            polled(claimed);
        }
    }

    /// The calling carrier found these at the poller.
    void polled(GreenThread claimed) {
        if (pool.tracer != null) {
            pool.tracer.marks(Tracer.Mark.POLLED, 0);
        }
        because(Tracer.Source.SOCKET);
        wakeAll(claimed);
        because(Tracer.Source.CALLER);
    }
}
