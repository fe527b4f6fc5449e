package sley.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import sley.vm.Vm;
import sley.vm.io.Causes;

/// The process's standard output as commands write to it. What prints does not tell that it could not, so this remembers it.
final class StandardOutput extends OutputStream {
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile IOException failure;

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            out.write(bytes, from, count);
        } catch (IOException unwritable) {
            failure = unwritable;
            throw unwritable;
        }
    }

    /// The exit code of a command that would end with `exit` if all of its output were written; says why it is not.
    int ended(int exit, Terminal terminal) {
        if (failure == null) {
            return exit;
        }
        String cause = Causes.of(failure);
        if (cause.equals(Causes.BROKEN_PIPE)) {
            return Vm.OUTPUT_GONE;
        }
        terminal.err().println("error[io]: write standard output: " + cause);
        return exit == Exit.OK ? Vm.FAILED : exit;
    }
}
