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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import sley.bytecode.model.ModuleCode;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.io.FileStream;
import sley.vm.io.Output;

/// Every public name of the standard modules is documented, and its example does what it says.
class StandardModulesTest {
    @Test
    void listedModulesAreThoseThatThereAre() throws IOException {
        try (Stream<Path> files = Files.list(StandardModule.SOURCES)) {
            assertEquals(FileModules.STANDARD, files.map(p -> p.getFileName().toString()).filter(n -> n.endsWith(".sley")).map(n -> n.replaceFirst("\\.sley$", "")).sorted().toList());
        }
    }

    @Test
    void everyPublicNameHasAMeaningAndAnExample() throws IOException {
        var missing = new ArrayList<String>();
        for (String name : FileModules.STANDARD) {
            StandardModule module = StandardModule.read(name);
            module.entries().stream().filter(StandardModule.Entry::open).filter(e -> e.meaning().isEmpty() || e.example().isEmpty())
                    .forEach(e -> missing.add(name + ".sley:" + e.line() + " " + e.name()));
        }
        assertEquals(List.of(), missing);
    }

    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (String name : FileModules.STANDARD) {
            byte[] program = StandardModule.read(name).examples().getBytes(StandardCharsets.UTF_8);
            var problems = new ByteArrayOutputStream();
            var terminal = new Terminal(new PrintStream(problems, true, StandardCharsets.UTF_8), new PrintStream(problems, true, StandardCharsets.UTF_8), false);
            ModuleCode module;
            try {
                module = Sources.compile("examples of " + name, program, terminal);
            } catch (Sources.Unusable unusable) {
                tests.add(DynamicTest.dynamicTest("examples of " + name + " compile", () -> assertEquals("", problems.toString(StandardCharsets.UTF_8))));
                continue;
            }
            // What threads have a part in is held under every model.
            List<VmOptions.Model> models = List.of("sync", "http", "net").contains(name) ? List.of(VmOptions.Model.values()) : List.of(VmOptions.Model.M_TO_N);
            for (VmOptions.Model model : models) {
                for (ModuleCode.Test test : module.tests()) {
                    tests.add(DynamicTest.dynamicTest(name + ": " + test.name() + " " + model, () -> assertEquals("exit 0", run(module, test, model))));
                }
            }
        }
        return tests.stream();
    }

    private static String run(ModuleCode module, ModuleCode.Test test, VmOptions.Model model) {
        var err = new ByteArrayOutputStream();
        Runnable gone = () -> { };
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", new ByteArrayOutputStream(), false, gone),
                new Output("standard error", err, true, gone), List.of(), Map.of("HOME", "/home/user"));
        int code = Vm.run(module, test.function(), host, VmOptions.defaults().withModel(model));
        return (code == 0 ? "" : err.toString(StandardCharsets.UTF_8)) + "exit " + code;
    }
}
