package sley.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sley.cli.FileModules;
import sley.vm.Host;
import sley.vm.Session;
import sley.vm.VmOptions;
import sley.vm.io.Output;
import sley.vm.permit.Permissions;
import sley.vm.permit.Rules;

/// Sessions without a terminal: what inputs see of each other, what survives errors, what is printed.
class PlainSessionTest {
    private record Outcome(String out, String err, int exit) {}

    private static Outcome run(VmOptions.Model model, String script) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var repl = new Repl(() -> new FileModules(Path.of("src/test/resources")), options(model), Map.of(), _ -> Optional.empty());
        int exit;
        try {
            exit = repl.plain(new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)), out, err);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return new Outcome(out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), exit);
    }

    /// With a stack that is soon full.
    private static VmOptions options(VmOptions.Model model) {
        return VmOptions.defaults().withModel(model).withMaxStack(8L << 20);
    }

    private static Outcome run(String script) {
        return run(VmOptions.Model.M_TO_N, script);
    }

    private static void holds(String script, String... lines) {
        Outcome outcome = run(script);
        assertEquals(List.of(lines), outcome.out.lines().toList(), outcome.err);
        assertEquals("", outcome.err);
        assertEquals(0, outcome.exit);
    }

    @Test
    void valuesPrintWithTheirTypes() {
        holds("""
                let x = [1, 2]
                x
                1 + 2
                it * 10
                "tab\\t"
                let (a, b) = (1.5, parseInt("q") ?? 3)
                nil
                var n = 1
                n = 5
                n
                """, "x: list<int> = [1, 2]", "x: list<int> = [1, 2]", "it: int = 3", "it: int = 30", "it: string = \"tab\\t\"", "a: float = 1.5", "b: int = 3", "nil",
                "n: int = 1", "n: int = 5");
    }

    /// On one carrier everything that can run has run when a sleep of the input is over.
    @Test
    void psTellsWhatThreadsWaitForAndWhichCanNeverBeWoken() {
        Outcome outcome = run(VmOptions.Model.N_TO_ONE, """
                let c = chan<int>()
                spawn "held" { c.recv() }
                spawn "lost" { chan<string>().recv() }
                sleep(100ms)
                :ps
                c.send(1)
                sleep(100ms)
                :ps
                """);
        // At the end only the lost one is left.
        assertTrue(outcome.err.startsWith("error[deadlock]: all threads are asleep\n") && outcome.err.contains("\"lost\" waits to receive"), outcome.err);
        String[] looks = outcome.out.split("model n:1, ");
        assertEquals(3, looks.length, outcome.out);
        assertTrue(looks[1].startsWith("2 threads: 0 running, 0 runnable, 2 waiting, 0 blocked\n1 of those waiting can never be woken"), outcome.out);
        // The session's variables are held by whoever types: the channel can still be used.
        assertTrue(looks[1].matches("(?s).* held +waiting .*to receive from chan<int> #\\d+ c \\(cap 0\\)\n.* lost +dead .*to receive from chan<string> .*"), outcome.out);
        assertTrue(looks[1].contains("\nkernel threads: ") || !System.getProperty("os.name").equals("Linux"), outcome.out);
        assertTrue(looks[2].startsWith("1 thread: ") || looks[2].startsWith("1 threads: "), outcome.out);
        assertTrue(!looks[2].contains(" held ") && looks[2].contains(" lost "), outcome.out);
    }

    @Test
    void unfinishedLinesAreJoined() {
        holds("""
                fn area(w: int,
                        h: int) -> int {
                  return w * h
                }
                area(2,
                  3)
                """, "it: int = 6");
    }

    @Test
    void oldCodeKeepsWhatItWasCompiledWith() {
        holds("""
                fn f() -> int = 1
                fn g() -> int = f()
                fn twice<T>(x: T) -> (T, int) = (x, f())
                let x = 1
                fn seen() -> int = x
                fn f() -> string = "new"
                let x = "other"
                (f(), g(), seen(), x)
                twice(1.5)
                struct P { a: int }
                let p = P(1)
                fn show(self: P) -> string = "old ${self.a}"
                struct P { b: string }
                fn show(self: P) -> string = "new ${self.b}"
                p.show() + ", " + P("z").show()
                enum Light { Red, Green }
                let l = Green
                enum Light { Green, Blue }
                (l, Green)
                let f = 3
                f
                """, "x: int = 1", "x: string = \"other\"", "it: (string, int, int, string) = (\"new\", 1, 1, \"other\")", "it: (float, int) = (1.5, 1)", "p: P = P(a: 1)",
                "it: string = \"old 1, new z\"", "l: Light = Green", "it: (Light, Light) = (Green, Green)", "f: int = 3", "f: int = 3");
    }

    @ParameterizedTest
    @EnumSource(VmOptions.Model.class)
    void threadsGoOnBetweenInputs(VmOptions.Model model) {
        Outcome outcome = run(model, """
                let requests = chan<int>()
                let answers = chan<int>()
                spawn { for r in requests { answers.send(r * r) } }
                requests.send(12)
                answers.recv()
                requests.close()
                let t = spawn { 7 * 6 }
                t.join()
                """);
        assertEquals(List.of("requests: chan<int> = chan(0/0)", "answers: chan<int> = chan(0/0)", "it: int? = 144"), outcome.out.lines().limit(3).toList(), outcome.err);
        assertTrue(outcome.out.endsWith("it: int = 42\n"), outcome.out);
        assertEquals(0, outcome.exit, outcome.err);
    }

    @ParameterizedTest
    @EnumSource(VmOptions.Model.class)
    void theSessionSurvivesErrors(VmOptions.Model model) {
        Outcome outcome = run(model, """
                let kept = 41
                fn endless(n: int) -> int = 1 + endless(n + 1)
                endless(0)
                chan<int>().recv()
                try { chan<int>().recv() } catch e { nil }
                let m = mutex()
                lock m { lock m { } }
                [1][7]
                throw error("mine", kind: "own")
                let kept = [1][3]
                nonsense
                )
                spawn { throw error("in the background") }
                var big = [1]
                scope { spawn { chan<int>().recv() } }
                kept + 1
                """);
        for (String error : List.of("error[stack]", "error[deadlock]: all threads are asleep", "error[deadlock]: this thread holds the lock already", "error[index]", "error[own]: mine",
                "error[unknown-name]", "error[syntax]", "error[error]: in the background")) {
            assertTrue(outcome.err.contains(error), error + " is missing in " + outcome.err);
        }
        assertTrue(outcome.out.endsWith("it: int = 42\n"), outcome.out + outcome.err);
        assertEquals(1, outcome.exit);
    }

    @Test
    void exitLeavesWithItsCode() {
        Outcome outcome = run("print(1)\nexit(3)\nprint(2)\n");
        assertEquals("1\n", outcome.out);
        assertEquals(3, outcome.exit);
    }

    @Test
    void theEndWaitsForThreads() {
        holds("spawn { sleep(20ms); print(\"late\") }\n", "late");
        Outcome stuck = run("spawn { chan<int>().recv() }\n");
        assertTrue(stuck.err.contains("error[deadlock]"), stuck.err);
        assertEquals(1, stuck.exit);
    }

    @Test
    void modelsChangeWhileThreadsTalk() {
        holds("""
                let c = chan<int>()
                let r = chan<string>()
                spawn { for v in c { r.send("got ${v}") } }
                :model n:1
                c.send(1)
                r.recv()
                :model 1:1
                c.send(2)
                r.recv()
                :model
                c.close()
                """, "c: chan<int> = chan(0/0)", "r: chan<string> = chan(0/0)", "what follows runs under n:1; the thread of before goes on under m:n, and can still talk to new ones",
                "it: string? = \"got 1\"", "what follows runs under 1:1; the thread of before goes on under m:n, and can still talk to new ones", "it: string? = \"got 2\"", "1:1");
    }

    @Test
    void threadsTellWhyTheyWait() {
        Outcome outcome = run("""
                let open = chan<int>()
                spawn "waiter" { open.recv() }
                spawn "lost" { chan<int>().recv() }
                sleep(20ms)
                :why waiter
                :why lost
                :ps
                spawn { while true { sleep(10ms) } }
                chan<int>().recv()
                exit(0)
                """);
        assertTrue(outcome.out.contains("something that is alive can still wake it") && outcome.out.contains("nothing can ever wake it") && outcome.out.contains("1 of those waiting can never be woken"),
                outcome.out);
        assertTrue(outcome.err.startsWith("error[deadlock]: thread") && outcome.err.contains("nothing can ever wake it"), outcome.err);
        assertEquals(0, outcome.exit);
    }

    @Test
    void statisticsAreThoseOfTheModel() throws IOException {
        Outcome outcome = run("scope { for i in 0..10 { spawn yield() } }\n:stats\n:model n:1\n:stats\nscope { for i in 0..5 { spawn sleep(1ms) } }\n:stats\n");
        var figures = Pattern.compile("(threads spawned|timers fired) +([0-9]+)").matcher(outcome.out).results().map(m -> m.group(1) + " " + m.group(2)).toList();
        assertEquals(List.of("threads spawned 11", "timers fired 0", "threads spawned 0", "timers fired 0", "threads spawned 6", "timers fired 5"), figures, outcome.out);
        assertTrue(outcome.out.matches("(?s).*most threads alive +[1-9].*"), outcome.out);
    }

    @Test
    void commands(@TempDir Path folder) throws IOException {
        Path script = folder.resolve("util.sley");
        Files.writeString(script, "/// Adds one.\nfn inc(n: int) -> int = n + 1\nlet base = 10\n");
        Path saved = folder.resolve("saved.sley");
        Outcome outcome = run(":load " + script + "\ninc(base)\n:type inc\n:ty base > 3\n:doc inc\n:dis inc\n:x\n:s\n:save " + saved + "\n:save " + saved + "\n:reset\nbase\n:q\nprint(9)\n");
        assertEquals(1, outcome.exit);
        assertTrue(outcome.out.contains("it: int = 11\nfn(int) -> int\nbool\nfn inc(n: int) -> int\n\nAdds one.\nfn inc(int) -> int"), outcome.out);
        assertTrue(outcome.err.contains("no command `:x`") && outcome.err.contains("`:s` may be :stats or :save") && outcome.err.contains("exists already")
                && outcome.err.contains("no name `base`"), outcome.err);
        assertEquals("/// Adds one.\nfn inc(n: int) -> int = n + 1\nlet base = 10\n\ninc(base)\n", Files.readString(saved));
        assertTrue(outcome.out.endsWith("everything is forgotten\n"), outcome.out);
    }

    @Test
    void aSandboxHoldsWhatIsTyped() throws IOException {
        var none = new Rules(List.of(), List.of());
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var repl = new Repl(() -> new FileModules(Path.of("src/test/resources")), VmOptions.defaults(), Map.of(), _ -> Optional.empty(), new Permissions(true, none, none, none, none, none, none));
        assertEquals(1, repl.plain(new ByteArrayInputStream("readFile(\"pom.xml\")\n1 + 1\n".getBytes(StandardCharsets.UTF_8)), out, err));
        assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("error[permission]"), err.toString(StandardCharsets.UTF_8));
        assertEquals("it: int = 2\n", out.toString(StandardCharsets.UTF_8));
    }

    /// As a user would generate them; errors in between end nothing.
    @Test
    void manyLines() {
        var script = new StringBuilder("var sum = 0\n");
        for (int i = 1; i <= 5000; i++) {
            script.append(i % 1000 == 0 ? "nonsense\n" : "sum += 1\n");
        }
        Outcome outcome = run(script.append("sum\n").toString());
        assertEquals("sum: int = 0\nsum: int = 4995\n", outcome.out);
        assertEquals(5, outcome.err.lines().filter(l -> l.startsWith("error[unknown-name]")).count(), outcome.err);
        assertEquals(1, outcome.exit);
    }

    @Test
    void noiseIsOneErrorALine() {
        var noise = new byte[] {(byte) 0xC0, (byte) 0x80, 7, 27, '[', '2', 'J', '\n', '1', '\n'};
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try {
            int exit = new Repl(() -> new FileModules(Path.of("src/test/resources")), VmOptions.defaults(), Map.of(), _ -> Optional.empty()).plain(new ByteArrayInputStream(noise), out, err);
            assertEquals(1, exit);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        assertEquals("it: int = 1\n", out.toString(StandardCharsets.UTF_8));
        assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("error[invalid-text]") && err.toString(StandardCharsets.UTF_8).indexOf(27) < 0, err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void completionKnowsTypes() {
        var host = new Host(null, new Output("o", new ByteArrayOutputStream(), false, () -> { }), new Output("e", new ByteArrayOutputStream(), false, () -> { }),
                List.of(), Map.of());
        try (var evaluator = new Evaluator(() -> new FileModules(Path.of("src/test/resources")), host, VmOptions.defaults(), false, new Session.Watcher() {
            @Override
            public void slow() { }

            @Override
            public void exited(int code) { }
        })) {
            evaluator.evaluate("struct Point { x: int, label: string }\nlet p = Point(1, \"a\")\nlet words = [\"a\"]".getBytes(StandardCharsets.UTF_8));
            assertEquals("string", detail(evaluator, "p.la", "label"));
            assertEquals("(x: string)", detail(evaluator, "words.pu", "push"));
            assertEquals("int", detail(evaluator, "words.map(w => { let inner = 3; inn", "inner"));
            assertEquals("list<string>", detail(evaluator, "if wo", "words"));
            assertEquals("Point", detail(evaluator, "fn f(q: Point) {\n  q", "q"));
            assertEquals("string", detail(evaluator, "fn f(q: Point) {\n  print(q.", "label"));
        }
    }

    private static String detail(Evaluator evaluator, String text, String name) {
        return evaluator.compiler().complete(text, text.length()).stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow(() -> new AssertionError(name + " for " + text)).detail();
    }
}
