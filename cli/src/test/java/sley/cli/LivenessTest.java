package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import sley.bytecode.model.ModuleCode;
import sley.vm.Host;
import sley.vm.Session;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.code.GlobalCell;
import sley.vm.io.FileStream;
import sley.vm.io.Output;
import sley.vm.report.Census;
import sley.vm.report.ThreadReport;
import sley.vm.report.ThreadState;

/// Which threads are called dead, and what reports say of them, under each thread model.
class LivenessTest {
    private static final List<VmOptions> WAYS = List.of(
            VmOptions.defaults().withCarriers(1), VmOptions.defaults().withCarriers(2), VmOptions.defaults().withCarriers(4),
            VmOptions.defaults().withModel(VmOptions.Model.N_TO_ONE), VmOptions.defaults().withModel(VmOptions.Model.ONE_TO_ONE));
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long PAUSE_MILLIS = 20;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Host host() {
        Runnable gone = () -> { };
        return new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", out, false, gone),
                new Output("standard error", err, true, gone), List.of(), Map.of());
    }

    private static ModuleCode compile(String name, String code) throws Exception {
        var problems = new ByteArrayOutputStream();
        var terminal = new Terminal(new PrintStream(problems, true, StandardCharsets.UTF_8), new PrintStream(problems, true, StandardCharsets.UTF_8), false);
        try {
            return Sources.compile(name, code.getBytes(StandardCharsets.UTF_8), terminal);
        } catch (Sources.Unusable _) {
            throw new IllegalArgumentException(problems.toString(StandardCharsets.UTF_8));
        }
    }

    private static final class NoWatcher implements Session.Watcher {
        @Override
        public void slow() { }

        @Override
        public void exited(int code) { }
    }

    /// Runs a program in the background until a look at its threads satisfies `when`, and looks.
    private Census look(String code, VmOptions way, Predicate<Census> when, Consumer<Session> then) throws Exception {
        ModuleCode module = compile("test.sley", code);
        try (var session = new Session(host(), way, new NoWatcher())) {
            var program = session.link(module, new GlobalCell[module.globals().size()]);
            var runner = new Thread(() -> session.run(program));
            runner.setDaemon(true);
            runner.start();
            long until = System.nanoTime() + PATIENCE_NANOS;
            Census census = Census.take(session.schedulers(), List.of());
            while (!when.test(census)) {
                assertTrue(System.nanoTime() < until, () -> ThreadReport.of(session.schedulers(), List.of()));
                Thread.sleep(PAUSE_MILLIS);
                census = Census.take(session.schedulers(), List.of());
            }
            then.accept(session);
            return census;
        }
    }

    private static Stream<DynamicTest> each(Consumer<VmOptions> test) {
        return WAYS.stream().map(way -> DynamicTest.dynamicTest(way.model() + " " + way.pool().carriers(), () -> test.accept(way)));
    }

    private static List<Census.Row> rows(Census census) {
        return census.groups().stream().flatMap(group -> group.rows().stream()).toList();
    }

    private static void unchecked(Callable<?> body) {
        try {
            body.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Each thread of the program is named after its verdict.
    @TestFactory
    Stream<DynamicTest> verdicts() throws Exception {
        String code = Files.readString(Path.of("src/test/resources/liveness/verdicts.sley"));
        return each(way -> unchecked(() -> {
            Census census = new LivenessTest().look(code, way, c -> c.total() > 40 && c.count(ThreadState.WAITING) == c.total(), _ -> { });
            var wrong = new ArrayList<String>();
            for (Census.Row row : rows(census)) {
                boolean dead = row.verdict() == Census.Verdict.DEAD;
                if (!row.name().startsWith(dead ? "dead" : "live") && !row.name().equals("main")) {
                    wrong.add(row.name() + " is " + row.verdict());
                }
            }
            assertEquals(List.of(), wrong);
            assertTrue(census.exact());
            return census;
        }));
    }

    /// A look stops threads that compute, and lets them go on.
    @TestFactory
    Stream<DynamicTest> busy() {
        String code = """
                let turns = atomic(0)
                fn spin() { while true { turns.add(1) } }
                spawn "spinner" spin()
                spawn "lost" { chan<int>().recv() }
                spin()
                """;
        return each(way -> unchecked(() -> {
            Set<Thread> others = kernelThreads();
            new LivenessTest().look(code, way, c -> c.exact() && c.dead() == 1 && c.count(ThreadState.WAITING) == 1, session -> {
                for (int i = 0; i < 20; i++) {
                    Census census = Census.take(session.schedulers(), List.of());
                    assertTrue(census.exact(), "a loop did not come to a safepoint");
                    assertEquals(1, census.dead());
                }
                String why = Census.why(session.schedulers(), List.of(), rows(Census.take(session.schedulers(), List.of())).stream().filter(r -> r.name().equals("lost")).findFirst().orElseThrow().id());
                assertTrue(why.contains("nothing can ever wake it: no thread that could use the other side can reach the channel"), why);
            });
            // The session is closed, and its loops end.
            long until = System.nanoTime() + PATIENCE_NANOS;
            while (!others.containsAll(kernelThreads())) {
                assertTrue(System.nanoTime() < until, "a loop goes on in a session that is closed");
                Thread.sleep(PAUSE_MILLIS);
            }
            return null;
        }));
    }

    /// Those that carry threads, of all schedulers.
    private static Set<Thread> kernelThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("sley-carrier") || t.getName().matches("sley-\\d+-.*")).collect(Collectors.toSet());
    }

    /// What somebody outside holds keeps threads alive.
    @Test
    void heldFromOutside() throws Exception {
        look("let c = chan<int>()\nspawn \"waits\" { c.recv() }", WAYS.get(1), c -> c.total() == 1 && c.dead() == 1, session -> {
            Object channel = session.threads().getFirst().waitsOn;
            assertEquals(0, Census.take(session.schedulers(), List.of(channel)).dead());
        });
    }

    /// Many threads at one place are one line.
    @TestFactory
    Stream<DynamicTest> grouped() {
        return each(way -> unchecked(() -> {
            int many = way.model() == VmOptions.Model.ONE_TO_ONE ? 300 : 20_000;
            String code = "let c = chan<int>()\nfn wait(n: int) { c.recv() }\nfor i in 0.." + many + " { spawn wait(i) }\nsleep(1h)\nc.send(1)";
            Census census = new LivenessTest().look(code, way, c -> c.count(ThreadState.WAITING) == many + 1, _ -> { });
            assertEquals(List.of(1, many), census.groups().stream().map(Census.Group::count).toList());
            assertEquals(0, census.dead());
            return census;
        }));
    }

    /// Of the threads below: the others run for ever.
    private static final int WAITING = 3;

    /// A thread is where the program is, not where the library is; in a loop it is at that loop, whatever stands before. Names are those that the program gave.
    @TestFactory
    Stream<DynamicTest> places() {
        String code = """
                import sync
                var n = 0
                let full = chan<int>()
                fn tried() {
                  try {
                    str(n)
                    while true { n += 1; n -= 2 }
                  } finally { n = 1 }
                }
                fn deferred() {
                  defer str(n)
                  for i in 0..1000000000000 { n += 1 }
                }
                spawn "tried" tried()
                spawn "deferred" deferred()
                spawn "acquire" { sync.Semaphore(0).acquire() }
                for i in 0..1 { spawn "send" full.send(i) }
                sleep(1h)
                """;
        List<String> expected = List.of("acquire: main.spawn (test.sley:16:19), in sync.acquire", "deferred: deferred (test.sley:12:31)", "main: main (test.sley:18:1)",
                "send: main.spawn (test.sley:17:30)", "tried: tried (test.sley:7:18)");
        return each(way -> unchecked(() -> {
            Census census = new LivenessTest().look(code, way, c -> c.count(ThreadState.WAITING) == WAITING && rows(c).stream().map(row -> row.name() + ": " + row.place()).sorted().toList().equals(expected),
                    _ -> { });
            Census.Row send = rows(census).stream().filter(row -> row.name().equals("send")).findFirst().orElseThrow();
            assertEquals("to send to chan<int> #N (cap 0)", send.waitsFor().replaceAll("#[0-9]+", "#N"));
            return census;
        }));
    }

    private static final String DEADLOCK = """
            let a = mutex()
            let b = mutex()
            let ready = chan<int>(2)
            fn take(x: mutex, y: mutex, sync: chan<int>) { lock x { ready.send(1); sync.recv(); lock y { } } }
            let go = chan<int>()
            spawn "left" take(a, b, go)
            spawn "right" take(b, a, go)
            ready.recv()
            ready.recv()
            go.send(1)
            go.send(1)
            let results = chan<string>()
            fn produce(n: int) { results.send("x") }
            for i in 0..1000 { spawn produce(i) }
            let l = listen("127.0.0.1", 0)
            try { within 20ms { chan<int>().recv() } } catch e { }
            spawn "esc\\u{1b}[31m" { chan<int>().recv() }
            scope { spawn "member" { chan<int>().recv() } }
            """;

    /// The report names what threads wait for, who could have woken them, and circles; equal ones are told of once. Open sockets and old time limits do not delay it.
    @TestFactory
    Stream<DynamicTest> report() {
        return each(way -> unchecked(() -> {
            var test = new LivenessTest();
            int code = Vm.run(compile("test.sley", DEADLOCK), test.host(), way);
            String text = test.err.toString(StandardCharsets.UTF_8).replaceAll("#[0-9]+", "#N").replaceAll(", since [^\n]* ago", "");
            assertEquals(1, code);
            assertEquals(Files.readString(Path.of("src/test/resources/liveness/deadlock.txt")), text);
            return text;
        }));
    }
}
