package sley.cli;

import sun.misc.Signal;

/// Handlers of this process's signals.
///
/// The host's own class, not the line editor's: that one generates a proxy class and starts the host's logging, which takes longer than all else of a short script.
public final class HostSignals {
    private HostSignals() {}

    /// `action` runs on a thread of its own each time the signal comes. A signal that somebody has told the host to leave alone (`-Xrs`), or that the system lacks, stays as it is.
    ///
    /// @param name as in `INT`
    public static void register(String name, Runnable action) {
        try {
            Signal.handle(new Signal(name), _ -> action.run());
        } catch (IllegalArgumentException kept) {
            return;
        }
    }
}
