package sley.vm.io;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// The standard input of the process. Reading is a blocking call that `cancel`, `within`, `close` and Ctrl-C end while nothing has come.
public final class StandardInput implements Stream {
    private static final String NAME = "standard input";

    private final FileInputStream in = new FileInputStream(FileDescriptor.in);
    private final BlockingInput input;
    /// Made when it first waits.
    private KernelDescriptor descriptor;
    /// Reading will not block, as far as the last look told.
    private volatile boolean ready;
    /// Reading never blocks for long: a file.
    private boolean file;
    private boolean known;

    /// @param before run in front of each wait, in a blocking call: what was printed should be seen by whoever is to answer
    public StandardInput(Runnable before) {
        this.input = new BlockingInput(NAME, new BlockingInput.Source() {
            @Override
            public int read(byte[] into, int from, int count) throws IOException {
                if (!ready && !isFile() && in.available() == 0) {
                    return 0;
                }
                ready = false;
                int result = in.read(into, from, count);
                return result == 0 ? -1 : result;
            }

            @Override
            public void await(GreenThread thread) {
                before.run();
                waitable().await(thread, Posix.IN);
                ready = Posix.ready(0, Posix.IN);
            }
        });
    }

    private boolean isFile() {
        if (!known) {
            Path path = Path.of("/dev/stdin");
            file = !Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path);
            known = true;
        }
        return file;
    }

    private synchronized KernelDescriptor waitable() {
        if (descriptor == null) {
            descriptor = new KernelDescriptor(NAME, 0);
        }
        return descriptor;
    }

    @Override
    public int read(GreenThread thread, int max) {
        return input.read(thread, max);
    }

    @Override
    public int readLine(GreenThread thread) {
        return input.readLine(thread);
    }

    @Override
    public int readAll(GreenThread thread) {
        return input.readAll(thread);
    }

    @Override
    public int write(GreenThread thread, byte[] data, int count) {
        throw new Fault("io", "write " + NAME + ": the stream is not open for that");
    }

    /// The program reads no more; the descriptor of the process stays open, so that no other file takes its number.
    @Override
    public int close(GreenThread thread) {
        input.close();
        waitable().rouse();
        return Outcome.READY;
    }

    @Override
    public int closeWrite(GreenThread thread) {
        throw new Fault("io", "closeWrite " + NAME + ": the stream is not open for that");
    }
}
