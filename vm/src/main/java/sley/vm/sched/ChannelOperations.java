package sley.vm.sched;

import java.util.Arrays;
import sley.vm.chan.Channel;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// Send, receive and select; see [Scheduler] for what they promise.
final class ChannelOperations {
    private final BaseScheduler scheduler;

    ChannelOperations(BaseScheduler scheduler) {
        this.scheduler = scheduler;
    }

    int send(GreenThread thread, Channel channel, long p, Object r) {
        scheduler.interrupts.raiseDue(thread);
        channel.lock();
        try {
            if (channel.offer(thread, p, r)) {
                channel.unlock();
                return Outcome.READY;
            }
            Waits.makePlaces(thread, 1);
        } catch (Fault | OutOfMemoryError failure) {
            channel.unlock();
            throw failure;
        }
        long ticket = scheduler.waits.arm(thread, "send", channel);
        Waiter waiter = Waits.place(thread, ticket);
        waiter.p = p;
        waiter.r = r;
        channel.senders.add(waiter);
        channel.unlock();
        return scheduler.waits.park(thread, ticket);
    }

    int receive(GreenThread thread, Channel channel) {
        scheduler.interrupts.raiseDue(thread);
        channel.lock();
        if (channel.poll(thread)) {
            channel.unlock();
            return Outcome.READY;
        }
        try {
            Waits.makePlaces(thread, 1);
        } catch (OutOfMemoryError e) {
            channel.unlock();
            throw e;
        }
        long ticket = scheduler.waits.arm(thread, "receive", channel);
        channel.receivers.add(Waits.place(thread, ticket));
        channel.unlock();
        return scheduler.waits.park(thread, ticket);
    }

    /// As in Go: with all channels locked, in the order of their numbers, the cases are tried in random order; if none is ready the thread queues at each
    /// channel before any lock is released. So two selects never wait for each other's locks, and a ready case is never missed.
    int select(GreenThread thread, int count, Channel[] channels, boolean[] sends, long[] p, Object[] r, long mode) {
        scheduler.interrupts.raiseDue(thread);
        int early = tryOne(thread, count, channels, sends, p, r);
        if (early >= 0) {
            thread.selected = early;
            return Outcome.READY;
        }
        Channel[] order = ordered(channels, count);
        boolean twice = lockAll(order);
        int done;
        try {
            done = tryCases(thread, count, channels, sends, p, r);
            if (done < 0 && mode != -2) {
                Waits.makePlaces(thread, count);
            }
        } catch (Fault | OutOfMemoryError failure) {
            unlockAll(order);
            throw failure;
        }
        if (done >= 0 || mode == -2) {
            unlockAll(order);
            thread.selected = done;
            return Outcome.READY;
        }
        long deadline = mode >= 0 ? scheduler.clock.after(mode) : Long.MAX_VALUE;
        long ticket = scheduler.waits.arm(thread, "select", channels);
        thread.waiterCount = count;
        // Of two cases of one channel the one that queued first will be done.
        int first = twice ? scheduler.random(count) : 0;
        Waiter waiter = thread.waiter;
        for (int k = 0; k < count; k++, waiter = waiter.sibling) {
            int i = first + k < count ? first + k : first + k - count;
            waiter.ticket = ticket;
            waiter.number = i;
            waiter.p = p[i];
            waiter.r = r[i];
            (sends[i] ? channels[i].senders : channels[i].receivers).add(waiter);
        }
        thread.wakeAt = deadline;
        unlockAll(order);
        if (mode >= 0) {
            scheduler.deadlines.arrange(thread, ticket, deadline);
        }
        return scheduler.waits.park(thread, ticket);
    }

    /// Tries one of the cases that seem ready without a lock, each as likely as the others, with the lock of its channel alone: most often nothing else is needed.
    ///
    /// @return its number, or -1 when it could not be done: then all must be looked at
    private int tryOne(GreenThread thread, int count, Channel[] channels, boolean[] sends, long[] p, Object[] r) {
        int ready = 0;
        for (int i = 0; i < count; i++) {
            ready += ready(channels[i], sends[i]) ? 1 : 0;
        }
        int skip = ready < 2 ? 0 : scheduler.random(ready);
        for (int i = 0; i < count && ready > 0; i++) {
            if (ready(channels[i], sends[i]) && skip-- == 0) {
                channels[i].lock();
                try {
                    return (sends[i] ? channels[i].offer(thread, p[i], r[i]) : channels[i].poll(thread)) ? i : -1;
                } finally {
                    channels[i].unlock();
                }
            }
        }
        return -1;
    }

    /// Does one of the cases that are ready now, each as likely as the others. @return its number, or -1
    private int tryCases(GreenThread thread, int count, Channel[] channels, boolean[] sends, long[] p, Object[] r) {
        while (true) {
            int ready = 0;
            for (int i = 0; i < count; i++) {
                ready += ready(channels[i], sends[i]) ? 1 : 0;
            }
            if (ready == 0) {
                return -1;
            }
            int skip = ready == 1 ? 0 : scheduler.random(ready);
            int i = 0;
            while (!ready(channels[i], sends[i]) || skip-- > 0) {
                i++;
            }
            if (sends[i] ? channels[i].offer(thread, p[i], r[i]) : channels[i].poll(thread)) {
                return i;
            }
            // Its waiters have all been claimed by others, and are out of the queue now.
        }
    }

    private static boolean ready(Channel channel, boolean send) {
        return send ? channel.maySend() : channel.mayReceive();
    }

    private static Channel[] ordered(Channel[] channels, int count) {
        Channel[] order = Arrays.copyOf(channels, count);
        // There are few.
        for (int i = 1; i < count; i++) {
            Channel channel = order[i];
            int at = i;
            while (at > 0 && order[at - 1].id > channel.id) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = channel;
        }
        return order;
    }

    /// @return whether a channel is in it more than once
    private static boolean lockAll(Channel[] order) {
        boolean twice = false;
        for (int i = 0; i < order.length; i++) {
            if (i == 0 || order[i] != order[i - 1]) {
                order[i].lock();
            } else {
                twice = true;
            }
        }
        return twice;
    }

    private static void unlockAll(Channel[] order) {
        for (int i = order.length - 1; i >= 0; i--) {
            if (i == 0 || order[i] != order[i - 1]) {
                order[i].unlock();
            }
        }
    }
}
