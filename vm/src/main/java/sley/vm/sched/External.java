package sley.vm.sched;

import sley.vm.thread.GreenThread;

/// Something outside the program on which threads can wait, other than a socket: the end of a child process, room in standard output, a turn to use a stream.
/// Its lock guards the queue of those who do, and whatever its owner wants to see changed together with it.
public final class External extends SpinLock {
    final WaitQueue waiters = new WaitQueue();

    /// Claims the first thread that waits for it; the caller, who holds the lock, wakes it once the lock is released.
    ///
    /// @return null when none waits
    public GreenThread claimFirst() {
        Waiter first = waiters.claimFirst();
        return first == null ? null : first.thread;
    }
}
