package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
