package sley.vm.chan;

import sley.vm.thread.GreenThread;

/// A value of type `chan<T>`. `primitive` says in which bank elements travel.
public final class Channel {
    public final boolean primitive;
    public final int capacity;

    public Channel(boolean primitive, int capacity) {
        this.primitive = primitive;
        this.capacity = capacity;
    }

    /// Sends `p` or `r`. @return an [sley.vm.thread.Outcome], READY or PARKED
    public int send(GreenThread thread, long p, Object r) {
        throw new IllegalStateException("under construction");
    }

    /// Receives into `valueP`/`valueR`/`valueOk` of the thread. @return READY or PARKED
    public int receive(GreenThread thread) {
        throw new IllegalStateException("under construction");
    }
}
