package sley.vm.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import sley.vm.sched.External;
import sley.vm.sched.Scheduler;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;
import sley.vm.thread.Shortage;

/// Standard output or standard error: buffered, each `print` whole. What is printed is written at the latest a moment later, and when the program ends.
///
/// One at a time writes to the kernel: the thread whose text no longer fits, in a blocking call, or the VM's flusher. Meanwhile others go on to fill the buffer; when it is full they
/// park until there is room. So a reader that has stopped reading stops those who print, and nobody else.
public final class Output implements Stream {
    private static final int BUFFER = 1 << 14;
    /// How often one thread writes for others before it leaves the rest to the next or to the flusher.
    private static final int ROUNDS = 16;
    private static final byte[] EMPTY = {};

    /// What to do when it cannot be written to.
    public enum Policy {
        /// A reader that has gone away ends the program; any other failure is an error of the program.
        FAIL,
        /// Nothing: there is no place left where it could be said.
        IGNORE
    }

    private final String name;
    private final OutputStream out;
    private final Policy policy;
    /// Called once when the reader has gone away.
    private final Runnable gone;
    /// Write at the end of each print.
    private final boolean immediate;
    /// Its lock guards the fields below; in its queue wait threads for which there is no room.
    private final External room = new External();
    private byte[] buffer = new byte[BUFFER];
    private byte[] spare = new byte[BUFFER];
    private int size;
    /// How many bytes were printed, and how many of these written (or lost in an error that was raised).
    private long accepted;
    private long done;
    private boolean writing;
    private boolean broken;
    /// Null when nobody wants to know; set before the program starts.
    private volatile Listener listener;
    /// A failure of a write that nobody has been told of.
    private Fault failure;
    private volatile Runnable pending = () -> { };
    /// Of the thread that waits in the queue; set before it waits.
    private volatile Scheduler scheduler;

    /// @param immediate write at the end of each print
    public Output(String name, OutputStream out, boolean immediate, Policy policy, Runnable gone) {
        this.name = name;
        this.out = out;
        this.immediate = immediate;
        this.policy = policy;
        this.gone = gone;
    }

    /// Standard output, or what stands for it in a test.
    public Output(String name, OutputStream out, boolean immediate, Runnable gone) {
        this(name, out, immediate, Policy.FAIL, gone);
    }

    /// Told which thread wrote what.
    @FunctionalInterface
    public interface Listener {
        /// `thread` wrote so many bytes. Called in the order in which they are written.
        void printed(GreenThread thread, int bytes);
    }

    /// Before the program starts.
    public void listener(Listener told) {
        listener = told;
    }

    // ---- For threads of the program

    /// Prints a line. @return an [Outcome]
    public int println(GreenThread thread, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return write(thread, bytes, bytes.length, true);
    }

    @Override
    public int write(GreenThread thread, byte[] data, int count) {
        return write(thread, data, count, false);
    }

    private int write(GreenThread thread, byte[] data, int count, boolean line) {
        room.lock();
        takeFailure();
        boolean full = count >= BUFFER - size;
        if (full && size > 0 && writing) {
            scheduler = thread.scheduler;
            try {
                thread.operation = t -> write(t, data, count, line);
            } catch (OutOfMemoryError e) {
                room.unlock();
                throw e;
            }
            return thread.scheduler.await(thread, room, "output");
        }
        if (listener != null) {
            listener.printed(thread, count + (line ? 1 : 0));
        }
        addOrUnlock(data, count, line);
        boolean write = (full || immediate) && !writing;
        room.unlock();
        return write ? Blocking.call(thread, this::drain) : Outcome.READY;
    }

    /// Writes what is in the buffer. @return an [Outcome]
    public int flush(GreenThread thread) {
        return Blocking.call(thread, () -> {
            flush();
            return null;
        });
    }

    /// Raises a failure that nobody has been told of; called with the lock.
    private void takeFailure() {
        Fault fault = failure;
        if (fault != null) {
            failure = null;
            room.unlock();
            throw fault;
        }
    }

    /// Called when the buffer was empty and is not any more: somebody must see to it that it is written.
    public void whenPending(Runnable action) {
        pending = action;
    }

    /// The lock is held, and let go of when there is no memory for what is to be added.
    private void addOrUnlock(byte[] data, int count, boolean line) {
        try {
            add(data, count, line);
        } catch (OutOfMemoryError e) {
            room.unlock();
            throw e;
        }
    }

