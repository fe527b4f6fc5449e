package sley.vm.thread;

/// Runs green threads; the seam between the scheduler and the tiers.
public interface Engine {
    /// Runs `thread` on the calling kernel thread until it parks, yields, ends or fails. The thread is in state RUNNING and nobody else touches it.
    /// Never throws: an error inside the VM itself is reported as FAILED with a fault of kind `internal`.
    ///
    /// @return one of [Outcome#PARKED], [Outcome#YIELDED], [Outcome#DONE], [Outcome#FAILED]
    int run(GreenThread thread);
}
