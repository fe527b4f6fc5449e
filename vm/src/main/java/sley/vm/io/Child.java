package sley.vm.io;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sley.vm.permit.Permissions;
import sley.vm.sched.External;
import sley.vm.sched.Scheduler;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;
import sley.vm.value.Record;

/// A child process: a value of type `process`. The host's library starts it, waits for it and cleans up after it; the pipes are our own, so that waits for them can be ended.
/// Its three descriptors are given back when its streams are closed, or when it has ended.
public final class Child {
    private final String name;
    private final Process process;
    public final PipeStream stdin;
    public final PipeStream stdout;
    public final PipeStream stderr;
    /// Where threads wait for its end.
    private final External end = new External();
    private boolean ended;

    private Child(String name, Process process, Pipe in, Pipe out, Pipe err, Scheduler scheduler) {
        this.name = name;
        this.process = process;
        this.stdin = in.stream(name + " (stdin)");
        this.stdout = out.stream(name + " (stdout)");
        this.stderr = err.stream(name + " (stderr)");
        process.onExit().thenRun(() -> {
            try {
                List.of(stdin, stdout, stderr).forEach(PipeStream::childEnded);
            } finally {
                end.lock();
                ended = true;
                end.unlock();
                scheduler.wakeAll(end);
            }
        });
    }

    /// A pipe, one end of which is for the child.
    private static final class Pipe {
        private final boolean toChild;
        private final int ours;
        private int theirs;
        private boolean handedOut;

        /// @param toChild the child reads from it
        Pipe(String command, boolean toChild) {
            this.toChild = toChild;
            var ends = new int[2];
            int result = Posix.pipe(ends);
            if (result < 0) {
                throw new Fault("io", "exec " + command + ": " + Posix.cause(-result));
            }
            ours = ends[toChild ? 1 : 0];
            theirs = ends[toChild ? 0 : 1];
            Posix.unblock(ours);
        }

        File file() {
            return new File("/dev/fd/" + theirs);
        }

        PipeStream stream(String name) {
            handedOut = true;
            return new PipeStream(name, ours, toChild);
        }

        /// Closes the child's end, of which the child has its own by now; without a child, both ends.
        void close() {
            Posix.close(theirs);
            if (!handedOut) {
                Posix.close(ours);
            }
        }
    }

    /// Starts a program. Called in a blocking call.
    ///
    /// @param directory   where it runs; empty for our own
    /// @param environment names and values to add to our own
    public static Child start(Scheduler scheduler, Permissions permissions, List<String> command, String directory, Map<String, String> environment) {
        if (command.isEmpty()) {
            throw new Fault("io", "exec: no command");
        }
        String name = command.getFirst();
        if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new Fault("io", "exec " + name.replace('\0', '?') + ": a word holds a zero byte");
        }
        permissions.run(name);
        HostParts.opening();
        File where = directory.isEmpty() ? null : permissions.read("exec", directory).toFile();
        var pipes = new Pipe[3];
        try {
            for (int i = 0; i < pipes.length; i++) {
                pipes[i] = new Pipe(name, i == 0);
            }
            var builder = new ProcessBuilder(command).redirectInput(pipes[0].file()).redirectOutput(pipes[1].file()).redirectError(pipes[2].file());
            builder.directory(where);
            Environment.restore(builder.environment());
            builder.environment().putAll(environment);
            builder.environment().keySet().removeIf(variable -> !environment.containsKey(variable) && !permissions.mayPass(variable) || loads(variable) && !permissions.mayPass(variable));
            return new Child(name, builder.start(), pipes[0], pipes[1], pipes[2], scheduler);
        } catch (IOException e) {
            throw failed(name, directory, Causes.of(e));
        } catch (IllegalArgumentException e) {
            throw new Fault("io", "exec " + name + ": an environment variable has no valid name");
        } finally {
            for (Pipe pipe : pipes) {
                if (pipe != null) {
                    pipe.close();
                }
            }
        }
    }

    /// A variable that changes what code a program is made of.
    private static boolean loads(String variable) {
        return variable.startsWith("LD_") || variable.startsWith("DYLD_");
    }

    private static Fault failed(String name, String directory, String cause) {
        if (!cause.equals("no such file or directory")) {
            return new Fault("io", "exec " + name + ": " + cause);
        }
        if (!directory.isEmpty() && !new File(directory).isDirectory()) {
            return new Fault("io", "exec " + name + ": no such directory: " + directory);
        }
        return new Fault("io", "exec " + name + ": " + (name.contains("/") ? cause : "no such command"));
    }

    /// Waits for its end. The exit code, or 128 and the number of the signal that ended it, goes to `valueP`.
    public int await(GreenThread thread) {
        thread.scheduler.interruptible(thread);
        end.lock();
        if (!ended) {
            thread.operation = this::await;
            return thread.scheduler.await(thread, end, "process");
        }
        end.unlock();
        thread.valueP = process.exitValue();
        return Outcome.READY;
    }

    /// Writes `input` to the child, as far as it wants it, and reads all that it writes, to the end of both of its outputs. In one blocking call, because a child may do both at once: while everything stands
    /// still during a blocking call (n:1), threads that did one of these each would wait for the child, and it for them.
    ///
    /// @return an [Outcome], with a tuple of what it wrote to standard output and to standard error
    public int converse(GreenThread thread, byte[] input) {
        thread.scheduler.interruptible(thread);
        return Blocking.call(thread, () -> {
            int sent = 0;
            var open = new ArrayList<>(List.of(stdin, stdout, stderr));
            while (true) {
                if (open.contains(stdin)) {
                    int count = stdin.offer(input, sent);
                    sent += count;
                    if (count < 0 || sent == input.length) {
                        stdin.close(thread);
                        open.remove(stdin);
                    }
                }
                open.removeIf(stream -> stream != stdin && !stream.fill());
                if (open.isEmpty()) {
                    var outputs = new Record(0, 0, 2);
                    outputs.r[0] = stdout.filled();
                    outputs.r[1] = stderr.filled();
                    return outputs;
                }
                KernelDescriptor.await(thread, open.stream().map(PipeStream::wanted).toList());
            }
        });
    }

    /// Ends it; no harm when it has ended already.
    ///
    /// @param gently asks it to end, as the signal TERM does; else it cannot refuse
    public void kill(boolean gently) {
        if (gently) {
            process.destroy();
        } else {
            process.destroyForcibly();
        }
    }

    public long id() {
        return process.pid();
    }

    @Override
    public String toString() {
        return "process " + process.pid() + " (" + name + ")";
    }
}
