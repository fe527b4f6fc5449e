package sley.vm.io;

import java.security.MessageDigest;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// A stream whose sink is a hash function: what is written goes into the sum.
public final class Digests implements Stream {
    private final MessageDigest digest;

    public Digests(MessageDigest digest) {
        this.digest = digest;
    }

    /// The sum of what was written; what is written afterwards begins a new one.
    public synchronized byte[] sum() {
        return digest.digest();
    }

    private static Fault unreadable() {
        return new Fault("io", "read from a hash: the stream is not open for that");
    }

    @Override
    public int read(GreenThread thread, int max) {
        throw unreadable();
    }

    @Override
    public int readLine(GreenThread thread) {
        throw unreadable();
    }

    @Override
    public int readAll(GreenThread thread) {
        throw unreadable();
    }

    @Override
    public synchronized int write(GreenThread thread, byte[] data, int count) {
        digest.update(data, 0, count);
        return Outcome.READY;
    }

    @Override
    public int close(GreenThread thread) {
        return Outcome.READY;
    }

    @Override
    public int closeWrite(GreenThread thread) {
        return Outcome.READY;
    }
}
