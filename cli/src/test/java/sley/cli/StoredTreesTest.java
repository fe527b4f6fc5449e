package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sley.compiler.ast.SourceUnit;
import sley.compiler.diag.Diagnostics;
import sley.compiler.parse.DeepStack;
import sley.compiler.parse.Parser;

/// Whether the trees of the standard library that the build has stored are those of its sources.
class StoredTreesTest {
    private static final List<String> PRELUDE = List.of("bytes", "chan", "core", "error", "io", "list", "map", "number", "range", "set", "string", "thread");

    static Stream<String> parts() {
        return Stream.concat(FileModules.STANDARD.stream(), PRELUDE.stream().map(part -> "prelude/" + part));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aStoredTreeIsThatOfTheSource(String part) {
        SourceUnit stored = new FileModules(Path.of("")).standardTree(part).orElseThrow();
        SourceUnit parsed = DeepStack.call(() -> Parser.parse(stored.file(), new Diagnostics()));
        assertFalse(parsed.statements().isEmpty());
        assertEquals(parsed.statements().size(), stored.statements().size());
        for (int i = 0; i < parsed.statements().size(); i++) {
            assertEquals(parsed.statements().get(i), stored.statements().get(i));
        }
    }
}
