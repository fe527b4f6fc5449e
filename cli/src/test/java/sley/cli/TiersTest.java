package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.verify.Verifier;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.io.FileStream;
import sley.vm.io.Output;

/// Both tiers compute the same: random programs print the same when they are interpreted, when everything is compiled before it runs, and when functions are compiled while they run.
class TiersTest {
    private static final int PROGRAMS = Integer.getInteger("sley.programs", 40);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void randomProgramsPrintTheSame() throws Exception {
        long first = Long.getLong("sley.seed", System.nanoTime() & 0xFFFFFF);
        System.out.println("random programs: seed " + first + " (-Dsley.seed, -Dsley.programs)");
        int failing = 0;
        for (long seed = first; seed < first + PROGRAMS; seed++) {
            String source = SequentialProgram.of(seed);
            VmOptions options = VmOptions.defaults().withCarriers(2);
            String expected = run(source, options.withHot(-1));
            failing += expected.contains("exit 1") ? 1 : 0;
            for (VmOptions way : List.of(options.withHot(0), options.withHot(64), options.withHot(0).withModel(VmOptions.Model.N_TO_ONE))) {
                assertEquals(expected, run(source, way), () -> "seed " + way.hot() + " " + way.model() + "\n" + source);
            }
        }
        assertTrue(failing < PROGRAMS, "every program ends with an error");
    }

    /// Only for programs that wait for nobody else's output.
    private static String run(String source, VmOptions way) throws Exception {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false);
        ModuleCode module;
        try {
            module = Sources.compile("random.sley", source.getBytes(StandardCharsets.UTF_8), terminal);
        } catch (Sources.Unusable problem) {
            throw new AssertionError("does not compile: " + err.toString(StandardCharsets.UTF_8) + "\n" + source, problem);
        }
        Verifier.verify(module);
        Runnable gone = () -> { };
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", out, false, gone),
                new Output("standard error", err, true, gone), List.of(), Map.of());
        int code = Vm.run(module, module.main(), host, way, LIMIT);
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8) + "exit " + code + "\n";
    }
}
