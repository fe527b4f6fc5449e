package sley.cli;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sley.bytecode.model.ModuleCode;
import sley.vm.VmOptions;

/// Go's tests of channels and select, written in Sley, under every thread model, several numbers of carriers and several seeds of the scheduler's choices.
///
/// `-Dsley.seeds=20` for as many seeds, `-Dsley.scale=1` for Go's own counts of rounds (the default is a twentieth of them), `-Dsley.seed=N` for the first seed.
class GoProgramsTest {
    private static final int SEEDS = Integer.getInteger("sley.seeds", 1);
    private static final String SCALE = System.getProperty("sley.scale", "20");
    private static final long FIRST = Long.getLong("sley.seed", System.nanoTime() & 0xFFFFFF);

    @TestFactory
    Stream<DynamicTest> programs() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/programs/go"))) {
            for (Path file : files.filter(p -> p.toString().endsWith(".sley")).sorted().toList()) {
                tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)));
            }
        }
        tests.add(DynamicTest.dynamicTest("select5 (generated)", () -> everyWay(ScriptRun.compile("select5.sley", SelectCases.program()), "ok select5\n")));
        return tests.stream();
    }

    /// Go's perm is about channels of one direction, which Sley does not have. What remains of it: these do not compile.
    @ParameterizedTest
    @ValueSource(strings = {
            "1.send(2)", "\"c\".recv()", "[1].close()", "let c = chan<int>()\nc.send(\"x\")", "let c = chan<int>()\nlet s: string? = c.recv()",
            "let c = chan<int>()\nlet d: chan<string> = c", "for x in 5 { }", "let c = chan<int>()\nselect { c.len() => {} }", "select { v = [1].recv() => {} }",
            "let c = chan<int>()\nselect { else => {}, else => {} }", "let c = chan<int>()\nselect { c.recv() => {}, after 1s => {}, else => {} }", "chan<int>(\"x\")"})
    void misuseDoesNotCompile(String source) {
        assertThrows(AssertionError.class, () -> ScriptRun.compile("misuse.sley", source), source);
    }

    private static void run(Path file) throws IOException {
        everyWay(ScriptRun.compile(file), Files.readString(Path.of(file.toString().replaceAll("\\.sley$", ".out"))));
    }

    private static void everyWay(ModuleCode module, String expected) {
        for (VmOptions way : ways()) {
            String scale = way.model() == VmOptions.Model.ONE_TO_ONE || way.pool().chance().restless() ? Integer.toString(10 * Integer.parseInt(SCALE)) : SCALE;
            ScriptRun.of(module, way, scale).prints(expected, ScriptRun.described(way));
        }
    }

    private static List<VmOptions> ways() {
        var ways = new ArrayList<VmOptions>();
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            for (int carriers : new int[] {1, 2, 4}) {
                ways.add(ScriptRun.with(VmOptions.Model.M_TO_N, carriers, seed, false));
            }
            ways.add(ScriptRun.with(VmOptions.Model.M_TO_N, 3, seed, true));
            ways.add(ScriptRun.with(VmOptions.Model.N_TO_ONE, 1, seed, false));
            ways.add(ScriptRun.with(VmOptions.Model.N_TO_ONE, 1, seed, true));
            ways.add(ScriptRun.with(VmOptions.Model.ONE_TO_ONE, 1, seed, false));
        }
        return ways;
    }
}
