package sley.vm.thread;

/// A native operation that waited and is not complete: what is left to do when its thread runs again.
public interface Operation {
    /// Goes on. @return an [Outcome]: READY with the result in the thread, or PARKED (or YIELDED) when `thread.operation` is to be resumed again
    int resume(GreenThread thread);

    /// The wait ended with an error (cancelled, out of time, closed): gives up what it holds.
    default void abandon() { }
}
