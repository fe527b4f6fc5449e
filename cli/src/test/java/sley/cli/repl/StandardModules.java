package sley.cli.repl;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import sley.compiler.ModuleSource;
import sley.compiler.diag.Diagnostics;
import sley.compiler.source.SourceFile;
import sley.compiler.source.SourceText;

/// The standard library alone.
final class StandardModules implements ModuleSource {
    @Override
    public Optional<SourceFile> standard(String name) {
        try (InputStream input = StandardModules.class.getResourceAsStream("/sley/std/" + name + ".sley")) {
            return input == null ? Optional.empty() : SourceText.decode("std/" + name + ".sley", input.readAllBytes(), new Diagnostics());
        } catch (IOException problem) {
            throw new java.io.UncheckedIOException(problem);
        }
    }

    @Override
    public List<String> standardNames() {
        return List.of();
    }

    @Override
    public Found file(SourceFile importer, String path) {
        return new Found(Optional.empty(), "", "no such file");
    }
}
