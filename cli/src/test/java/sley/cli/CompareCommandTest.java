package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sley compare` with real processes.
class CompareCommandTest {
    @TempDir
    Path folder;

    private record Said(int exit, String out, String err) {}

    private Said sley(String code, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("program.sley"), code);
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        String[] words = Stream.of(Stream.of("compare"), Stream.of(options), Stream.of(file.toString(), "an argument")).flatMap(s -> s).toArray(String[]::new);
        int exit = Main.run(words, new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false));
        return new Said(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void equalOutputsAndTheCostsOfEachModel() throws IOException {
        Said said = sley("""
                let gate = chan<int>()
                let ts = (0..50).map(i => spawn { gate.recv()
                  i * i })
                gate.close()
                print(args[0], ts.map(t => t.join()).reduce(0, (a, b) => a + b))
                """, "--runs", "1", "--json", "--carriers", "1,2");
        assertEquals(0, said.exit(), said.err());
        JsonObject json = JsonParser.parseString(said.out()).getAsJsonObject();
        assertEquals(List.of("1:1", "n:1", "m:n 1", "m:n 2"), json.getAsJsonArray("models").asList().stream().map(m -> m.getAsJsonObject().get("model").getAsString()).toList());
        assertTrue(said.out().contains("an argument 40425"), said.out());
        assertEquals("same", json.getAsJsonObject("output").get("meaning").getAsString());
        for (var model : json.getAsJsonArray("models")) {
            JsonObject costs = model.getAsJsonObject().getAsJsonObject("costs");
            assertEquals(51, costs.getAsJsonObject("spawned").get("median").getAsInt());
            assertTrue(costs.getAsJsonObject("wall").get("median").getAsLong() > 1_000_000, said.out());
        }
        int carriers = json.getAsJsonArray("models").get(1).getAsJsonObject().getAsJsonObject("costs").getAsJsonObject("peakKernelThreads").get("median").getAsInt();
        int each = json.getAsJsonArray("models").get(0).getAsJsonObject().getAsJsonObject("costs").getAsJsonObject("peakKernelThreads").get("median").getAsInt();
        assertTrue(each > carriers + 30, "kernel threads: 1:1 " + each + ", n:1 " + carriers);
        json.getAsJsonArray("vmAndKernel").forEach(o -> assertTrue(o.getAsJsonObject().get("agrees").getAsBoolean(), o.toString()));
    }

    @Test
    void aDifferenceThatOrderDoesNotExplain() throws IOException {
        Said said = sley("print(\"model\", model())", "--runs", "1", "--order", "any", "--model", "n:1,m:n");
        assertEquals(1, said.exit(), said.err());
        assertTrue(said.out().contains("only in A: model n:1") && said.out().contains("`model`"), said.out());
    }

    @Test
    void aRunThatDoesNotEndIsStoppedAndTheOthersAreShown() throws IOException {
        Said said = sley("if model() == \"n:1\" { while true { sleep(10ms) } }\nprint(1)", "--runs", "2", "--time-limit", "6s", "--model", "n:1,m:n");
        assertEquals(1, said.exit(), said.err());
        assertTrue(said.out().contains("n:1 run 1 did not end within 6.00 s") && !said.out().contains("n:1 run 2"), said.out());
        assertTrue(said.out().contains("output: the same in all 2 runs that ended"), said.out());
        assertTrue(said.out().contains("main (") && said.out().contains("in sleep"), "what it waited for: " + said.out());
        assertTrue(said.out().lines().skip(1).noneMatch(l -> l.length() > 100), said.out());
    }

    @Test
    void aDeadlockInOneModelIsShownWithWhatItWaitedFor() throws IOException {
        Said said = sley("let c = chan<int>()\nprint(1)\nif model() == \"m:n\" { c.recv() }\nprint(2)", "--runs", "1", "--model", "n:1,m:n", "--order", "any");
        assertEquals(1, said.exit(), said.err());
        assertTrue(said.out().contains("The exit codes differ: 0 and 1.") && said.out().contains("error[deadlock]: all threads are asleep")
                && said.out().contains("waits to receive from chan<int> #1 c (cap 0)"), said.out());
        assertTrue(said.out().contains(">      2  2") && said.out().contains("(no line)"), said.out());
    }

    @Test
    void anErrorThatAllModelsRaiseIsNoDifference() throws IOException {
        Said said = sley("print(1)\nlet zero = len(args) - 1\nprint(1 / zero)", "--runs", "1", "--model", "1:1,n:1");
        assertEquals(0, said.exit(), said.err());
        assertTrue(said.out().contains("output: the same in all 2 runs, exit code 1") && said.out().contains("! error[arith]: division by zero"), said.out());
    }

    @Test
    void everyRunGetsACopyOfStandardInput() throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8)));
        try {
            Said said = sley("print(readLine(stdin), input())", "--runs", "1");
            assertEquals(0, said.exit(), said.err());
            assertTrue(said.out().contains("output: the same in all 3 runs\n  | one two\n"), said.out());
        } finally {
            System.setIn(before);
        }
    }

    /// Whoever comes first prints first, and that is another one under each model.
    @Test
    void anotherOrderIsAllowedByTheLanguage() throws IOException {
        String code = """
                fn say(n: int) { sleep(if (n == 1) == (model() == "n:1") { 300ms } else { 0ms })
                  print("thread", n) }
                let all = [spawn say(1), spawn say(2)]
                for t in all { t.join() }
                """;
        Said said = sley(code, "--runs", "1", "--model", "n:1,m:n");
        assertEquals(1, said.exit(), said.err());
        assertTrue(said.out().contains("first difference in line 1 of 2") && said.out().contains("by say [1.2] at"), said.out());
        assertTrue(said.out().contains("The language allows this: each thread printed the same lines in the same order"), said.out());
        assertEquals(0, sley(code, "--runs", "1", "--model", "n:1,m:n", "--order", "per-thread").exit());
    }

    @Test
    void bytesThatAreNoTextAndAMissingNewlineAreDifferences() throws IOException {
        Said bytes = sley("write(stdout, if model() == \"n:1\" { bytes([120, 128, 10]) } else { bytes([120, 129, 10]) })", "--runs", "1", "--model", "n:1,m:n");
        assertEquals(1, bytes.exit(), bytes.err());
        assertTrue(bytes.out().contains("only in A: x\\x80\n") && bytes.out().contains("Each model ran once"), bytes.out());
        Said newline = sley("write(stdout, if model() == \"n:1\" { \"x\\n\" } else { \"x\" })", "--runs", "1", "--model", "n:1,m:n");
        assertEquals(1, newline.exit(), newline.err());
        assertTrue(newline.out().contains("only A has a newline at its end"), newline.out());
    }

    @Test
    void aSignalIsToldFromAnExitCodeOfTheProgram() throws IOException {
        Said said = sley("print(1)\nif model() == \"n:1\" { exec([\"sh\", \"-c\", \"kill -9 $PPID\"]).wait() }\nexit(137)", "--runs", "1", "--model", "n:1,m:n");
        assertEquals(1, said.exit(), said.err());
        assertTrue(said.out().contains("n:1 run 1 was ended by signal 9 (KILL)") && said.out().contains("it had printed 1 line"), said.out());
        assertTrue(said.out().contains("output: the same in the one run that ended, exit code 137"), said.out());
    }

    @Test
    void wrongOptionsAreRefusedBeforeAnythingRuns() throws IOException {
        for (List<String> wrong : List.of(List.of("--order", "some"), List.of("--model", "2:1"), List.of("--carriers", "0"), List.of("--runs", "none"), List.of("--time-slice", "soon"), List.of("--time-limit", "1"))) {
            Said said = sley("print(1)", wrong.toArray(String[]::new));
            assertEquals(2, said.exit(), wrong.toString());
            assertTrue(said.err().startsWith("sley compare: " + wrong.getFirst()) && said.err().lines().count() == 1, said.err());
        }
        assertEquals(65, sley("print(", "--runs", "1").exit());
    }
}
