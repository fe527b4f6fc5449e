package sley.vm.sched;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CountDownLatch;
import sley.vm.thread.Fault;

/// A non-blocking channel on which threads can wait. Its lock guards the queues of those who do.
public final class Descriptor extends SpinLock {
    /// What it is, for messages.
    public final String name;
    final SelectableChannel channel;
    /// The operation of [SelectionKey] that its readers wait for.
    final int readOperation;
    final WaitQueue readers = new WaitQueue();
    final WaitQueue writers = new WaitQueue();
    /// The operation that its writers wait for: to connect, then to write.
    public volatile int writeOperation;
    boolean closed;
    /// Counted down when the kernel's descriptor has been given back after a close; null when nobody waits for that.
    volatile CountDownLatch released;
    /// Only the poller touches it.
    SelectionKey key;

    public Descriptor(String name, SelectableChannel channel, int readOperation, int writeOperation) {
        this.name = name;
        this.channel = channel;
        this.readOperation = readOperation;
        this.writeOperation = writeOperation;
    }

    public SelectableChannel channel() {
        return channel;
    }

    Fault closed(String operation) {
        return new Fault("io", operation + " " + name + ": closed");
    }

    /// What its queues wait for.
    int interest() {
        return (readers.isEmpty() ? 0 : readOperation) | (writers.isEmpty() ? 0 : writeOperation);
    }
}
