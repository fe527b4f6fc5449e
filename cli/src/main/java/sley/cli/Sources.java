package sley.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import sley.bytecode.io.InvalidModule;
import sley.bytecode.io.ModuleReader;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.verify.Verifier;
import sley.compiler.Compiler;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;
import sley.compiler.source.SourceFile;
import sley.compiler.source.SourceText;
import sley.vm.Vm;
import sley.vm.io.Causes;
import sley.vm.permit.Permissions;

/// Reads, compiles and writes the files that commands name; `-` is standard input.
final class Sources {
    /// A file cannot be used; the message says why, the exit code how the command ends.
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;
        private final int exit;

        Unusable(String message, int exit) {
            super(message, null, false, false);
            this.exit = exit;
        }

        int exit() {
            return exit;
        }
    }

    private Sources() {}

    /// The content, at most one byte more than a source file may have.
    static byte[] bytes(String name) throws Unusable {
        try {
            if (name.equals("-")) {
                return System.in.readNBytes(SourceText.MAX_BYTES + 1);
            }
            Path path = Path.of(name);
            if (name.isEmpty()) {
                throw new IOException("its name is empty");
            }
            if (Files.isDirectory(path)) {
                throw new IOException("it is a directory");
            }
            try (var input = Files.newInputStream(path)) {
                return input.readNBytes(SourceText.MAX_BYTES + 1);
            }
        } catch (IOException | InvalidPathException problem) {
            throw unreadable(name, problem);
        }
    }

    /// A word of the command line as names of files: itself, or the source files in a folder, without those that are hidden.
    static List<String> files(String word) throws Unusable {
        try {
            Path folder = Path.of(word);
            if (word.equals("-") || !Files.isDirectory(folder)) {
                return List.of(word);
            }
            var files = new ArrayList<Path>();
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                private boolean hidden(Path path) {
                    return !path.equals(folder) && path.getFileName().toString().startsWith(".");
                }

                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    return hidden(path) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    if (path.toString().endsWith(".sley") && !hidden(path) && Files.isRegularFile(path)) {
                        files.add(path);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            return files.stream().sorted().map(Path::toString).toList();
        } catch (IOException | InvalidPathException problem) {
            throw unreadable(word, problem);
        }
    }

    static Unusable unreadable(String name, Exception problem) {
        return new Unusable(cannot("read", name, problem), Exit.NO_SUCH_FILE);
    }

    static Unusable unwritable(String name, Exception problem) {
        return new Unusable(cannot("write", name, problem), Vm.FAILED);
    }

    /// Writes into the file itself if there is one, so that its mode and links to it stay.
    static void write(String name, byte[] bytes) throws Unusable {
        try {
            Files.write(Path.of(name), bytes);
        } catch (IOException | InvalidPathException problem) {
            throw unwritable(name, problem);
        }
    }

    static void write(String name, String text) throws Unusable {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String cannot(String verb, String name, Exception problem) {
        String cause = problem instanceof InvalidPathException ? "that is no name of a file" : Causes.of(problem);
        return "cannot " + verb + " `" + Renderer.visible(name) + "`: " + Renderer.visible(cause);
    }

    /// As [#bytes], of a file that must be source.
    static byte[] source(String name) throws Unusable {
        byte[] bytes = bytes(name);
        if (ModuleReader.looksLikeModule(bytes)) {
            throw new Unusable("`" + Renderer.visible(name) + "` is a compiled program, not source; `sley run` runs it, `sley dis` shows what is in it", Exit.DOES_NOT_COMPILE);
        }
        return bytes;
    }

    static Optional<SourceFile> decode(String name, byte[] bytes, Diagnostics diagnostics) {
        return SourceText.decode(name.equals("-") ? "<stdin>" : name, bytes, diagnostics);
    }

    /// Parses and checks; diagnostics are added to `diagnostics`.
    static void check(SourceFile file, Permissions leave, Diagnostics diagnostics) {
        Compiler.check(file, identity(file), new FileModules(folder(file), leave, _ -> { })).diagnostics().forEach(diagnostics::add);
    }

    static void check(SourceFile file, Diagnostics diagnostics) {
        check(file, SandboxOptions.NO_LEAVE, diagnostics);
    }

    static Optional<ModuleCode> compile(SourceFile file, Diagnostics diagnostics) {
        return compile(file, SandboxOptions.NO_LEAVE, diagnostics, _ -> { });
    }

    private static Optional<ModuleCode> compile(SourceFile file, Permissions leave, Diagnostics diagnostics, Consumer<ScriptCache.Imported> imports) {
        Compiler.Compiled compiled = Compiler.compile(file, identity(file), new FileModules(folder(file), leave, imports));
        compiled.diagnostics().forEach(diagnostics::add);
        return compiled.module();
    }

    /// A source file or a compiled module, ready to run; prints the diagnostics.
    ///
    /// @param leave what may be imported from outside of the script's folder
    static ModuleCode load(String name, byte[] bytes, Permissions leave, Terminal terminal) throws Unusable {
        if (!ModuleReader.looksLikeModule(bytes) && !name.endsWith(".sleyc")) {
            return compile(name, bytes, leave, terminal, _ -> { }).module();
        }
        try {
            ModuleCode module = ModuleReader.read(bytes);
            Verifier.verify(module);
            return module;
        } catch (InvalidModule invalid) {
            throw new Unusable("cannot use `" + Renderer.visible(name) + "`: " + Renderer.visible(invalid.getMessage()), Exit.DOES_NOT_COMPILE);
        }
    }

    /// Reads and compiles; prints the diagnostics.
    static ModuleCode compile(String name, byte[] bytes, Terminal terminal) throws Unusable {
        return compile(name, bytes, SandboxOptions.NO_LEAVE, terminal, _ -> { }).module();
    }

    /// @param silent whether there was nothing to say about it
    record Compiled(ModuleCode module, boolean silent) {}

    /// As above, and tells each file that was imported.
    static Compiled compile(String name, byte[] bytes, Permissions leave, Terminal terminal, Consumer<ScriptCache.Imported> imports) throws Unusable {
        var diagnostics = new Diagnostics();
        Optional<ModuleCode> module = decode(name, bytes, diagnostics).flatMap(file -> compile(file, leave, diagnostics, imports));
        if (!diagnostics.all().isEmpty()) {
            terminal.err().print(new Renderer(terminal.colour()).renderAll(diagnostics.all()));
        }
        return new Compiled(module.orElseThrow(() -> new Unusable("", Exit.DOES_NOT_COMPILE)), diagnostics.all().isEmpty());
    }

    private static Path folder(SourceFile file) {
        Path path = Path.of(file.name()).toAbsolutePath();
        return path.getParent() == null ? path : path.getParent();
    }

    private static String identity(SourceFile file) {
        Path path = Path.of(file.name()).toAbsolutePath();
        try {
            return Files.exists(path) ? path.toRealPath().toString() : file.name();
        } catch (IOException vanished) {
            return path.toString();
        }
    }
}
