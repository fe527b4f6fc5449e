package sley.vm.io;

import sley.vm.thread.GreenThread;

/// A value of type `stream`. Each operation is called by the thread that waits for it, and returns an [sley.vm.thread.Outcome]; the result goes to the thread's `valueR`.
/// Failures are errors of kind `io` that name the operation and what it was on.
public interface Stream {
    /// At least one byte and at most `max`, as `Bytes`, or null at the end.
    int read(GreenThread thread, int max);

    /// The text of a line, without `\n` or `\r\n`; null at the end.
    int readLine(GreenThread thread);

    /// All bytes to the end.
    int readAll(GreenThread thread);

    /// Writes the first `count` bytes of `data`, all of them. The caller does not change them any more.
    int write(GreenThread thread, byte[] data, int count);

    int close(GreenThread thread);

    /// The port at our end; 0 when it has none.
    default int port() {
        return 0;
    }

    /// No more will be written; the other side sees the end.
    int closeWrite(GreenThread thread);
}
