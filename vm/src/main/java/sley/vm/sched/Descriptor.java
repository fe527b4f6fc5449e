package sley.vm.sched;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import sley.vm.thread.Fault;
import sley.vm.thread.Shortage;

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
    /// What the [Poller] watches it by, or null, and for which operations; guarded by the lock.
    SelectionKey key;
    int watched;

    public Descriptor(String name, SelectableChannel channel, int readOperation, int writeOperation) {
        this.name = name;
        this.channel = channel;
        this.readOperation = readOperation;
        this.writeOperation = writeOperation;
    }

    public SelectableChannel channel() {
        return channel;
    }

    /// Never fails: it is told to threads that must be woken.
    Fault closed(String operation) {
        try {
            return new Fault("io", operation + " " + name + ": closed");
        } catch (OutOfMemoryError _) {
            return Shortage.fault();
        }
    }

    /// What its queues wait for.
    int interest() {
        return (readers.isEmpty() ? 0 : readOperation) | (writers.isEmpty() ? 0 : writeOperation);
    }
}
