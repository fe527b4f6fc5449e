package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sley.bytecode.model.ModuleCode;
import sley.vm.VmOptions;
import sley.vm.VmOptions.Model;

/// Random concurrent programs that check themselves (channels, select, locks, atomics, timers, time limits, cancellation, scopes, sockets, files, wired threads, deadlocks), under all
/// models, one to eight carriers, restless or not, interpreted and compiled.
///
/// It runs for `-Dsley.random.seconds=N` (12 by default). A failure names the seed; `-Dsley.seed=N` runs that program alone, many times.
class RandomProgramsTest {
    private static final long SECONDS = Long.getLong("sley.random.seconds", 12);
    private static final Long SEED = Long.getLong("sley.seed");
    private static final int REPEATS = 20;
    /// After so many calls or turns functions are compiled: at once, soon, after a while, never.
    private static final int[] HOT = {0, 20, 500, -1};

    @TempDir
    Path folder;

    @Test
    void eachEndsAsItShould() throws Exception {
        long end = System.nanoTime() + SECONDS * 1_000_000_000;
        if (SEED != null) {
            for (int i = 0; i < REPEATS; i++) {
                check(SEED, SEED + i);
            }
            return;
        }
        var seeds = new Random();
        int programs = 0;
        while (System.nanoTime() < end) {
            long seed = seeds.nextInt(1_000_000_000);
            check(seed, seed);
            programs++;
        }
        System.out.println("random programs: " + programs);
    }

    /// Those that once failed.
    @ParameterizedTest
    @ValueSource(longs = {1})
    void onceFailed(long seed) throws Exception {
        check(seed, seed);
    }

    private void check(long seed, long ways) throws Exception {
        RandomProgram program = RandomProgram.of(seed);
        ModuleCode module = ScriptRun.compile("random.sley", program.source());
        var random = new Random(ways);
        for (int i = 0; i < 3; i++) {
            boolean restless = random.nextInt(3) == 0;
            Model model = random.nextInt(5) < 3 ? Model.M_TO_N : random.nextBoolean() ? Model.N_TO_ONE : Model.ONE_TO_ONE;
            VmOptions way = ScriptRun.with(model, 1 + random.nextInt(8), random.nextLong(), restless).withHot(HOT[random.nextInt(HOT.length)]);
            ScriptRun run = ScriptRun.of(module, way, folder.toString());
            String how = "program " + seed + " (-Dsley.seed), " + ScriptRun.described(way) + ", hot " + way.hot() + ": exit " + run.code() + "\n" + run.err() + tail(program.source());
            assertEquals(program.expected(), run.out(), how);
            assertEquals(program.deadlocks() ? 1 : 0, run.code(), how);
            if (program.deadlocks()) {
                assertTrue(run.err().startsWith("error[deadlock]: all threads are asleep"), how);
            } else {
                assertEquals("", run.err(), how);
            }
        }
    }

    private static String tail(String source) {
        return "\n" + source.substring(source.lastIndexOf("\n}\n") < 0 ? 0 : source.indexOf("\n", source.lastIndexOf("the queue is whole")));
    }
}
