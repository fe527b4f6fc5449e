package sley.vm;

import java.nio.file.Path;
import java.util.Optional;
import sley.vm.sched.Births;
import sley.vm.sched.Tracer;

/// What a run tells about itself besides its output.
///
/// @param stats      a table at the end of what it cost
/// @param statsFile  the same figures as JSON
/// @param births     is told of each thread that starts
/// @param tracer     is told of all that the scheduler does
/// @param attended   `sley ps` and Ctrl-\ get an answer
/// @param lineNanos  a line about the scheduler's state so often; 0: never
public record Reports(boolean stats, Optional<Path> statsFile, Optional<Births> births, Optional<Tracer> tracer, boolean attended, long lineNanos) {
    public static Reports none() {
        return of(false, Optional.empty());
    }

    public static Reports of(boolean stats, Optional<Path> statsFile) {
        return new Reports(stats, statsFile, Optional.empty(), Optional.empty(), false, 0);
    }

    public Reports withBirths(Births told) {
        return new Reports(stats, statsFile, Optional.of(told), tracer, attended, lineNanos);
    }

    public Reports withTracer(Tracer told) {
        return new Reports(stats, statsFile, births, Optional.of(told), attended, lineNanos);
    }

    public Reports withAttendant() {
        return new Reports(stats, statsFile, births, tracer, true, lineNanos);
    }

    /// For programs that somebody else answers for when `sley ps` asks.
    public Reports withoutAttendant() {
        return new Reports(stats, statsFile, births, tracer, false, lineNanos);
    }

    public Reports withLines(long nanos) {
        return new Reports(stats, statsFile, births, tracer, attended, nanos);
    }

    /// Whether the scheduler must also count what takes time to count.
    public boolean measuring() {
        return stats || statsFile.isPresent();
    }
}
