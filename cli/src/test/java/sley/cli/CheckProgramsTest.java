package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sley.compiler.Compiler;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Renderer;
import sley.compiler.source.SourceFile;

/// Whole programs against the checker with the real prelude.
class CheckProgramsTest {
    private static final Pattern EXPECTED = Pattern.compile("//! (.*)");

    private static List<Diagnostic> check(String name, String text, Path root) {
        return Compiler.check(new SourceFile(name, text), name, new FileModules(root)).diagnostics();
    }

    private static String resource(String name) throws IOException {
        try (var input = CheckProgramsTest.class.getResourceAsStream("/check/" + name)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"numbers.sley", "data.sley", "concurrency.sley", "functions.sley", "types.sley", "trees.sley"})
    void accepts(String name) throws IOException {
        List<Diagnostic> found = check(name, resource(name), Path.of("."));
        assertEquals("", new Renderer(false).renderAll(found));
    }

    @Test
    void reportsEachErrorOnceAndWhereItIs() throws IOException {
        String text = resource("errors.sley");
        var expected = new ArrayList<String>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var matcher = EXPECTED.matcher(lines.get(i));
            if (matcher.find()) {
                for (String code : matcher.group(1).split(" ")) {
                    expected.add((i + 1) + " " + code);
                }
            }
        }
        var found = new ArrayList<String>();
        for (Diagnostic diagnostic : check("errors.sley", text, Path.of("."))) {
            found.add(diagnostic.span().line() + " " + diagnostic.code().id());
        }
        found.sort((a, b) -> Integer.compare(Integer.parseInt(a.substring(0, a.indexOf(' '))), Integer.parseInt(b.substring(0, b.indexOf(' ')))));
        assertEquals(String.join("\n", expected), String.join("\n", found));
    }

    @Test
    void importsStayInsideTheRootAndCyclesAreShown(@TempDir Path folder) throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(folder.resolve("outside.sley"), "let x = 1\n");
        Files.writeString(root.resolve("util.sley"), "fn twice(x: int) -> int = x * 2\nfn _hidden() { }\nstruct P { x: int }\nlet limit = 3\n");
        Files.writeString(root.resolve("a.sley"), "import \"b.sley\"\n");
        Files.writeString(root.resolve("b.sley"), "import \"a.sley\"\n");
        String main = root.resolve("main.sley").toString();
        assertEquals(List.of(), check(main, "import \"util.sley\" as u\nlet p: u.P = u.P(x: u.twice(u.limit))\nprint(p)\n", root));
        assertEquals("import-failed", check(main, "import \"../outside.sley\"\n", root).getFirst().code().id());
        assertEquals("import-failed", check(main, "import \"missing.sley\"\n", root).getFirst().code().id());
        assertEquals("unknown-module", check(main, "import nothing\n", root).getFirst().code().id());
        assertEquals("import-cycle", check(main, "import \"a.sley\"\n", root).getFirst().code().id());
        assertEquals("unknown-member", check(main, "import \"util.sley\"\nutil.twise(1)\n", root).getFirst().code().id());
        assertEquals("immutable", check(main, "import \"util.sley\"\nutil.limit = 1\n", root).getFirst().code().id());
    }

    @Test
    void endlessTypeArgumentsAreOneError() {
        List<Diagnostic> found = check("r.sley", "struct A<T> { x: T }\nfn f<T>(x: T) { f(A<T>(x)) }\nf(1)\n", Path.of("."));
        assertEquals(List.of("generic-recursion"), found.stream().map(d -> d.code().id()).toList());
    }

    @Test
    void manyFunctionsAndLongTablesAreNoFault() {
        var text = new StringBuilder("fn table(x: int) -> int = match x { ");
        for (int i = 0; i < 5_000; i++) {
            text.append(i).append(" => ").append(i).append(", ");
        }
        text.append("_ => 0 }\n");
        for (int i = 0; i < 21_000; i++) {
            text.append("fn f").append(i).append("(x: int) -> int = x\n");
        }
        assertEquals(List.of(), check("many.sley", text.toString(), Path.of(".")));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "1 + 1 + ", "f(x).g(x).", "if true { 1 } else ", "[1, ", "x => ", "not ", "\"${1}\" + ",
    })
    void longAndDeepTextsEndInTime(String part) {
        check("deep.sley", "let x = 1\nprint(" + part.repeat(9_000) + "1)\n", Path.of("."));
    }
}
