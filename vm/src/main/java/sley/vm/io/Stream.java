package sley.vm.io;

import sley.vm.value.Bytes;

/// A value of type `stream`. Failures are errors of kind `io` that name the operation and what it was on.
public interface Stream {
    /// At least one byte and at most `max`, or null at the end.
    Bytes read(int max);

    /// The bytes of a line, without `\n` or `\r\n`; null at the end.
    Bytes readLine();

    /// All bytes to the end.
    Bytes readAll();

    /// Writes the first `count` bytes of `data`, all of them.
    void write(byte[] data, int count);

    void close();

    /// No more will be written; the other side sees the end.
    void closeWrite();
}
