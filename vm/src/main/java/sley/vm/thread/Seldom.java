package sley.vm.thread;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sley.vm.sched.SocketWait;

/// What few green threads need, apart from [GreenThread] so that the others are small.
public final class Seldom {
    /// The cases of its last select, kept for the next one of as many; null before the first.
    public SelectCases cases;
    /// How often `doomed` was raised; only the thread itself touches it.
    public int doomedRaises;
    /// Ends the blocking call that the thread is in before its time, or null when it is in none that can. The thread sets it and then looks for an
    /// interrupt; an interrupter writes the interrupt and then looks here. It may be run late, so whoever is woken looks again.
    public volatile Runnable blocker;
    /// The C library's `errno` after the thread's last foreign call.
    public int errno;
    /// What it waits for a descriptor to be able to do: to write or connect, else to read or accept.
    public boolean awaitsWriting;
    /// Through this its kernel thread waits for a socket and can be roused; null when it does not.
    public volatile SocketWait socketWait;
    /// It was woken with a turn for a blocking call, which it has not made yet.
    public boolean hasTurn;
    /// Values of thread-local variables, by key; made on first use.
    private Map<Object, Object> locals;

    Seldom() {}

    /// Values of its thread-local variables, for a look while it is stopped.
    public Collection<Object> localValues() {
        return locals == null ? List.of() : locals.values();
    }

    public Map<Object, Object> locals() {
        if (locals == null) {
            locals = new HashMap<>();
        }
        return locals;
    }
}
