package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;

/// Every diagnostic code has an example, `diagnostics/CODE.sley`, that shows it, and beside it how it is rendered. `-Dsley.goldens=write` renders them anew.
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
        String rendered = new Renderer(false).renderAll(diagnostics.all()).replace(FOLDER + "/", "");
        Path golden = FOLDER.resolve(code.id() + ".txt");
        if (WRITE) {
            Files.writeString(golden, rendered);
        }
        assertEquals(Files.readString(golden), rendered);
    }
}
