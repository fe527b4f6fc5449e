package sley.cli.compare;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import sley.vm.io.Output;
import sley.vm.sched.Births;
import sley.vm.thread.GreenThread;

/// Which thread printed what and when, beside the printed text itself: written by the process that runs the program, read by the one that compares.
///
/// Two kinds of entries. SPAWNED: the number of the parent, that of the thread, its name. PRINTED: the number of the thread, nanoseconds since the program began, bytes.
public final class PrintLog implements Output.Listener, Births, AutoCloseable {
    private static final int SPAWNED = 'S';
    private static final int PRINTED = 'P';
    /// Threads beyond so many are known by their number alone: the log must not cost more than the program.
    private static final int MOST_SPAWNED = 100_000;
    /// What Java puts where bytes are no text.
    private static final char REPLACED = '\uFFFD';
    private static final HexFormat HEX = HexFormat.of();

    private final DataOutputStream out;
    /// When the main thread started.
    private long began;
    private int spawned;

    public PrintLog(Path file) throws IOException {
        OutputStream stream = Files.newOutputStream(file);
        this.out = new DataOutputStream(new BufferedOutputStream(stream, 1 << 16));
    }

    @Override
    public synchronized void spawned(GreenThread parent, GreenThread thread) {
        if (parent == null) {
            began = System.nanoTime();
        }
        if (spawned++ >= MOST_SPAWNED) {
            return;
        }
        try {
            out.writeByte(SPAWNED);
            out.writeLong(parent == null ? 0 : parent.id);
            out.writeLong(thread.id);
            byte[] name = thread.name.getBytes(StandardCharsets.UTF_8);
            out.writeInt(name.length);
            out.write(name);
            if (parent == null) {
                // From here on the time that the program may take is counted.
                out.flush();
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @Override
    public synchronized void printed(GreenThread thread, int bytes) {
        try {
            out.writeByte(PRINTED);
            out.writeLong(thread.id);
            out.writeLong(System.nanoTime() - began);
            out.writeInt(bytes);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    /// Reads what a run printed. What the log does not cover (the run was ended, or something else wrote) belongs to no thread.
    static Printed read(Path output, Path errors, Path log) throws IOException {
        byte[] text = Files.readAllBytes(output);
        var lines = new ArrayList<Printed.Line>();
        boolean attributed = true;
        int at = 0;
        int lineStart = 0;
        String lineThread = null;
        String lineName = "";
        long lineNanos = -1;
        var family = new Family();
        try (InputStream stream = Files.newInputStream(log); var in = new DataInputStream(new BufferedInputStream(stream, 1 << 16))) {
            while (true) {
                if (in.readByte() == SPAWNED) {
                    long parent = in.readLong();
                    long id = in.readLong();
                    family.born(parent, id, new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
                    continue;
                }
                long id = in.readLong();
                long nanos = in.readLong();
                int end = Math.min(text.length, at + in.readInt());
                for (; at < end; at++) {
                    if (lineThread == null) {
                        lineThread = family.path(id);
                        lineName = family.name(id);
                        lineNanos = nanos;
                    }
                    if (text[at] == '\n') {
                        lines.add(new Printed.Line(line(text, lineStart, at), lineThread, lineName, lineNanos));
                        lineStart = at + 1;
                        lineThread = null;
                    }
                }
            }
        } catch (EOFException | NoSuchFileException _) {
            attributed = at == text.length;
        }
        for (at = lineStart; at < text.length; at++) {
            if (text[at] == '\n') {
                lines.add(new Printed.Line(line(text, lineStart, at), "", "", -1));
                lineStart = at + 1;
            }
        }
        if (lineStart < text.length) {
            lines.add(new Printed.Line(line(text, lineStart, text.length), lineThread == null ? "" : lineThread, lineName, lineNanos));
        }
        byte[] told = Files.readAllBytes(errors);
        boolean ended = text.length == 0 || text[text.length - 1] == '\n';
        return new Printed(List.copyOf(lines), ended, attributed, line(told, 0, told.length).lines().toList());
    }

    private static String line(byte[] text, int from, int to) {
        var line = new String(text, from, to - from, StandardCharsets.UTF_8);
        return line.indexOf(REPLACED) < 0 ? line : spelledOut(ByteBuffer.wrap(text, from, to - from));
    }

    /// Bytes that are no text must not look alike when they differ.
    private static String spelledOut(ByteBuffer bytes) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var some = CharBuffer.allocate(bytes.remaining());
        var line = new StringBuilder();
        while (true) {
            CoderResult result = decoder.decode(bytes, some, true);
            line.append(some.flip());
            some.clear();
            if (!result.isError()) {
                return line.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                line.append("\\x").append(HEX.toHexDigits(bytes.get()));
            }
        }
    }

    /// Who spawned whom.
    private static final class Family {
        private static final int LONGEST_PATH = 64;

        private final Map<Long, String> paths = new HashMap<>();
        private final Map<Long, String> names = new HashMap<>();
        private final Map<Long, Integer> children = new HashMap<>();

        void born(long parent, long id, String name) {
            int rank = children.merge(parent, 1, Integer::sum);
            String path = paths.get(parent);
            String own = path == null ? Integer.toString(rank) : path + "." + rank;
            paths.put(id, own.length() > LONGEST_PATH ? "~" + Long.toHexString(mixed(own)) : own);
            names.put(id, name);
        }

        /// Long paths, as a chain of threads in which each spawns the next has, are shortened to a number.
        private static long mixed(String path) {
            long mixed = 0;
            for (int i = 0; i < path.length(); i++) {
                mixed = (mixed ^ path.charAt(i)) * 0x9E3779B97F4A7C15L;
                mixed ^= mixed >>> 29;
            }
            return mixed;
        }

        String path(long id) {
            return paths.getOrDefault(id, "#" + id);
        }

        String name(long id) {
            return names.getOrDefault(id, "thread " + id);
        }
    }
}
