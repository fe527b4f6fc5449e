package sley.vm.chan;

import sley.vm.sched.SpinLock;
import sley.vm.sched.WaitQueue;
import sley.vm.thread.GreenThread;

/// A value of type `mutex`. A lock that is released goes straight to the first waiter, so waiting is first in, first out.
public final class Mutex extends SpinLock {
    /// Guarded by the lock.
    public GreenThread owner;
    public final WaitQueue waiters = new WaitQueue();
}
