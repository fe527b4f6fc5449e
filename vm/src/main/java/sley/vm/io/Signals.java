package sley.vm.io;

import java.util.function.BooleanSupplier;
import sley.vm.chan.Channel;
import sley.vm.thread.Fault;

/// The signals of the process that a program may take, INT and TERM, and what INT does when it does not. Whoever runs the process hands them in.
public final class Signals {
    /// So many wait until the program takes them; more are dropped, as the kernel does.
    private static final int BUFFERED = 16;

    private Channel channel;
    private BooleanSupplier ender = () -> false;

    /// What the program takes signals from; from now on they are its own affair.
    public synchronized Channel channel() {
        if (channel == null) {
            channel = Channel.fromOutside(BUFFERED);
        }
        return channel;
    }

    /// @param end asks the program to clean up and end; tells whether it will
    public synchronized void whenInterrupted(BooleanSupplier end) {
        ender = end;
    }

    /// @param name INT or TERM
    /// @return whether the program takes signals
    public boolean deliver(String name) {
        Channel to;
        synchronized (this) {
            to = channel;
        }
        if (to == null) {
            return false;
        }
        to.lock();
        try {
            to.offer(null, 0, name);
            return true;
        } catch (Fault _) {
            // The program has closed the channel: it wants no more.
            return false;
        } finally {
            to.unlock();
        }
    }

    /// Asks the program to clean up and end. @return false when nobody is there to do so
    public boolean interrupt() {
        BooleanSupplier end;
        synchronized (this) {
            end = ender;
        }
        return end.getAsBoolean();
    }
}
