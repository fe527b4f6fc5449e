package sley.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import sley.compiler.ModuleSource;
import sley.compiler.ast.SourceUnit;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;
import sley.compiler.source.SourceFile;
import sley.compiler.source.SourceText;
import sley.compiler.tree.TreeReader;
import sley.vm.permit.Permissions;
import sley.vm.thread.Fault;

/// Imported files from disk, from outside the root (the main file's folder, links resolved) only with leave; standard modules from the jar.
public final class FileModules implements ModuleSource {
    /// A folder inside a jar cannot be listed; a test holds this against the folder of sources.
    static final List<String> STANDARD = List.of("bench", "cli", "csv", "hash", "http", "io", "json", "lists", "log", "maps", "math", "net", "os", "path", "rand", "regex", "strings", "sync", "test", "text", "time");

    private static final String OUTSIDE = "it lies outside of the project's folder, and `--allow-read` does not name where it leads";

    private final Path root;
    private final Permissions leave;
    private final Consumer<ScriptCache.Imported> imports;

    /// @param root the folder of the main file
    public FileModules(Path root) {
        this(root, SandboxOptions.NO_LEAVE, _ -> { });
    }

    /// @param root    the folder of the main file
    /// @param leave   what may be read outside of it
    /// @param imports is told each file that is read
    FileModules(Path root, Permissions leave, Consumer<ScriptCache.Imported> imports) {
        this.root = root;
        this.leave = leave;
        this.imports = imports;
    }

    @Override
    public Optional<SourceFile> standard(String name) {
        try (InputStream input = FileModules.class.getResourceAsStream("/sley/std/" + name + ".sley")) {
            return input == null ? Optional.empty() : SourceText.decode("std/" + name + ".sley", input.readAllBytes(), new Diagnostics());
        } catch (IOException problem) {
            throw new UncheckedIOException("the standard module " + name + " cannot be read", problem);
        }
    }

    /// As the build has stored it; the text is read when something wants a place in it.
    @Override
    public Optional<SourceUnit> standardTree(String name) {
        try (InputStream input = FileModules.class.getResourceAsStream("/sley/std/" + name + ".tree")) {
            return input == null ? Optional.empty() : Optional.of(TreeReader.read(input.readAllBytes(), new SourceFile("std/" + name + ".sley", () -> standard(name).orElseThrow().text())));
        } catch (IOException problem) {
            throw new UncheckedIOException("the standard module " + name + " cannot be read", problem);
        }
    }

    @Override
    public List<String> standardNames() {
        return STANDARD;
    }

    @Override
    public Found file(SourceFile importer, String path) {
        try {
            Path from = Path.of(importer.name()).toAbsolutePath().getParent();
            // By its text first: without leave nobody is told whether a file outside exists.
            boolean outside = !from.resolve(path).normalize().startsWith(root.toAbsolutePath().normalize());
            if (outside && !hasLeave(from.resolve(path))) {
                return failed(OUTSIDE);
            }
            Path real = from.resolve(path).toRealPath();
            if (!real.startsWith(root.toRealPath()) && !hasLeave(real)) {
                return failed(OUTSIDE);
            }
            if (!Files.isRegularFile(real)) {
                return failed("it is not a file");
            }
            var diagnostics = new Diagnostics();
            byte[] bytes;
            try (InputStream input = Files.newInputStream(real)) {
                bytes = input.readNBytes(SourceText.MAX_BYTES + 1);
            }
            imports.accept(new ScriptCache.Imported(from, path, real, bytes, real.startsWith(root.toRealPath())));
            Path shown = Path.of(importer.name()).resolveSibling(path).normalize();
            Optional<SourceFile> file = SourceText.decode(shown.toString(), bytes, diagnostics);
            return file.isPresent() ? new Found(file, real.toString(), "") : failed(diagnostics.all().getFirst().headline());
        } catch (NoSuchFileException missing) {
            return failed("no such file");
        } catch (IOException | InvalidPathException problem) {
            return failed(Renderer.visible(String.valueOf(problem.getMessage())));
        }
    }

    private boolean hasLeave(Path file) {
        try {
            leave.read("import", file.toString());
            return true;
        } catch (Fault refused) {
            return false;
        }
    }

    private static Found failed(String problem) {
        return new Found(Optional.empty(), "", problem);
    }
}
