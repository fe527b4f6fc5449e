package sley.cli.repl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.jni.JniNativePty;
import org.jline.terminal.impl.jni.JniTerminalProvider;

/// A short session at a pseudo-terminal of this process's own, which stands in for its standard input and output meanwhile: what the host loads for it is what it loads for a user.
final class Rehearsal {
    private static final int MOST_SECONDS = 20;
    private static final int BUFFER = 4096;
    private static final String PROMPT = "sley> ";

    private final Repl repl;
    private final List<String> inputs;
    private final MethodHandle dup;
    private final MethodHandle dup2;

    /// @param inputs what is typed, each at a prompt
    Rehearsal(Repl repl, List<String> inputs) {
        this.repl = repl;
        this.inputs = inputs;
        Linker linker = Linker.nativeLinker();
        dup = linker.downcallHandle(linker.defaultLookup().findOrThrow("dup"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        dup2 = linker.downcallHandle(linker.defaultLookup().findOrThrow("dup2"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    /// @return the exit code of the session
    int run() throws IOException {
        var pty = (JniNativePty) new JniTerminalProvider().open(null, Size.of(80, 24));
        int input = copied(0);
        int output = copied(1);
        try {
            replaced(0, pty.getSlave());
            replaced(1, pty.getSlave());
            Terminal terminal = Screen.system(true);
            Thread.ofPlatform().daemon().start(() -> type(pty));
            CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS).execute(() -> end(terminal));
            try (terminal) {
                return repl.interactive(terminal, true);
            }
        } finally {
            replaced(0, input);
            replaced(1, output);
        }
    }

    private void type(JniNativePty pty) {
        try (InputStream screen = pty.getMasterInput(); OutputStream keys = pty.getMasterOutput()) {
            var buffer = new byte[BUFFER];
            int next = 0;
            String seen = "";
            int count = screen.read(buffer);
            while (count > 0) {
                seen += new String(buffer, 0, count, StandardCharsets.UTF_8);
                if (next < inputs.size() && seen.contains(PROMPT)) {
                    seen = "";
                    keys.write(inputs.get(next++).getBytes(StandardCharsets.UTF_8));
                    keys.flush();
                }
                count = screen.read(buffer);
            }
        } catch (IOException ended) {
            // The session has closed its side.
            return;
        }
    }

    /// Keys that do not end the session must not keep it for ever.
    private static void end(Terminal terminal) {
        try {
            terminal.close();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    private int copied(int descriptor) throws IOException {
        try {
            return (int) dup.invokeExact(descriptor);
        } catch (Throwable impossible) {
            throw new IOException("the C library refused a call", impossible);
        }
    }

    private void replaced(int descriptor, int by) throws IOException {
        try {
            int same = (int) dup2.invokeExact(by, descriptor);
            if (same != descriptor) {
                throw new IOException("descriptor " + descriptor + " cannot be replaced");
            }
        } catch (IOException problem) {
            throw problem;
        } catch (Throwable impossible) {
            throw new IOException("the C library refused a call", impossible);
        }
    }
}
