package sley.compiler.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import sley.compiler.ast.SourceUnit;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;
import sley.compiler.parse.DeepStack;
import sley.compiler.parse.Parser;
import sley.compiler.source.SourceFile;

/// Part of the build: `StoreTrees FOLDER` parses each `.sley` file of the folder and of those in it, and stores its tree beside it as `.tree`.
public final class StoreTrees {
    private StoreTrees() {}

    public static void main(String[] arguments) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(arguments[0]))) {
            files = all.filter(file -> file.toString().endsWith(".sley")).toList();
        }
        for (Path file : files) {
            var diagnostics = new Diagnostics();
            var source = new SourceFile(file.toString(), Files.readString(file));
            SourceUnit unit = DeepStack.call(() -> Parser.parse(source, diagnostics));
            if (!diagnostics.all().isEmpty()) {
                System.err.print(new Renderer(false).renderAll(diagnostics.all()));
                System.exit(1);
            }
            String name = file.getFileName().toString();
            Files.write(file.resolveSibling(name.substring(0, name.length() - ".sley".length()) + ".tree"), DeepStack.call(() -> TreeWriter.write(unit)));
        }
    }
}
