/// Records what the scheduler does, for timelines and for the ledger of costs by source line. Start at [Recorder]. Invariant: it costs nothing when it is off, and a
/// bounded amount of memory when it is on.
package sley.vm.trace;
