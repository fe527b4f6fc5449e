package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several threads that read one stream, where the corpus does not come (its `readers.sley` has the other kinds of streams): the standard input of a process, and sockets without the poller.
class ReadersTest {
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "1:1"})
    void standardInput(String model) throws Exception {
        try (ScriptProcess run = ScriptProcess.of(model, """
                let readers = [0, 1, 2].map(_ => spawn input())
                sleep(50ms)
                print("go")
                print(readers.map(r => r.join() ?? "nil").sorted())
                let last = [0, 1].map(_ => spawn { try { input() ?? "nil" } catch e { e.message } })
                sleep(50ms)
                stdin.close()
                print(last.map(r => r.join()))
                """)) {
            run.expect("go");
            var to = run.process().getOutputStream();
            to.write("one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8));
            to.flush();
            run.expect("[\"one\", \"three\", \"two\"]");
            run.expect("[\"read standard input: closed\", \"read standard input: closed\"]");
            assertEquals(0, run.exit(), run.errors());
        }
    }

    @Test
    void withoutThePoller() throws Exception {
        Path program = Path.of("src/test/resources/programs/readers.sley");
        ScriptRun run = ScriptRun.of(ScriptRun.compile(program), RunOptions.of(new Chosen(new Given.Nothing(), Map.of("SLEY_NO_POLLER", "true", "SLEY_CARRIERS", "3"))));
        assertEquals(Files.readString(program.resolveSibling("readers.out")), run.out() + run.err());
    }
}
