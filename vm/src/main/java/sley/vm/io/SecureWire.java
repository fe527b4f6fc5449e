package sley.vm.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// TLS over a socket: drives the host's engine, which knows the protocol and nothing of sockets. All is done under its monitor, which is held for moments only; the engine's own
/// work, at most a few milliseconds of arithmetic, is done right there.
///
/// A connection that ends without its end being told may have been cut off by somebody in between: that is an error, not an end. Parameters are agreed upon once; a side that wants to
/// do it again (renegotiation, up to TLS 1.2) is refused.
final class SecureWire implements Wire {
    private static final byte[] NOTHING = {};

    /// A failure of TLS itself, in words for people.
    static final class Insecure extends IOException {
        private static final long serialVersionUID = 1L;

        Insecure(String cause) {
            super(cause);
        }
    }

    private final SSLEngine engine;
    private final SocketChannel channel;
    /// What came from the socket and was not decrypted yet.
    private final ReadBuffer incoming;
    /// What is encrypted and the socket did not take yet.
    private byte[] outgoing = NOTHING;
    private int sent;
    private boolean begun;
    private volatile boolean established;
    /// What ended it; every later use meets the same.
    private Insecure failure;

    /// @param incoming what was read from the socket already
    SecureWire(SSLEngine engine, SocketChannel channel, ReadBuffer incoming) {
        this.engine = engine;
        this.channel = channel;
        this.incoming = incoming;
    }

    // ---- The handshake

    @Override
    public boolean established() {
        return established;
    }

