package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import sley.bytecode.model.ModuleCode;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.io.FileStream;
import sley.vm.io.Output;

/// The samples that do real jobs: all compile, their own tests pass, and the tools among them do what they say.
class JobsTest {
    private static final Path JOBS = Path.of("../samples/jobs");

    private record Ended(String output, int exit) {}

    private static ModuleCode compile(Path file) throws Exception {
        var problems = new ByteArrayOutputStream();
        var terminal = new Terminal(new PrintStream(problems, true, StandardCharsets.UTF_8), new PrintStream(problems, true, StandardCharsets.UTF_8), false);
        try {
            return Sources.compile(file.toString(), Files.readAllBytes(file), terminal);
        } catch (Sources.Unusable unusable) {
            throw new AssertionError(problems.toString(StandardCharsets.UTF_8), unusable);
        }
    }

    private static Ended run(ModuleCode module, int function, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        Runnable gone = () -> { };
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", out, false, gone),
                new Output("standard error", err, true, gone), List.of(arguments), Map.of());
        int exit = Vm.run(module, function, host, VmOptions.defaults());
        return new Ended(out.toString(StandardCharsets.UTF_8) + (exit == 0 ? "" : err.toString(StandardCharsets.UTF_8)), exit);
    }

    @TestFactory
    Stream<DynamicTest> ownTests() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        try (Stream<Path> files = Files.list(JOBS)) {
            for (Path file : files.filter(p -> p.toString().endsWith(".sley")).sorted().toList()) {
                tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    ModuleCode module = compile(file);
                    for (ModuleCode.Test test : module.tests()) {
                        assertEquals(new Ended("", 0), run(module, test.function()), test.name());
                    }
                }));
            }
        }
        return tests.stream();
    }

    @Test
    void hashesAreThoseOfTheFiles(@TempDir Path folder) throws Exception {
        var wanted = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            byte[] content = "file %d ".formatted(i).repeat(i * 1000).getBytes(StandardCharsets.UTF_8);
            Path file = folder.resolve("f%02d".formatted(i));
            Files.write(file, content);
            wanted.append(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content))).append("  ").append(file).append('\n');
        }
        ModuleCode module = compile(JOBS.resolve("hashes.sley"));
        assertEquals(new Ended(wanted.toString(), 0), run(module, module.main(), "--at-once=4", folder.toString()));
        Ended missing = run(module, module.main(), folder.resolve("none").toString());
        assertTrue(missing.exit() == 1 && missing.output().contains("no such file"), missing::toString);
    }

    @Test
    void openPortsAreFound() throws Exception {
        ModuleCode module = compile(JOBS.resolve("ports.sley"));
        try (var open = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            int port = open.getLocalPort();
            assertEquals(new Ended("127.0.0.1:" + port + " open\n", 0), run(module, module.main(), "--ports", port + "," + 1, "127.0.0.1"));
        }
    }

    @Test
    void helpAndWrongUse() throws Exception {
        ModuleCode module = compile(JOBS.resolve("load.sley"));
        assertTrue(run(module, module.main(), "--help").output().startsWith("Usage: load [OPTIONS] URL\n"));
        Ended wrong = run(module, module.main(), "--conections", "3");
        assertEquals(new Ended("load: unknown option `--conections`\nTry `load --help`.\n", 2), wrong);
    }

    private static void add(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// Nothing is lost or shown twice when the file is replaced, cut short, or gone for a while.
    @Test
    void logsAreFollowedAcrossRotation(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("app.log");
        add(log, "one\ntwo\nthree\n");
        try (ScriptProcess tail = ScriptProcess.of(JOBS.resolve("tail.sley"), "--lines", "2", "--every", "20", log.toString())) {
            tail.expect("two");
            tail.expect("three");
            add(log, "four\nhal");
            tail.expect("four");
            add(log, "f ü\n");
            tail.expect("half ü");
            // Rotated: what still comes into the old file counts.
            Path old = folder.resolve("app.log.1");
            Files.move(log, old);
            add(old, "last of the old\n");
            add(log, "first of the new\n");
            tail.expect("last of the old");
            tail.expect("first of the new");
            // Cut short, and longer again, but not as long as it was.
            Files.writeString(log, "");
            add(log, "after the cut\n");
            tail.expect("after the cut");
            Files.delete(log);
            add(log, "back\n");
            tail.expect("back");
        }
    }
}
