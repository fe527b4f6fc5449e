package sley.vm;

import java.nio.file.Path;
import java.util.Optional;
import sley.vm.sched.Births;
import sley.vm.sched.Tracer;

/// What a run tells about itself besides its output.
///
/// @param stats     a table at the end of what it cost
/// @param statsFile the same figures as JSON
/// @param births    is told of each thread that starts
/// @param tracer    is told of all that the scheduler does
public record Reports(boolean stats, Optional<Path> statsFile, Optional<Births> births, Optional<Tracer> tracer) {
    public static Reports none() {
        return new Reports(false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Reports withBirths(Births told) {
        return new Reports(stats, statsFile, Optional.of(told), tracer);
    }

    public Reports withTracer(Tracer told) {
        return new Reports(stats, statsFile, births, Optional.of(told));
    }

    /// Whether the scheduler must also count what takes time to count.
    public boolean measuring() {
        return stats || statsFile.isPresent();
    }
}
