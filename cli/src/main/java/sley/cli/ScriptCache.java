package sley.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sley.bytecode.io.InvalidModule;
import sley.bytecode.io.ModuleReader;
import sley.bytecode.io.ModuleWriter;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.verify.Verifier;
import sley.vm.permit.Permissions;

/// The compiled form of scripts that were run before, so that a script is compiled only when it, a file it imports, or Sley itself has changed.
///
/// An entry holds the whole text of the script and of each imported file, and is used only when all of them are the same byte for byte; times and hashes decide nothing. What it holds is
/// verified as any compiled module is. The launcher names the folder (`sley.scripts`), a different one for each build of Sley; without it nothing is kept. An entry that cannot be
/// read, or written, is as good as none.
final class ScriptCache {
    private static final String FOLDER = System.getProperty("sley.scripts", "");
    /// Arbitrary: more than any script has that starts in the time that this saves.
    private static final int MAX_BYTES = 1 << 20;
    /// File systems allow names of 255 bytes.
    private static final int MAX_NAME = 200;
    /// Arbitrary: more scripts than anybody runs in turn. Past it the folder is emptied.
    private static final int MAX_ENTRIES = 500;

    /// A file that was imported: `target` as written in a file in `folder`, where it was found, and what it held.
    ///
    /// @param inside whether that is in the project's folder
    record Imported(Path folder, String target, Path real, byte[] bytes, boolean inside) {}

    private ScriptCache() {}

    /// As [Sources#load], from the cache where it can be.
    static ModuleCode load(String name, byte[] bytes, Permissions leave, Terminal terminal) throws Sources.Unusable {
        if (FOLDER.isEmpty() || name.equals("-") || name.endsWith(".sleyc") || bytes.length > MAX_BYTES || ModuleReader.looksLikeModule(bytes)) {
            return Sources.load(name, bytes, leave, terminal);
        }
        Path entry = entry(name);
        Optional<ModuleCode> kept = read(entry, name, bytes);
        if (kept.isPresent()) {
            return kept.get();
        }
        List<Imported> imports = new ArrayList<>();
        Sources.Compiled compiled = Sources.compile(name, bytes, leave, terminal, imports::add);
        // What is outside was read by leave of this run; another may have none.
        if (compiled.silent() && imports.stream().allMatch(Imported::inside)) {
            write(entry, name, bytes, imports, compiled.module());
        }
        return compiled.module();
    }

    /// The script's absolute path with `%` for `/`, which the launcher can form too; a hash of it where that is too long.
    private static Path entry(String name) {
        String path = Path.of(name).toAbsolutePath().toString();
        String entry = path.replace('/', '%');
        if (entry.length() <= MAX_NAME && entry.chars().allMatch(c -> c < 128)) {
            return Path.of(FOLDER, entry);
        }
        long hash = 0xcbf29ce484222325L;
        for (char c : path.toCharArray()) {
            hash = (hash ^ c) * 0x100000001b3L;
        }
        return Path.of(FOLDER, Long.toHexString(hash));
    }

    private static Optional<ModuleCode> read(Path entry, String name, byte[] bytes) {
        if (!Files.isReadable(entry)) {
            return Optional.empty();
        }
        try (var input = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(entry)))) {
            if (!input.readUTF().equals(name) || !Arrays.equals(input.readNBytes(input.readInt()), bytes)) {
                return Optional.empty();
            }
            for (int left = input.readInt(); left > 0; left--) {
                Path found = Path.of(input.readUTF()).resolve(input.readUTF()).toRealPath();
                boolean same = found.toString().equals(input.readUTF());
                byte[] then = input.readNBytes(input.readInt());
                if (!same || !Arrays.equals(then, Files.readAllBytes(found))) {
                    return Optional.empty();
                }
            }
            ModuleCode module = ModuleReader.read(input.readAllBytes());
            Verifier.verify(module);
            return Optional.of(module);
        } catch (IOException | InvalidModule | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static void write(Path entry, String name, byte[] bytes, List<Imported> imports, ModuleCode module) {
        var content = new ByteArrayOutputStream();
        try (var output = new DataOutputStream(content)) {
            output.writeUTF(name);
            output.writeInt(bytes.length);
            output.write(bytes);
            output.writeInt(imports.size());
            for (Imported each : imports) {
                output.writeUTF(each.folder().toString());
                output.writeUTF(each.target());
                output.writeUTF(each.real().toString());
                output.writeInt(each.bytes().length);
                output.write(each.bytes());
            }
            output.write(ModuleWriter.write(module));
            Files.createDirectories(entry.getParent());
            makeRoom(entry.getParent());
            // Not `createTempFile`: starting the host's secure random numbers takes several milliseconds, and the folder is the user's own.
            Path made = entry.resolveSibling("new-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
            Files.createFile(made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(made, content.toByteArray());
            Files.move(made, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            // The next run compiles again.
        }
    }

    private static void makeRoom(Path folder) throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.list(folder)) {
            entries = all.toList();
        }
        if (entries.size() >= MAX_ENTRIES) {
            for (Path entry : entries) {
                Files.deleteIfExists(entry);
            }
        }
    }
}
