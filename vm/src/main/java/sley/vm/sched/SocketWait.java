package sley.vm.sched;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
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

    /// @return whether the socket is ready; false when roused, or the time is over, or it was closed
    boolean await(Descriptor descriptor, boolean writing, long nanos) {
        try {
            SelectionKey key = descriptor.channel.register(selector, writing ? descriptor.writeOperation : descriptor.readOperation);
            int ready = nanos <= 0 ? selector.selectNow() : selector.select(nanos == Long.MAX_VALUE ? 0 : nanos / MILLI + 1);
            key.cancel();
            selector.selectedKeys().clear();
            selector.selectNow();
            return ready > 0;
        } catch (ClosedChannelException | ClosedSelectorException _) {
            return false;
        } catch (OutOfMemoryError | CancelledKeyException _) {
            // Between two of the steps there was no memory, now or the last time. Its caller tries again.
            Thread.yield();
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("the selector failed", e);
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
