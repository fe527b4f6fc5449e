package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import sley.bytecode.model.ModuleCode;
import sley.vm.VmOptions;

/// The language corpus and the samples under a restless scheduler ([sley.vm.sched.Chance]): threads lose their processor at any safepoint and before any operation that may wait,
/// and go on elsewhere. What they print stays the same.
///
/// `-Dsley.seeds=20` for as many seeds, `-Dsley.seed=N` for the first one.
class RestlessTest {
    private static final int SEEDS = Integer.getInteger("sley.seeds", 1);
    private static final long FIRST = Long.getLong("sley.seed", System.nanoTime() & 0xFFFFFF);

    @TestFactory
    Stream<DynamicTest> programs() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (String folder : List.of("src/test/resources/programs", "../samples")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                for (Path file : files.filter(p -> p.toString().endsWith(".sley")).sorted().toList()) {
                    tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)));
                }
            }
        }
        return tests.stream();
    }

    private static void run(Path file) throws IOException {
        ModuleCode module = ScriptRun.compile(file);
        String expected = Files.readString(Path.of(file.toString().replaceAll("\\.sley$", ".out")));
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            for (VmOptions way : List.of(ScriptRun.with(VmOptions.Model.M_TO_N, 2, seed, true), ScriptRun.with(VmOptions.Model.M_TO_N, 5, seed, true),
                    ScriptRun.with(VmOptions.Model.N_TO_ONE, 1, seed, true), ScriptRun.with(VmOptions.Model.ONE_TO_ONE, 1, seed, true))) {
                ScriptRun run = ScriptRun.of(module, way);
                assertEquals(expected, run.code() == 0 ? run.out() : run.out() + run.err() + "exit " + run.code() + "\n", ScriptRun.described(way));
            }
        }
    }
}
