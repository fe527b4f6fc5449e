package sley.vm.sched;

/// Something outside the program on which threads can wait, other than a socket: the end of a child process, room in standard output.
/// Its lock guards the queue of those who do, and whatever its owner wants to see changed together with it.
public final class External extends SpinLock {
    final WaitQueue waiters = new WaitQueue();
}
