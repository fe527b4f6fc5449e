package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import sley.bytecode.io.ModuleReader;
import sley.bytecode.io.ModuleWriter;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.verify.Verifier;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.io.FileStream;
import sley.vm.io.Output;

/// Runs every program of the language corpus and every sample under each thread model and in each tier, and holds its output and exit code against the golden file beside it.
/// A golden file ends in `exit N` when the code is not 0; what goes to standard error is in it only for such programs.
class ProgramsTest {
    private static final List<VmOptions> WAYS = List.of(
            VmOptions.defaults().withCarriers(1), VmOptions.defaults().withCarriers(2), VmOptions.defaults().withCarriers(4),
            VmOptions.defaults().withModel(VmOptions.Model.N_TO_ONE), VmOptions.defaults().withModel(VmOptions.Model.ONE_TO_ONE),
            // Everything compiled before it runs; then, functions compiled while others run.
            VmOptions.defaults().withCarriers(2).withHot(0), VmOptions.defaults().withModel(VmOptions.Model.N_TO_ONE).withHot(0),
            VmOptions.defaults().withModel(VmOptions.Model.ONE_TO_ONE).withHot(0), VmOptions.defaults().withCarriers(4).withHot(64));

    @TestFactory
    Stream<DynamicTest> corpus() throws IOException {
        return tests(Path.of("src/test/resources/programs"));
    }

    @TestFactory
    Stream<DynamicTest> samples() throws IOException {
        return tests(Path.of("../samples"));
    }

    @TestFactory
    Stream<DynamicTest> models() throws IOException {
        return tests(Path.of("../samples/models"));
    }

    private static Stream<DynamicTest> tests(Path folder) throws IOException {
        var tests = new ArrayList<DynamicTest>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(p -> p.toString().endsWith(".sley")).sorted().toList()) {
                Path golden = Path.of(file.toString().replaceAll("\\.sley$", ".out"));
                for (VmOptions way : WAYS) {
                    tests.add(DynamicTest.dynamicTest(file.getFileName() + " " + way.model() + " " + way.pool().carriers() + (way.hot() == VmOptions.HOT ? "" : " hot " + way.hot()), () ->
                            assertEquals(Files.readString(golden), run(file, way))));
                }
            }
        }
        return tests.stream();
    }

    private static String run(Path file, VmOptions way) throws Exception {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false);
        ModuleCode module = Sources.compile(file.toString(), Files.readAllBytes(file), terminal);
        // Everything runs as it does from a file.
        module = ModuleReader.read(ModuleWriter.write(module));
        Verifier.verify(module);
        Runnable gone = () -> { };
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", out, false, gone),
                new Output("standard error", err, true, gone), List.of(), Map.of());
        int code = Vm.run(module, host, way);
        String text = out.toString(StandardCharsets.UTF_8);
        return code == 0 ? text : text + err.toString(StandardCharsets.UTF_8) + "exit " + code + "\n";
    }
}
