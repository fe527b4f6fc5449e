package sley.vm.io;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Seldom;

/// A raw descriptor on which kernel threads block, in a way that `cancel`, `within` and `close` can end.
///
/// Who waits does so in `poll`, for the descriptor and for a pipe of its own; who wants to wake it writes into that pipe. A time limit is the timeout of the poll, because not every thread
/// model has a kernel thread left that could tell. The number of a closed descriptor is soon used again for something else, so it is closed when the last user has left.
final class KernelDescriptor {
    /// How long to wait when there is no pipe to be woken through, because the process has no descriptor left.
    private static final int DEAF_MILLIS = 50;
    private static final long NANOS_PER_MILLI = 1_000_000;

    final String name;
    private final int fd;
    private int users;
    private boolean closed;
    /// The next wait, or the one that is under way, is to end at once.
    private boolean roused;
    private final Set<Bell> waiting = new HashSet<>();

    KernelDescriptor(String name, int fd) {
        this.name = name;
        this.fd = fd;
    }

    /// Wakes one kernel thread out of its poll. Used again and again.
    private static final class Bell implements Runnable {
        private static final ConcurrentLinkedQueue<Bell> FREE = new ConcurrentLinkedQueue<>();

        private final int in;
        private final int out;
        private boolean rung;

        private Bell(int in, int out) {
            this.in = in;
            this.out = out;
        }

        /// @return null when there are no descriptors for it
        static Bell take() {
            Bell bell = FREE.poll();
            if (bell != null) {
                return bell;
            }
            var ends = new int[2];
            return Posix.pipe(ends) < 0 ? null : new Bell(ends[0], ends[1]);
        }

        @Override
        public synchronized void run() {
            if (!rung) {
                rung = true;
                Posix.write(out, new byte[1], 0, 1);
            }
        }

        synchronized void giveBack() {
            if (rung) {
                rung = false;
                Posix.read(in, new byte[1], 0, 1);
            }
            FREE.add(this);
        }
    }

    /// One use of the descriptor's number.
    interface Use {
        int with(int fd);
    }

    /// @return what `use` returns; `operation` is for the error that the descriptor is closed
    int use(String operation, Use use) {
        if (!enter(null)) {
            throw new Fault("io", operation + " " + name + ": closed");
        }
        try {
            return use.with(fd);
        } finally {
            leave(null);
        }
    }

    private synchronized boolean enter(Bell bell) {
        if (closed) {
            return false;
        }
        users++;
        if (bell != null) {
            waiting.add(bell);
        }
        return true;
    }

    private synchronized void leave(Bell bell) {
        users--;
        if (bell != null) {
            waiting.remove(bell);
        }
        if (closed && users == 0) {
            Posix.close(fd);
        }
    }

    /// Waits until it may be ready, or closed. It may come back early, so the caller tries and waits again. Called in a blocking call.
    ///
    /// @throws Fault when the thread was cancelled or its time is over
    void await(GreenThread thread, short events) {
        await(thread, List.of(new Wanted(this, events)));
    }

    /// What is waited for.
    record Wanted(KernelDescriptor descriptor, short events) {}

    /// As above, for the first of several.
    static void await(GreenThread thread, List<Wanted> several) {
        thread.scheduler.interruptible(thread);
        Seldom seldom = thread.seldom();
        Bell bell = Bell.take();
        int entered = 0;
        try {
            boolean wait = true;
            while (wait && entered < several.size()) {
                wait = several.get(entered).descriptor.enter(bell);
                entered += wait ? 1 : 0;
            }
            seldom.blocker = bell;
            if (wait && several.stream().noneMatch(each -> each.descriptor.takeRoused()) && !thread.scheduler.interruptDue(thread)) {
                poll(thread, several, bell);
            }
        } finally {
            seldom.blocker = null;
            several.subList(0, entered).forEach(each -> each.descriptor.leave(bell));
            if (bell != null) {
                bell.giveBack();
            }
        }
        thread.scheduler.interruptible(thread);
    }

    private static void poll(GreenThread thread, List<Wanted> several, Bell bell) {
        int count = several.size();
        var fds = new int[count + 1];
        var events = new short[count + 1];
        for (int i = 0; i < count; i++) {
            fds[i] = several.get(i).descriptor.fd;
            events[i] = several.get(i).events;
        }
        fds[count] = bell == null ? -1 : bell.in;
        events[count] = Posix.IN;
        Posix.poll(fds, events, timeout(thread, bell == null));
    }

    private static int timeout(GreenThread thread, boolean deaf) {
        long deadline = thread.scheduler.deadline(thread);
        long millis = deadline == Long.MAX_VALUE ? -1 : Math.max(0, (deadline - thread.scheduler.clock()) / NANOS_PER_MILLI + 1);
        return (int) (deaf ? millis < 0 ? DEAF_MILLIS : Math.min(millis, DEAF_MILLIS) : Math.min(millis, Integer.MAX_VALUE));
    }

    private synchronized boolean takeRoused() {
        boolean was = roused;
        roused = false;
        return was;
    }

    /// Who waits, or is about to, looks again at what it waits for. One thread at a time waits.
    synchronized void rouse() {
        roused = true;
        waiting.forEach(Bell::run);
    }

    /// Whoever waits gets an error.
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        waiting.forEach(Bell::run);
        if (users == 0) {
            Posix.close(fd);
        }
    }
}
