package sley.vm;

import java.nio.file.Path;
import java.util.Optional;

/// What a run tells about itself besides its output.
///
/// @param stats     a table at the end of what it cost
/// @param statsFile the same figures as JSON
public record Reports(boolean stats, Optional<Path> statsFile) {
    public static Reports none() {
        return new Reports(false, Optional.empty());
    }

    /// Whether the scheduler must also count what takes time to count.
    public boolean measuring() {
        return stats || statsFile.isPresent();
    }
}