    @Override
    public synchronized Progress establish() throws IOException {
        check();
        try {
            if (!begun) {
                begun = true;
                engine.beginHandshake();
            }
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> runTasks();
                    case NEED_WRAP -> {
                        if (!flush()) {
                            return Progress.WAITS_TO_WRITE;
                        }
                        wrap(NOTHING, 0, 0);
                    }
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        if (!flush()) {
                            return Progress.WAITS_TO_WRITE;
                        }
                        if (!unwrapHandshake()) {
                            return Progress.WAITS_TO_READ;
                        }
                    }
                    case FINISHED, NOT_HANDSHAKING -> {
                        if (!flush()) {
                            return Progress.WAITS_TO_WRITE;
                        }
                        if (engine.getUseClientMode()) {
                            Certificates.checkPeriod(engine.getSession());
                        }
                        established = true;
                        return Progress.DONE;
                    }
                }
            }
        } catch (SSLException e) {
            throw failed(Certificates.cause(e));
        }
    }

    /// @return false when it must wait for more
    private boolean unwrapHandshake() throws IOException {
        ByteBuffer none = Scratch.take();
        try {
            SSLEngineResult result = unwrap(none);
            return switch (result.getStatus()) {
                case OK -> true;
                case BUFFER_UNDERFLOW -> {
                    int count = receive();
                    if (count < 0) {
                        throw failed("the connection ended before it was secure");
                    }
                    yield count > 0;
                }
                case CLOSED -> throw failed("the other side ended it");
                case BUFFER_OVERFLOW -> throw new IllegalStateException("a record that is larger than records are");
            };
        } finally {
            Scratch.giveBack(none);
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    // ---- After a failure

    private void check() throws IOException {
        if (failure != null) {
            throw new Insecure(failure.getMessage());
        }
    }

    /// Remembers what ended it, and lets the other side know if that can be done at once.
    private Insecure failed(String cause) {
        failure = new Insecure(cause);
        farewell();
        return failure;
    }

    private void farewell() {
        try {
            engine.closeOutbound();
            while (!engine.isOutboundDone() && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrap(NOTHING, 0, 0);
            }
            flush();
        } catch (IOException gone) {
            // The other side cannot be told any more; who uses the connection has the first failure, or wants none.
            outgoing = NOTHING;
        }
    }

    // ---- Reading

    @Override
    public synchronized int read(ReadBuffer into) throws IOException {
        check();
        try {
            while (true) {
                int count = decrypt(into);
                if (count != 0) {
                    return count;
                }
                count = receive();
                if (count == 0) {
                    return 0;
                }
                if (count < 0) {
                    throw failed("the connection was cut off: it ended without a word");
                }
            }
        } catch (SSLException e) {
            throw failed(Certificates.cause(e));
        }
    }

    /// @return how many bytes were decrypted, 0 when more must be received first, -1 at the end
    private int decrypt(ReadBuffer into) throws IOException {
        ByteBuffer plain = Scratch.take();
        try {
            while (true) {
                SSLEngineResult result = unwrap(plain);
                answer(result.getHandshakeStatus());
                switch (result.getStatus()) {
                    case CLOSED -> {
                        return -1;
                    }
                    case BUFFER_UNDERFLOW -> {
                        return 0;
                    }
                    case BUFFER_OVERFLOW -> throw new IllegalStateException("a record that is larger than records are");
                    case OK -> {
                        int count = plain.position();
                        if (count > 0) {
                            plain.get(0, into.room(count), into.end(), count);
                            into.added(count);
                            return count;
                        }
                    }
                }
            }
        } finally {
            Scratch.giveBack(plain);
        }
    }

    /// Does what the engine wants after the handshake: new keys (TLS 1.3), an answer to the end of the other side.
    private void answer(HandshakeStatus wanted) throws IOException {
        HandshakeStatus status = wanted;
        while (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
            if (status == HandshakeStatus.NEED_TASK) {
                if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
                    throw failed("the other side wants to negotiate again, which is refused");
                }
                runTasks();
            } else {
                wrap(NOTHING, 0, 0);
            }
            status = engine.getHandshakeStatus();
        }
        // What does not go now goes with the next bytes that are written: reading does not wait for it.
        flush();
    }

    private SSLEngineResult unwrap(ByteBuffer plain) throws SSLException {
        ByteBuffer records = incoming.view();
        SSLEngineResult result = engine.unwrap(records, plain);
        incoming.drop(result.bytesConsumed());
        return result;
    }

    private int receive() throws IOException {
        return Wire.receive(channel, incoming);
    }

    // ---- Writing

    @Override
    public synchronized int write(byte[] data, int from, int to) throws IOException {
        check();
        try {
            int at = from;
            while (flush() && at < to) {
                at += wrap(data, at, to);
            }
            return at - from;
        } catch (SSLException e) {
            throw failed(Certificates.cause(e));
        }
    }

    /// Encrypts as many records as are sent together. @return how many bytes of `data` are in them
    private int wrap(byte[] data, int from, int to) throws IOException {
        ByteBuffer plain = ByteBuffer.wrap(data, from, to - from);
        ByteBuffer records = Scratch.take();
        try {
            int most = engine.getSession().getPacketBufferSize();
            do {
                SSLEngineResult result = engine.wrap(plain, records);
                if (result.getStatus() == SSLEngineResult.Status.CLOSED && plain.hasRemaining()) {
                    throw new Insecure("closed");
                }
            } while (plain.hasRemaining() && records.remaining() >= most);
            records.flip();
            if (sent == outgoing.length) {
                channel.write(records);
            }
            keep(records);
            return plain.position() - from;
        } finally {
            Scratch.giveBack(records);
        }
    }

    private void keep(ByteBuffer records) {
        int left = outgoing.length - sent;
        if (left == 0 && !records.hasRemaining()) {
            outgoing = NOTHING;
            sent = 0;
            return;
        }
        byte[] all = new byte[left + records.remaining()];
        System.arraycopy(outgoing, sent, all, 0, left);
        records.get(all, left, all.length - left);
        outgoing = all;
        sent = 0;
    }

    @Override
    public synchronized boolean flush() throws IOException {
        if (sent < outgoing.length) {
            sent += Wire.send(channel, outgoing, sent, outgoing.length);
        }
        if (sent == outgoing.length) {
            outgoing = NOTHING;
            sent = 0;
        }
        return outgoing.length == 0;
    }

    // ---- The end

    @Override
    public synchronized void closeWrite() throws IOException {
        check();
        engine.closeOutbound();
        while (!engine.isOutboundDone() && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            wrap(NOTHING, 0, 0);
        }
    }

    @Override
    public synchronized void closing() {
        if (established && failure == null) {
            farewell();
        }
    }
}
