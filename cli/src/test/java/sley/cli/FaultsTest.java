package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sley.vm.VmOptions;

/// What goes wrong outside: peers that go away, readers that stop reading, signals, descriptors that run out. Each under every thread model; what concerns the process itself in a
/// process of its own.
class FaultsTest {
    private static final long PATIENCE_SECONDS = 60;

    // ---- In a process of its own

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void interruptRunsTheCleanupsOfTheMainThreadAndNoCatch(String model) throws Exception {
        List<String> waits = List.of("input()", "while true { }", "read(exec([\"sleep\", \"60\"]).stdout)", "exec([\"sleep\", \"60\"]).wait()", "scope { spawn { sleep(1h) } }");
        for (String wait : model.equals("m:n") ? waits : waits.subList(0, 3)) {
            String code = "fn work() { defer print(\"deferred\"); try { try { print(\"begun\"); " + wait + " } catch e { print(\"caught\") } } finally { print(\"finally\") } }\nwork()\nprint(\"after\")";
            try (ScriptProcess run = ScriptProcess.of(model, code)) {
                run.expect("begun");
                run.signal("INT");
                assertEquals("finally\ndeferred\n", run.rest(), wait);
                assertEquals(130, run.exit(), wait);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void secondInterruptEndsAtOnce(String model) throws Exception {
        try (ScriptProcess run = ScriptProcess.of(model, "try { print(\"begun\"); sleep(1h) } finally { print(\"cleaning\"); sleep(1h) }")) {
            run.expect("begun");
            run.signal("INT");
            run.expect("cleaning");
            run.signal("INT");
            assertEquals(130, run.exit());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void terminateAndHangUpFlushOutput(String model) throws Exception {
        try (ScriptProcess term = ScriptProcess.of(model, "print(\"a\".repeat(9)); spawn { print(\"waiting\") }; sleep(1h)"); ScriptProcess hangUp = ScriptProcess.of(model, "print(\"begun\"); sleep(1h)")) {
            term.expect("a".repeat(9));
            term.expect("waiting");
            term.signal("TERM");
            assertEquals(143, term.exit());
            hangUp.expect("begun");
            hangUp.signal("HUP");
            assertEquals(129, hangUp.exit());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void signalsGoToTheProgramThatAsks(String model) throws Exception {
        String code = "let c = signals()\nprint(\"ready\")\nfor s in c { print(s); if s == \"TERM\" { exit(7) } }";
        try (ScriptProcess run = ScriptProcess.of(model, code)) {
            run.expect("ready");
            run.signal("INT");
            run.expect("INT");
            run.signal("INT");
            run.expect("INT");
            run.signal("TERM");
            run.expect("TERM");
            assertEquals(7, run.exit());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void readerOfStandardOutputGoesAway(String model) throws Exception {
        try (ScriptProcess run = ScriptProcess.of(model, "for i in 0..100 { spawn { while true { print(\"thread\", i) } } }")) {
            assertTrue(run.out().readLine().startsWith("thread"));
            run.out().close();
            assertEquals(141, run.exit());
            assertEquals("", run.errors());
        }
    }

    /// The reader reads nothing; other threads go on, seen by what they write to standard error. Then everything arrives, each line whole.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "1:1"})
    void readerThatStopsReadingStopsOnlyThoseWhoPrint(String model) throws Exception {
        String code = """
                let printers = (0..20).map(i => spawn { for j in 0..1000 { print("line of thread", i, "number", j) } })
                for i in 0..20 { sleep(5ms); eprint("tick", i) }
                for p in printers { p.join() }
                """;
        try (ScriptProcess run = ScriptProcess.of(model, code)) {
            var ticks = new ArrayList<String>();
            try (BufferedReader errors = run.process().errorReader(StandardCharsets.UTF_8)) {
                for (int i = 0; i < 20; i++) {
                    ticks.add(errors.readLine());
                }
                assertEquals("tick 19", ticks.getLast());
                List<String> lines = run.rest().lines().toList();
                assertEquals(20_000, lines.size());
                assertTrue(lines.stream().allMatch(l -> l.matches("line of thread \\d+ number \\d+")), "a line is torn");
            }
            assertEquals(0, run.exit());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void fullDevices(String model) throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full here");
        List<String> full = List.of("sh", "-c", "exec \"$@\" > /dev/full", "sh");
        try (ScriptProcess last = ScriptProcess.of(model, "print(\"x\")", full); ScriptProcess early = ScriptProcess.of(model, "print(\"x\"); sleep(200ms)", full); ScriptProcess many = ScriptProcess.of(model, "for i in 0..10000 { print(i) }", full);
                ScriptProcess error = ScriptProcess.of(model, "eprint(\"x\"); throw error(\"y\")", List.of("sh", "-c", "exec \"$@\" 2> /dev/full", "sh"))) {
            for (ScriptProcess run : List.of(last, early, many)) {
                assertEquals(1, run.exit());
                assertTrue(run.errors().startsWith("error[io]: write standard output: disk full\n"));
            }
            assertEquals(1, error.exit());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "--help", "doc list.map", "completion bash", "man", "fmt -", "repl"})
    void commandsThatCannotWriteFail(String command) throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full here");
        try (ScriptProcess run = ScriptProcess.command(List.of("sh", "-c", "echo 'print(1)' | \"$@\" > /dev/full", "sh"), List.of(command.split(" ")))) {
            assertEquals("error[io]: write standard output: disk full\n", run.errors());
            assertEquals(1, run.exit());
        }
    }

    /// Both go to one file or pipe.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void whatWasPrintedComesBeforeTheReport(String model) throws Exception {
        for (String failing : List.of("[1][5]", "chan<int>().recv()", "spawn { [1][5] }")) {
            try (ScriptProcess run = ScriptProcess.of(model, "print(\"first\")\n" + failing, List.of("sh", "-c", "exec \"$@\" 2>&1", "sh"))) {
                List<String> lines = run.rest().lines().toList();
                assertEquals("first", lines.getFirst());
                assertTrue(lines.get(1).startsWith("error["), lines.toString());
                assertEquals(1, run.exit());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void standardInputMayBeWaitedForWithALimit(String model) throws Exception {
        try (ScriptProcess run = ScriptProcess.of(model, "print(try { within 50ms { input() ?? \"end\" } } catch e { e.kind })\nprint(input(), input())")) {
            run.expect("timeout");
            run.process().getOutputStream().write("late\n".getBytes(StandardCharsets.UTF_8));
            run.process().getOutputStream().close();
            run.expect("late nil");
            assertEquals(0, run.exit());
        }
    }

    /// What it needs is used once before the descriptors run out, as a program that runs into this has done.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void descriptorsRunOut(String model) throws Exception {
        String code = """
                let l = listen("127.0.0.1", 0)
                var files: list<stream> = []
                fn attempt(f: fn()) -> string = try { f(); "ok" } catch e { e.message.replace(str(l.port), "PORT") }
                fn all() {
                  print(attempt(() => { files.push(open("/dev/null")) }))
                  print(attempt(() => { files.push(connect("127.0.0.1", l.port)) }))
                  print(attempt(() => { files.push(l.accept()) }))
                  print(attempt(() => { exec(["true"]).wait() }))
                }
                all()
                let waiting = connect("127.0.0.1", l.port)
                try { while true { files.push(open("/dev/null")) } } catch e { print(e.message) }
                all()
                let began = clock()
                var failures = 0
                while clock() - began < 300ms { try { l.accept() } catch e { failures += 1 } }
                print("few failures:", failures <= 6)
                for f in files { f.close() }
                files.clear()
                l.accept().close()
                all()
                """;
        try (ScriptProcess run = ScriptProcess.of(model, code, List.of("sh", "-c", "ulimit -n 100; exec \"$@\"", "sh"))) {
            assertEquals("""
                    ok
                    ok
                    ok
                    ok
                    open /dev/null: too many open files
                    open /dev/null: too many open files
                    connect 127.0.0.1:PORT: too many open files
                    accept 127.0.0.1:PORT: too many open files
                    exec true: too many open files
                    few failures: true
                    ok
                    ok
                    ok
                    ok
                    """, run.rest(), run.errors());
            assertEquals(0, run.exit());
        }
    }

    // ---- Peers

    private static String inside(String model, String code, String... arguments) {
        VmOptions.Model which = switch (model) {
            case "m:n" -> VmOptions.Model.M_TO_N;
            case "n:1" -> VmOptions.Model.N_TO_ONE;
            default -> VmOptions.Model.ONE_TO_ONE;
        };
        ScriptRun run = ScriptRun.of(ScriptRun.compile("faults.sley", code), VmOptions.defaults().withModel(which).withCarriers(2), arguments);
        assertEquals(0, run.code(), run.err());
        return run.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void peerResetsWhileWeReadAndWhileWeWrite(String model) throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> peer = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 2; i++) {
                        Socket socket = server.accept();
                        InputStream in = socket.getInputStream();
                        assertEquals('x', in.read());
                        socket.setSoLinger(true, 0);
                        socket.close();
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            String out = inside(model, """
                    let port = parseInt(args[0])!
                    fn cause(e: error) -> string = e.message.split(": ")[1]
                    let r = connect("127.0.0.1", port)
                    write(r, "x")
                    print(try { readLine(r) ?? "end" } catch e { cause(e) })
                    let w = connect("127.0.0.1", port)
                    let ticker = spawn { var n = 0; while n < 5 { sleep(1ms); n += 1 }; n }
                    let what = try { while true { write(w, "x".repeat(1000000)) }; "?" } catch e { cause(e) }
                    print(what == "connection reset" or what == "broken pipe", ticker.join())
                    """, Integer.toString(server.getLocalPort()));
            assertEquals("connection reset\ntrue 5\n", out);
            peer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /// A peer that reads nothing: only the thread that writes waits, until it is cancelled or its time is over.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void peerThatDoesNotReadHoldsUpOnlyTheWriter(String model) throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String out = inside(model, """
                    let s = connect("127.0.0.1", parseInt(args[0])!)
                    let w = spawn { try { write(s, "x".repeat(50000000)); "written" } catch e { e.kind } }
                    for i in 0..20 { sleep(1ms) }
                    print(w.done)
                    w.cancel()
                    print(w.join(), try { within 20ms { write(s, "x".repeat(50000000)) }; "written" } catch e { e.kind })
                    """, Integer.toString(server.getLocalPort()));
            assertEquals("false\ncancelled timeout\n", out);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void manyConnectAtOnceAndTheServerCanStartAgain(String model) {
        assertEquals("500\nagain\n", inside(model, """
                var l = listen("127.0.0.1", 0)
                let port = l.port
                let clients = (0..500).map(_ => spawn { let c = connect("127.0.0.1", port); write(c, "hi\\n"); let r = readLine(c); c.close(); r })
                sleep(20ms)
                let server = spawn { for i in 0..500 { let s = l.accept(); spawn { write(s, readLine(s) ?? "end"); s.close() } } }
                print(len(clients.filter(t => t.join() == "hi")))
                server.join()
                l.close()
                l = listen("127.0.0.1", port)
                l.close()
                print("again")
                """));
    }

    // ---- Children and foreign functions

    private static final int CHILDREN = 25;

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void childrenLeaveNoZombiesAndNoDescriptors(String model) throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "there is no /proc here");
        String code = """
                for i in 0..5 {
                  let p = exec(["sh", "-c", "head -c 100000 /dev/zero; kill -9 $$"])
                  assert(len(readAll(p.stdout)) == 100000)
                  assert(p.wait() == 137)
                }
                for p in (0..20).map(_ => exec(["true"])) { assert(p.wait() == 0) }
                """;
        inside(model, code);
        long before = count(descriptors);
        inside(model, code);
        // What other tests have left in this process may open or close some; 25 children that kept one each would show.
        assertTrue(count(descriptors) < before + CHILDREN / 2, before + " descriptors before, " + count(descriptors) + " after");
        assertTrue(ProcessHandle.current().children().noneMatch(c -> c.info().command().isEmpty() && c.isAlive()), "a child is a zombie");
    }

    private static long count(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    /// Under n:1 there is nothing that lockThread could do.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "1:1"})
    void lockThreadKeepsTheStateOfCLibraries(String model) throws Exception {
        String out = inside(model, Files.readString(Path.of("../samples/mechanisms/lockthread.sley")));
        assertEquals("with lockThread: all in the right locale", out.lines().toList().get(1));
        if (model.equals("1:1")) {
            assertEquals("threads that may move: all in the right locale", out.lines().toList().getFirst());
        }
    }
}
