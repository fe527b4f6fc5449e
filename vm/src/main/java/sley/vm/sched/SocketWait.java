package sley.vm.sched;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import sley.vm.thread.Fault;

/// How a kernel thread waits for a socket by itself, without the [Poller]: under 1:1, and with `--no-poller`. It blocks in the kernel until the socket is ready; another thread
/// can rouse it.
///
/// Each kernel thread has one, made when it waits for the first time. It holds a channel only while it waits for it, so that closing a channel gives its descriptor back.
public final class SocketWait {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Selector selector;

    SocketWait() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new Fault("io", "wait for sockets: " + e.getMessage());
        }
    }

    /// @return whether the socket is ready; false when roused, or it was closed, or about when the time is over
    boolean await(Descriptor descriptor, boolean writing, long nanos) {
        try {
            SelectionKey key = descriptor.channel.register(selector, writing ? descriptor.writeOperation : descriptor.readOperation);
            int ready = select(nanos);
            key.cancel();
            selector.selectedKeys().clear();
            selector.selectNow();
            return ready > 0;
        } catch (ClosedChannelException | ClosedSelectorException _) {
            return false;
        } catch (OutOfMemoryError | CancelledKeyException _) {
            // Between two of the steps there was no memory, now or the last time. Its caller tries again.
            letGo();
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("the selector failed", e);
        }
    }

    /// Perhaps it returns before the time is over; see [Poller#await].
    private int select(long nanos) throws IOException {
        if (nanos == Long.MAX_VALUE) {
            return selector.select();
        }
        if (nanos >= MILLI) {
            return selector.select(nanos / MILLI);
        }
        LockSupport.parkNanos(this, Math.min(nanos, Poller.NAP));
        return selector.selectNow();
    }

    /// A channel that was given up half-way is given up.
    private void letGo() {
        try {
            selector.selectNow();
        } catch (OutOfMemoryError | IOException _) {
            Thread.yield();
        }
    }

    void rouse() {
        selector.wakeup();
    }

    void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new IllegalStateException("the selector cannot be closed", e);
        }
    }
}
