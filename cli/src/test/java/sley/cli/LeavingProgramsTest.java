package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.verify.Verifier;
import sley.vm.VmOptions;

/// Random programs full of expressions that leave are refused with an error or compiled to code that verifies; what compiles does the same in both tiers.
class LeavingProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("sley.programs", 1000);
    /// So many of those that compile are run: starting one takes longer than compiling it.
    private static final int RUN = 150;

    @Test
    void theyAreRefusedOrTheyRun() throws Exception {
        long first = Long.getLong("sley.seed", System.nanoTime() & 0xFFFFFF);
        System.out.println("leaving programs: seed " + first + " (-Dsley.seed, -Dsley.programs)");
        int compiled = 0;
        for (long seed = first; seed < first + PROGRAMS; seed++) {
            String source = LeavingProgram.of(seed);
            Optional<ModuleCode> module = compiled(source, seed);
            if (module.isPresent() && compiled++ < RUN) {
                ScriptRun interpreted = ScriptRun.of(module.get(), VmOptions.defaults().withCarriers(2).withHot(-1));
                ScriptRun translated = ScriptRun.of(module.get(), VmOptions.defaults().withCarriers(2).withHot(0));
                assertEquals(interpreted, translated, () -> source);
            }
        }
        assertTrue(compiled > PROGRAMS / 20, "only " + compiled + " compile");
    }

    private static Optional<ModuleCode> compiled(String source, long seed) throws Exception {
        var err = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try {
            ModuleCode module = Sources.compile("leaving.sley", source.getBytes(StandardCharsets.UTF_8), new Terminal(err, err, false));
            Verifier.verify(module);
            return Optional.of(module);
        } catch (Sources.Unusable _) {
            return Optional.empty();
        } catch (Exception fault) {
            throw new AssertionError("seed " + seed + "\n" + source, fault);
        }
    }
}
