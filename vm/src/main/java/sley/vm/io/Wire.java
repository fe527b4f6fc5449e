package sley.vm.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// What lies between the bytes of a connection and its socket: nothing ([Plain]), or TLS ([SecureWire]). It never waits: what cannot be done now is said, and the stream waits in the poller.
sealed interface Wire permits Wire.Plain, SecureWire {
    /// What must come about before it can go on.
    enum Progress {
        DONE,
        WAITS_TO_READ,
        WAITS_TO_WRITE
    }

    /// Whether bytes of the program can be carried already.
    boolean established();

    /// Does what comes before the first byte of the program, as far as it goes.
    Progress establish() throws IOException;

    /// Reads some. @return how many bytes, 0 when it must wait, -1 at the end
    int read(ReadBuffer into) throws IOException;

    /// Takes from `data[from…to)` as much as can be sent now. @return how many bytes that was
    int write(byte[] data, int from, int to) throws IOException;

    /// Sends what was taken and is not sent yet, as far as it goes. @return whether that was all
    boolean flush() throws IOException;

    /// Nothing more is written; the other side will be told once all is flushed.
    void closeWrite() throws IOException;

    /// Before the socket is closed: tells the other side, if that can be done at once.
    void closing();

    /// Reads from a socket what is there. @return how many bytes, 0 when there are none yet, -1 at the end
    static int receive(SocketChannel channel, ReadBuffer into) throws IOException {
        ByteBuffer from = Scratch.take();
        try {
            int count = channel.read(from);
            if (count > 0) {
                from.get(0, into.room(count), into.end(), count);
                into.added(count);
            }
            return count;
        } finally {
            Scratch.giveBack(from);
        }
    }

    /// Writes to a socket what it takes now. @return how many bytes
    static int send(SocketChannel channel, byte[] data, int from, int to) throws IOException {
        ByteBuffer piece = Scratch.take();
        try {
            int at = from;
            while (at < to) {
                piece.clear().put(data, at, Math.min(to - at, Scratch.SIZE)).flip();
                int written = channel.write(piece);
                if (written == 0) {
                    break;
                }
                at += written;
            }
            return at - from;
        } finally {
            Scratch.giveBack(piece);
        }
    }

    /// The bytes as they are.
    record Plain(SocketChannel channel) implements Wire {
        @Override
        public boolean established() {
            return true;
        }

        @Override
        public Progress establish() {
            return Progress.DONE;
        }

        @Override
        public int read(ReadBuffer into) throws IOException {
            return receive(channel, into);
        }

        @Override
        public int write(byte[] data, int from, int to) throws IOException {
            return send(channel, data, from, to);
        }

        @Override
        public boolean flush() {
            return true;
        }

        @Override
        public void closeWrite() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void closing() { }
    }
}
