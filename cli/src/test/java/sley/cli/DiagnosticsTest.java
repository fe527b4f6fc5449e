package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;

/// Every diagnostic code has an example, `diagnostics/CODE.sley`, that shows it, and beside it how it is rendered; what cannot stand in one file with another fault is in
/// files of its own. `-Dsley.goldens=write` renders them anew.
class DiagnosticsTest {
    private static final Path FOLDER = Path.of("src/test/resources/diagnostics");
    private static final boolean WRITE = System.getProperty("sley.goldens", "").equals("write");

    @TestFactory
    Stream<DynamicTest> eachCode() {
        return Stream.of(Code.values()).map(code -> DynamicTest.dynamicTest(code.id(), () -> example(code)));
    }

    private static void example(Code code) throws IOException {
        Path source = FOLDER.resolve(code.id() + ".sley");
        // The one example that would be tedious to keep.
        byte[] text = code == Code.TOO_LARGE ? ("print(1" + "+1".repeat(10_001) + ")").getBytes(StandardCharsets.UTF_8) : Files.readAllBytes(source);
        var diagnostics = new Diagnostics();
        Sources.decode(source.toString(), text, diagnostics).ifPresent(file -> Sources.check(file, diagnostics));
        assertTrue(diagnostics.all().stream().anyMatch(d -> d.code() == code), () -> source + " does not show its code: " + diagnostics.all());
        compare(code.id(), diagnostics);
    }

    @TestFactory
    Stream<DynamicTest> further() throws IOException {
        Set<String> codes = Stream.of(Code.values()).map(Code::id).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".sley")).map(f -> f.substring(0, f.length() - ".sley".length()))
                    .filter(name -> !codes.contains(name)).sorted().toList().stream().map(name -> DynamicTest.dynamicTest(name, () -> further(name)));
        }
    }

    private static void further(String name) throws IOException {
        Path source = FOLDER.resolve(name + ".sley");
        var diagnostics = new Diagnostics();
        Sources.decode(source.toString(), Files.readAllBytes(source), diagnostics).ifPresent(file -> Sources.check(file, diagnostics));
        compare(name, diagnostics);
    }

    private static void compare(String name, Diagnostics diagnostics) throws IOException {
        String rendered = new Renderer(false).renderAll(diagnostics.all()).replace(FOLDER + "/", "");
        Path golden = FOLDER.resolve(name + ".txt");
        if (WRITE) {
            Files.writeString(golden, rendered);
        }
        assertEquals(Files.readString(golden), rendered);
    }
}
