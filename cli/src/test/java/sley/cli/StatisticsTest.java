package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.io.FileStream;
import sley.vm.io.Output;

/// Holds the figures of `--stats` against programs whose answers are known, under each thread model.
class StatisticsTest {
    private static final int SENDERS = 500;
    private static final String PROGRAM = """
            let c = chan<int>()
            for i in 0..%d { spawn c.send(i) }
            sleep(30ms)
            for i in 0..%d { c.recv() }
            for i in 0..7 { sleep(1ms) }
            let done = spawn sleep(20ms)
            done.join()
            """.formatted(SENDERS, SENDERS);

    @TempDir
    private Path folder;

    private JsonObject figures(String model) throws Exception {
        Path file = folder.resolve("stats.json");
        var nowhere = new PrintStream(new ByteArrayOutputStream());
        var module = Sources.compile("test.sley", PROGRAM.getBytes(StandardCharsets.UTF_8), new Terminal(nowhere, nowhere, false));
        Runnable gone = () -> { };
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", nowhere, false, gone),
                new Output("standard error", nowhere, true, gone), List.of(), Map.of());
        var options = RunOptions.of(new Chosen(new Given.Nothing(), Map.of("SLEY_MODEL", model, "SLEY_CARRIERS", "2", "SLEY_STATS_JSON", file.toString())));
        assertEquals(0, Vm.run(module, host, options));
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    @TestFactory
    Stream<DynamicTest> knownAnswers() {
        return Stream.of("m:n", "n:1", "1:1").map(model -> DynamicTest.dynamicTest(model, () -> {
            JsonObject f = figures(model);
            assertEquals(model, f.get("model").getAsString());
            assertEquals(SENDERS + 2, f.get("spawned").getAsLong());
            assertEquals(SENDERS + 1, f.get("peakAlive").getAsLong());
            // Main's 8 sleeps and the last thread's; a send parks unless main waits already.
            assertEquals(9, f.get("timersFired").getAsLong());
            JsonObject parks = f.getAsJsonObject("parksByReason");
            assertEquals(9, parks.get("sleep").getAsLong());
            assertEquals(1, parks.get("join").getAsLong());
            assertEquals(SENDERS, parks.get("send").getAsLong() + (parks.has("receive") ? parks.get("receive").getAsLong() : 0));
            assertEquals(f.get("parks").getAsLong(), parks.asMap().values().stream().mapToLong(n -> n.getAsLong()).sum());
            assertTrue(f.get("wall").getAsLong() >= 57_000_000, f::toString);
            if (model.equals("1:1")) {
                assertTrue(f.get("peakKernelThreads").getAsLong() > SENDERS, f::toString);
            } else {
                // Each park but those that are still under way begins with a switch to the thread, as does each start.
                assertTrue(f.get("switches").getAsLong() >= f.get("parks").getAsLong(), f::toString);
                assertTrue(f.get("peakCarriers").getAsLong() <= 3, f::toString);
            }
            if (System.getProperty("os.name").equals("Linux")) {
                assertTrue(f.get("cpu").getAsLong() <= f.get("processCpu").getAsLong(), f::toString);
                assertTrue(f.get("kernelSwitchesVoluntary").getAsLong() > 0, f::toString);
                assertTrue(f.get("peakMemory").getAsLong() > f.get("heap").getAsLong() / 2, f::toString);
            }
        }));
    }
}
