package sley.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import sley.compiler.diag.Renderer;
import sley.vm.attend.RuntimeFolder;

/// `sley ps PID`: the threads of a running script. `sley ps` alone: which scripts of this user run.
final class PsCommand implements Command {
    /// A program that does not answer in this time is stopped, or collects garbage without end.
    private static final long ANSWER_NANOS = 30_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int BUFFER = 1 << 16;
    private static final String PID = "[0-9]{1,10}";

    @Override
    public String name() {
        return "ps";
    }

    @Override
    public String summary() {
        return "show the threads of a running script";
    }

    @Override
    public CommandSpec options() {
        return CommandSpec.create().addPositional(PositionalParamSpec.builder().paramLabel("PID").arity("0..1").type(String.class)
                .description("the script's process; without it: the scripts that run").build());
    }

    /// Why there is no answer, and the exit code for that.
    private static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        private final int exit;

        NoAnswer(int exit, String message) {
            super(message);
            this.exit = exit;
        }
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        if (arguments.matchedPositionals().isEmpty()) {
            terminal.out().print(running());
            return Exit.OK;
        }
        String process = arguments.matchedPositionals().getFirst().getValue();
        if (!process.matches(PID)) {
            terminal.err().println("sley ps: a process is named by its number, not `" + Renderer.visible(process) + "`; `sley ps` lists the scripts that run");
            return Exit.USAGE;
        }
        try {
            terminal.out().print(ask(process));
            return Exit.OK;
        } catch (NoAnswer problem) {
            terminal.err().println("sley ps: " + problem.getMessage());
            return problem.exit;
        }
    }

    private static String ask(String process) throws NoAnswer {
        Optional<Integer> owner = RuntimeFolder.owner(process);
        if (owner.isEmpty()) {
            throw new NoAnswer(Exit.NO_SUCH_FILE, "there is no process " + process);
        }
        Path socket = RuntimeFolder.socket(owner.get(), Long.parseLong(process));
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return answer(channel, process);
        } catch (IOException e) {
            if (!owner.equals(RuntimeFolder.owner("self")) && !Files.isReadable(RuntimeFolder.of(owner.get()))) {
                throw new NoAnswer(1, "process " + process + " belongs to another user: not permitted");
            }
            throw new NoAnswer(Exit.NO_SUCH_FILE, "process " + process + " is no running script (" + command(process) + "), or has only just begun");
        }
    }

    private static String answer(SocketChannel channel, String process) throws IOException, NoAnswer {
        var text = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(BUFFER);
        long until = System.nanoTime() + ANSWER_NANOS;
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            while (true) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    throw new NoAnswer(1, "process " + process + " does not answer; it may be stopped");
                }
                selector.select(left / NANOS_PER_MILLI + 1);
                selector.selectedKeys().clear();
                int count = channel.read(buffer.clear());
                if (count < 0) {
                    return text.toString(StandardCharsets.UTF_8);
                }
                text.write(buffer.array(), 0, count);
            }
        }
    }

    // ---- Which scripts run

    private static String running() {
        Optional<Integer> user = RuntimeFolder.owner("self");
        var lines = new ArrayList<String>();
        if (user.isPresent() && Files.isDirectory(RuntimeFolder.of(user.get()))) {
            for (Path socket : sockets(RuntimeFolder.of(user.get()))) {
                Optional<Long> process = RuntimeFolder.process(socket);
                if (process.isPresent() && answers(socket)) {
                    lines.add(String.format("%7d  %s%n", process.get(), command(process.get().toString())));
                }
            }
        }
        return lines.isEmpty() ? "no script of yours is running\n" : "    PID  SCRIPT\n" + String.join("", lines);
    }

    private static List<Path> sockets(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    /// Takes a socket away that its process has left behind.
    private static boolean answers(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException refused) {
            remove(socket);
            return false;
        } catch (IOException gone) {
            return false;
        }
    }

    private static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException stays) {
            // It does no harm.
            return;
        }
    }

    /// What was called: for a script, what comes after the host's own arguments; those behind its name are its own.
    private static String command(String process) {
        try {
            String[] words = Files.readString(Path.of("/proc", process, "cmdline"), StandardCharsets.ISO_8859_1).split("\0");
            int from = List.of(words).indexOf(Main.class.getName()) + 1;
            String text = new String(String.join(" ", List.of(words).subList(from, words.length)).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            return text.isEmpty() ? "a process of the kernel" : Renderer.visible((from > 0 ? "sley " : "") + text);
        } catch (AccessDeniedException hidden) {
            return "hidden";
        } catch (IOException ended) {
            return "it has ended";
        }
    }
}
