package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.verify.Verifier;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.io.FileStream;
import sley.vm.io.Output;
import sley.vm.sched.Chance;

/// What came of running a script inside the test.
record ScriptRun(int code, String out, String err) {
    /// Longer than any script of the tests takes on a busy machine; one that takes longer has lost a wake-up.
    static final Duration MOST = Duration.ofSeconds(60);

    static ModuleCode compile(Path file) throws IOException {
        return compile(file.toString(), Files.readString(file));
    }

    static ModuleCode compile(String name, String source) {
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(new PrintStream(err, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false);
        try {
            ModuleCode module = Sources.compile(name, source.getBytes(StandardCharsets.UTF_8), terminal);
            Verifier.verify(module);
            return module;
        } catch (Exception e) {
            throw new AssertionError(err.toString(StandardCharsets.UTF_8) + "\n" + source, e);
        }
    }

    static ScriptRun of(ModuleCode module, VmOptions options, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        Runnable gone = () -> { };
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", out, false, gone),
                new Output("standard error", err, true, gone), List.of(arguments), Map.of());
        int code = Vm.run(module, module.main(), host, options, MOST);
        return new ScriptRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    void prints(String expected, String how) {
        assertEquals(expected + "exit 0", out + err + "exit " + code, how);
    }

    static VmOptions with(VmOptions.Model model, int carriers, long seed, boolean restless) {
        VmOptions options = VmOptions.defaults().withModel(model).withCarriers(carriers);
        return options.withPool(options.pool().withChance(new Chance(seed, restless)));
    }

    /// For messages: how to repeat it.
    static String described(VmOptions options) {
        Chance chance = options.pool().chance();
        return options.model() + ", " + options.pool().carriers() + " carriers, seed " + chance.seed() + (chance.restless() ? ", restless" : "");
    }
}
