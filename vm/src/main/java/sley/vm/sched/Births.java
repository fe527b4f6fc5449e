package sley.vm.sched;

import sley.vm.thread.GreenThread;

/// Told of each thread of a program when it starts, by the kernel thread that starts it: must not wait, and must not throw.
public interface Births {
    /// @param parent null for the main thread
    void spawned(GreenThread parent, GreenThread thread);
}