    private void add(byte[] data, int count, boolean line) {
        if (size == 0) {
            pending.run();
        }
        if (count >= buffer.length - size) {
            buffer = Arrays.copyOf(buffer, size + count + 1);
        }
        System.arraycopy(data, 0, buffer, size, count);
        size += count;
        if (line) {
            buffer[size++] = '\n';
        }
        accepted += count + (line ? 1 : 0);
    }

    // ---- For the VM; these block the kernel thread

    /// Prints without the end of a line; what reads the answer sees to it that it is written.
    public void print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        room.lock();
        addOrUnlock(bytes, bytes.length, false);
        room.unlock();
    }

    /// Prints a line of the VM itself.
    public void println(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        room.lock();
        addOrUnlock(bytes, bytes.length, true);
        room.unlock();
        if (immediate) {
            flush();
        }
    }

    /// Returns when all that was printed before is written.
    ///
    /// @throws Fault of kind `io` when it cannot be
    public void flush() {
        room.lock();
        long target = accepted;
        while (done < target) {
            takeFailure();
            room.unlock();
            drain();
            waitForWriter();
            room.lock();
        }
        takeFailure();
        room.unlock();
    }

    /// As [#flush], for a caller whom nobody would hear: a failure is raised in the next thread that prints, or at the end.
    public void flushInBackground() {
        writeOut();
    }

    private synchronized void waitForWriter() {
        try {
            room.lock();
            boolean wait = writing;
            room.unlock();
            // The writer changes that first and then takes this monitor to tell.
            if (wait) {
                wait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Object drain() {
        writeOut();
        room.lock();
        takeFailure();
        room.unlock();
        return null;
    }

    /// Becomes the writer, unless there is one, and writes what is in the buffer; when it writes at once also what others add meanwhile, within bounds.
    /// A failure is kept for [#takeFailure].
    private void writeOut() {
        room.lock();
        if (writing) {
            room.unlock();
            return;
        }
        writing = true;
        for (int round = 0; size > 0 && failure == null && round < (immediate ? ROUNDS : 1); round++) {
            byte[] data = buffer;
            int count = size;
            buffer = spare;
            spare = EMPTY;
            size = 0;
            room.unlock();
            Fault fault;
            try {
                fault = put(data, count);
            } catch (RuntimeException | Error e) {
                stopWriting(count);
                throw e;
            }
            room.lock();
            failure = fault;
            spare = data.length == BUFFER ? data : fresh();
            done += count;
        }
        writing = false;
        room.unlock();
        written();
    }

    private static byte[] fresh() {
        try {
            return new byte[BUFFER];
        } catch (OutOfMemoryError _) {
            // It grows as it must.
            return EMPTY;
        }
    }

    /// The writer fails; what it had taken is lost.
    private void stopWriting(int count) {
        room.lock();
        done += count;
        writing = false;
        room.unlock();
        written();
    }

    /// There is room, and nobody writes.
    private void written() {
        Scheduler s = scheduler;
        if (s != null) {
            s.wakeAll(room);
        }
        synchronized (this) {
            notifyAll();
        }
    }

    /// @return what went wrong, or null
    private Fault put(byte[] data, int count) {
        if (broken) {
            return null;
        }
        try {
            out.write(data, 0, count);
        } catch (OutOfMemoryError _) {
            return Shortage.fault();
        } catch (IOException e) {
            String cause = Causes.of(e);
            if (policy == Policy.IGNORE) {
                broken = true;
            } else if (cause.equals(Causes.BROKEN_PIPE)) {
                broken = true;
                gone.run();
            } else {
                return new Fault("io", "write " + name + ": " + cause);
            }
        }
        return null;
    }

    // ---- Not for reading

    @Override
    public int read(GreenThread thread, int max) {
        throw new Fault("io", "read " + name + ": the stream is not open for that");
    }

    @Override
    public int readLine(GreenThread thread) {
        return read(thread, 1);
    }

    @Override
    public int readAll(GreenThread thread) {
        return read(thread, 1);
    }

    /// The descriptor of the process stays open, so that no other file takes its number.
    @Override
    public int close(GreenThread thread) {
        return flush(thread);
    }

    @Override
    public int closeWrite(GreenThread thread) {
        return flush(thread);
    }
}
