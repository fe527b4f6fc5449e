package sley.vm.io;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Buffers outside the heap that the kernel reads from and writes to, shared by all sockets: one is needed for each kernel thread that is in such a call, and for no longer.
final class Scratch {
    static final int SIZE = 1 << 16;
    private static final ConcurrentLinkedQueue<ByteBuffer> FREE = new ConcurrentLinkedQueue<>();

    private Scratch() {}

    /// An empty buffer.
    static ByteBuffer take() {
        ByteBuffer buffer = FREE.poll();
        return buffer == null ? ByteBuffer.allocateDirect(SIZE) : buffer.clear();
    }

    static void giveBack(ByteBuffer buffer) {
        FREE.add(buffer);
    }
}
