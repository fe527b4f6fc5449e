package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sley.vm.VmOptions;

/// Many connections at once, and too little of something: of descriptors, of turns for blocking calls, of rights, of room on the disk.
class CrowdsTest {
    private static final long LEAST_DESCRIPTORS = 12_000;

    private static VmOptions options(String model) {
        return VmOptions.defaults().withCarriers(2).withModel(switch (model) {
            case "m:n" -> VmOptions.Model.M_TO_N;
            case "n:1" -> VmOptions.Model.N_TO_ONE;
            default -> VmOptions.Model.ONE_TO_ONE;
        });
    }

    private static String run(VmOptions options, String code, String... arguments) {
        ScriptRun run = ScriptRun.of(ScriptRun.compile("crowds.sley", code), options, arguments);
        assertEquals(0, run.code(), run.err());
        return run.out();
    }

    private static void assumeDescriptors() throws IOException {
        Path limits = Path.of("/proc/self/limits");
        assumeTrue(Files.exists(limits), "there is no /proc here");
        String line = Files.readAllLines(limits).stream().filter(l -> l.startsWith("Max open files")).findFirst().orElseThrow();
        String soft = line.substring("Max open files".length()).strip().split(" +")[0];
        assumeTrue(soft.equals("unlimited") || Long.parseLong(soft) >= LEAST_DESCRIPTORS, "too few descriptors: " + soft);
    }

    // ---- Connections

    /// Nobody accepts at first; more come than the kernel's queue may hold.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1"})
    void fiveThousandConnectAtOnce(String model) throws Exception {
        assumeDescriptors();
        assertEquals("5000 0\n", run(options(model), """
                let l = listen("127.0.0.1", 0)
                let served = atomic(0)
                let refused = atomic(0)
                let clients = (0..5000).map(_ => spawn {
                  try {
                    let c = connect("127.0.0.1", l.port)
                    write(c, "hi\\n")
                    if readLine(c) == "hi" { served.add(1) }
                    c.close()
                  } catch e { if e.kind == "io" { refused.add(1) } else { throw e } }
                })
                sleep(100ms)
                spawn { try { while true { let s = l.accept(); spawn { write(s, "${readLine(s)}\\n"); s.close() } } } catch e { } }
                for c in clients { c.join() }
                l.close()
                print(served.get() + refused.get(), len(clients.filter(c => not c.done)))
                """));
    }

    /// Half a head and then nothing: such clients take memory, but no time from others, and are shown out when they have been idle for too long.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1"})
    void thousandThatNeverFinishTheirRequest(String model) throws Exception {
        assumeDescriptors();
        assertEquals("1000 waiting\n200 answered in time\n1000 closed\n", run(options(model), """
                import http
                let app = http.Server(idle: 2s).get("/", r => http.text("hi"))
                let l = listen("127.0.0.1", 0)
                spawn app.serve(l)
                let slow = (0..1000).map(i => { let c = connect("127.0.0.1", l.port); write(c, "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: ${i}"); c })
                print(len(slow), "waiting")
                let began = clock()
                let good = (0..200).map(_ => http.get("http://127.0.0.1:${l.port}/").text()).filter(t => t == "hi")
                print(len(good), if clock() - began < 20s { "answered in time" } else { "answered late" })
                var closed = 0
                within 30s { for c in slow { if read(c) == nil { closed += 1 } } }
                print(closed, "closed")
                app.stop()
                """));
    }

    /// Most connections wait; those that have something to say are answered.
    @Test
    void manyIdleConnectionsAndTrafficOnSome() throws Exception {
        assumeDescriptors();
        assertEquals("4000 10000\n", run(options("m:n"), """
                let l = listen("127.0.0.1", 0)
                spawn { try { while true { let s = l.accept(); spawn { var x = readLine(s); while x != nil { write(s, x + "\\n"); x = readLine(s) }; s.close() } } } catch e { } }
                let idle = (0..4000).map(_ => connect("127.0.0.1", l.port))
                let answers = atomic(0)
                scope { for c in idle[0..100] { spawn { for i in 0..100 { write(c, "n${i}\\n"); if readLine(c) == "n${i}" { answers.add(1) } } } } }
                print(len(idle), answers.get())
                l.close()
                for c in idle { c.close() }
                """));
    }

