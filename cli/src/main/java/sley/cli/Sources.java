package sley.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
import sley.vm.permit.Permissions;

/// Reads and compiles the files that commands name; `-` is standard input.
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
            throw new Unusable("cannot read `" + Renderer.visible(name) + "`: " + cause(problem), Exit.NO_SUCH_FILE);
        }
    }

    private static String cause(Exception problem) {
        return switch (problem) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            default -> Renderer.visible(String.valueOf(problem.getMessage()));
        };
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
