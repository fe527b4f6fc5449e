package sley.vm.io;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;
import sley.vm.value.Bytes;

/// Buffered reading from what blocks the kernel thread: files, standard input, pipes. What is in the buffer is taken without a blocking call.
/// A wait that is cancelled or runs out of time loses no bytes: they stay in the buffer.
final class BlockingInput {
    private static final int CHUNK = 1 << 16;

    /// Where the bytes come from.
    interface Source {
        /// Reads some. @return how many, 0 when none are there yet, -1 at the end
        int read(byte[] into, int from, int count) throws IOException;

        /// Called when there were none: waits until there may be, or raises what ends the wait.
        default void await(GreenThread thread) {
            throw new IllegalStateException("this source blocks in read");
        }
    }

    /// Takes a result from the buffer. @return null when more must be read first; `ended` says that there is no more
    private interface Taker {
        Object take(boolean ended);
    }

    private static final Object END = new Object();

    private final String name;
    private final Source source;
    private final ReadBuffer buffer = new ReadBuffer();
    /// Of its readers; see [Turn].
    private final Turn turns = new Turn();
    /// Guards the buffer and the source against others than readers: a writer of the same file, the end of a child process.
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closed;
    /// The source has come to its end and must not be asked again; under the lock.
    private boolean exhausted;

    BlockingInput(String name, Source source) {
        this.name = name;
        this.source = source;
    }

    int read(GreenThread thread, int max) {
        return perform(thread, ended -> !buffer.isEmpty() ? buffer.take(max) : ended ? END : null);
    }

    int readLine(GreenThread thread) {
        return perform(thread, ended -> {
            String line = buffer.line();
            if (line == null && ended) {
                line = buffer.lastLine();
                return line == null ? END : line;
            }
            return line;
        });
    }

    int readAll(GreenThread thread) {
        return perform(thread, this::takeAll);
    }

    private Object takeAll(boolean ended) {
        return !ended ? null : buffer.isEmpty() ? new Bytes(new byte[0], 0) : buffer.take(Integer.MAX_VALUE);
    }

    /// All to the end, for callers that are in a blocking call already, of a source that blocks in read.
    Bytes readAll() {
        return (Bytes) slow(null, this::takeAll);
    }

    private int perform(GreenThread thread, Taker taker) {
        thread.scheduler.interruptible(thread);
        if (turns.tryTake(thread)) {
            try {
                Object result = buffered(taker);
                if (result != null) {
                    thread.valueR = result;
                    return Outcome.READY;
                }
            } finally {
                turns.leave(thread);
            }
        }
        return BlockingTurn.call(turns, thread, "read", () -> slow(thread, taker));
    }

    /// What can be had without a blocking call, or null.
    private Object buffered(Taker taker) {
        if (closed || !lock.tryLock()) {
            return null;
        }
        try {
            return taker.take(false);
        } finally {
            lock.unlock();
        }
    }

    private Object slow(GreenThread thread, Taker taker) {
        while (true) {
            lock.lock();
            try {
                open();
                Object result = taker.take(false);
                if (result != null) {
                    return result;
                }
                int count = exhausted ? -1 : source.read(buffer.room(CHUNK), buffer.end(), CHUNK);
                if (count < 0) {
                    result = taker.take(true);
                    return result == END ? null : result;
                }
                buffer.added(count);
                if (count > 0) {
                    continue;
                }
            } catch (IOException e) {
                open();
                throw new Fault("io", "read " + name + ": " + Causes.of(e));
            } finally {
                lock.unlock();
            }
            source.await(thread);
        }
    }

    private void open() {
        if (closed) {
            throw new Fault("io", "read " + name + ": closed");
        }
    }

    /// Afterwards reading is an error. Whoever is blocked in the source must be woken by other means.
    void close() {
        closed = true;
    }

    /// Reads some of what is there now into the buffer, for a source that ends once and for all. @return as [Source#read]
    int fill() throws IOException {
        lock.lock();
        try {
            if (closed || exhausted) {
                return -1;
            }
            int count = source.read(buffer.room(CHUNK), buffer.end(), CHUNK);
            buffer.added(Math.max(0, count));
            exhausted = count < 0;
            return count;
        } finally {
            lock.unlock();
        }
    }

    /// Reads all that is there now, for a source whose other side will write no more. @return whether that was all to its end
    boolean drain() {
        try {
            int count = fill();
            while (count > 0) {
                count = fill();
            }
            return count < 0;
        } catch (IOException | Fault e) {
            // Whoever reads next meets the same and raises it.
            return false;
        }
    }

    /// Forgets what was read ahead, for a stream that is also written to. @return how many bytes that was
    int discard() {
        lock.lock();
        try {
            return buffer.clear();
        } finally {
            lock.unlock();
        }
    }
}