    /// The client is killed while it reads a large answer: an error for the thread that writes, nothing for anybody else.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void clientIsKilledInTheMiddleOfAnAnswer(String model) throws Exception {
        String client = "let s = connect(\"127.0.0.1\", %d)\nread(s)\nprint(\"reading\")\nsleep(1h)";
        int port;
        try (var probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        String server = """
                let l = listen("127.0.0.1", %d)
                print("listening")
                let s = l.accept()
                let writer = spawn { try { while true { write(s, "x".repeat(1000000)) }; "?" } catch e { e.kind } }
                let other = l.accept()
                write(other, "still here\\n")
                print(writer.join())
                """.formatted(port);
        try (ScriptProcess run = ScriptProcess.of(model, server)) {
            run.expect("listening");
            try (ScriptProcess reader = ScriptProcess.of(model, client.formatted(port))) {
                reader.expect("reading");
                reader.signal("KILL");
                reader.process().waitFor();
            }
            try (var socket = new Socket("127.0.0.1", port); BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()))) {
                assertEquals("still here", in.readLine());
            }
            run.expect("io");
            assertEquals(0, run.exit());
        }
    }

    // ---- Descriptors

    /// No descriptor is left for what waits for sockets: an error at the wait, not a wait without end; once there are some, all goes on.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void pollerCannotBeOpened(String model) throws Exception {
        String code = """
                let l = listen("127.0.0.1", 0)
                var files: list<stream> = []
                for i in 0..20 { open("/dev/null").close() }
                try { while true { files.push(open("/dev/null")) } } catch e { }
                print(try { within 5s { l.accept() }; "accepted" } catch e { "${e.kind} ${e.message.replace(str(l.port), "PORT").endsWith("too many open files")}" })
                for f in files { f.close() }
                let c = spawn connect("127.0.0.1", l.port)
                within 5s { l.accept().close() }
                print("accepted")
                c.join().close()
                """;
        try (ScriptProcess run = ScriptProcess.of(model, code, List.of("sh", "-c", "ulimit -n 64; exec \"$@\"", "sh"))) {
            assertEquals("io true\naccepted\n", run.rest(), run.errors());
            assertEquals(0, run.exit());
        }
    }

    // ---- Rights

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void lowPortsNeedRights(String model) throws Exception {
        Path first = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
        assumeTrue(Files.exists(first), "there is no /proc here");
        int unprivileged;
        try (var in = Files.newBufferedReader(first)) {
            unprivileged = Integer.parseInt(in.readLine());
        }
        assumeTrue(unprivileged > 80, "every port is free for everybody here");
        // Who runs the tests may have the right, which is given up for the process.
        boolean root = "root".equals(System.getProperty("user.name"));
        assumeTrue(!root || new ProcessBuilder("sh", "-c", "setpriv --bounding-set=-net_bind_service true").start().waitFor() == 0, "there is no way here to give up the right");
        List<String> shell = root ? List.of("setpriv", "--bounding-set=-net_bind_service") : List.of();
        try (ScriptProcess run = ScriptProcess.of(model, "print(try { listen(\"127.0.0.1\", 80); \"listens\" } catch e { \"${e.kind}: ${e.message}\" })", shell)) {
            assertEquals("io: listen 127.0.0.1:80: permission denied\n", run.rest(), run.errors());
        }
    }

    // ---- The disk

    /// The limit on a file's size stands for a full disk: the file keeps what was written, the script goes on and can remove it.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void filesCannotGrow(String model, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("f");
        String code = """
                import os
                let path = "%s"
                let f = open(path, "w")
                let why = try { while true { write(f, "x".repeat(100000)) }; "?" } catch e { "${e.kind}: ${e.message.replace(path, "PATH")}" }
                print(why)
                f.close()
                print(try { writeFile("/dev/full", "x"); "?" } catch e { "${e.kind}: ${e.message}" })
                print(os.stat(path)!.size <= 1048576)
                os.remove(path)
                writeFile(path, "small")
                print(readFile(path))
                """.formatted(file);
        try (ScriptProcess run = ScriptProcess.of(model, code, List.of("sh", "-c", "ulimit -f 1024; exec \"$@\"", "sh"))) {
            List<String> lines = run.rest().lines().toList();
            assertTrue(lines.getFirst().equals("io: write PATH: file too large"), run.errors() + lines);
            assertEquals(List.of("io: write /dev/full: disk full", "true", "small"), lines.subList(1, 4));
            assertEquals(0, run.exit());
        }
    }

    // ---- Turns for blocking calls

    /// With a single turn each of these waits for it at some time, whatever it is that blocks.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1"})
    void oneBlockingCallAtATime(String model, @TempDir Path folder) throws Exception {
        VmOptions options = options(model);
        options = options.withPool(options.pool().withBlockingCalls(1));
        assertEquals("20 20 20 20 20\n", run(options, """
                let folder = args[0]
                let u = udp("127.0.0.1")
                let l = listen("127.0.0.1", 0)
                spawn { try { while true { let s = l.accept(); spawn { write(s, "hi\\n"); s.close() } } } catch e { } }
                let files = (0..20).map(i => spawn { writeFile("${folder}/${i}", "n${i}"); readFile("${folder}/${i}") == "n${i}" })
                let sends = (0..20).map(i => spawn { sendTo(u, "x", "localhost", u.port); true })
                let connects = (0..20).map(i => spawn { let c = connect("localhost", l.port); let line = readLine(c); c.close(); line == "hi" })
                let children = (0..20).map(i => spawn { let p = exec(["echo", "${i}"]); let out = readAll(p.stdout).text(); p.wait() == 0 and out == "${i}\\n" })
                var received = 0
                within 20s { for i in 0..20 { if receiveFrom(u).0.text() == "x" { received += 1 } } }
                fn good(ts: list<thread<bool>>) -> int = len(ts.filter(t => t.join()))
                print(good(files), good(sends), good(connects), good(children), received)
                l.close()
                """, folder.toString()));
    }

    // ---- Patterns

    /// Searches that would take years: one is cancelled, the other ends by its own limit; others run meanwhile.
    @ParameterizedTest
    @ValueSource(strings = "m:n")
    void searchesThatDoNotEnd(String model) {
        assertEquals("cancelled regex true\n", run(options(model), """
                import regex
                let slow = regex.compile("(.*a){12}b")
                let text = "a".repeat(60)
                fn search() -> string = try { slow.matches(text); "done" } catch e { e.kind }
                let cancelled = spawn search()
                let limited = spawn { let t = spawn search(); t.join() }
                var ticks = 0
                while ticks < 20 { sleep(1ms); ticks += 1 }
                cancelled.cancel()
                print(cancelled.join(), limited.join(), ticks == 20)
                """));
    }
}
