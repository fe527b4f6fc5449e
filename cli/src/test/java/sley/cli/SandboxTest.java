package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.io.FileStream;
import sley.vm.io.Output;
import sley.vm.permit.Permissions;
import sley.vm.permit.Rules;

/// What the sandbox lets through and what not, however a script words it.
class SandboxTest {
    private static final Rules NONE = new Rules(List.of(), List.of());

    @TempDir
    private Path root;
    private Path data;

    @BeforeEach
    void files() throws Exception {
        root = root.toRealPath();
        data = Files.createDirectory(root.resolve("data"));
        Files.writeString(data.resolve("inside"), "i");
        Files.createDirectory(data.resolve("folder"));
        Files.createDirectory(root.resolve("database"));
        Files.writeString(root.resolve("database/near"), "n");
        Files.writeString(root.resolve("outside"), "o");
        Files.createSymbolicLink(data.resolve("link"), Path.of("../outside"));
        Files.createSymbolicLink(data.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(data.resolve("good"), Path.of("folder/../inside"));
    }

    private static Rules allow(Object... entries) {
        return new Rules(Arrays.stream(entries).map(Object::toString).toList(), List.of());
    }

    private static Permissions files(Rules read, Rules write) {
        return new Permissions(true, read, write, NONE, NONE, NONE, NONE);
    }

    private static Permissions net(Rules net) {
        return new Permissions(true, NONE, NONE, net, NONE, NONE, NONE);
    }

    /// What the script prints: `ok`, or the kind and the message of the error that its expression raises.
    private String attempt(Permissions permissions, String expression) throws Exception {
        String code = "import os\nimport io\nimport net\nfn attempt() -> string {\n  try {\n    " + expression + "\n    return \"ok\"\n  } catch e { return \"${e.kind}: ${e.message}\" }\n}\nprint(attempt())\n";
        return run(permissions, code).strip();
    }

    private String run(Permissions permissions, String code) throws Exception {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(new PrintStream(err, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false);
        Runnable gone = () -> { };
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", out, false, gone),
                new Output("standard error", err, true, gone), List.of(), Map.of("A", "1", "B", "2"), permissions);
        int exit;
        try {
            exit = Vm.run(Sources.compile("sandboxed.sley", code.getBytes(StandardCharsets.UTF_8), terminal), host, VmOptions.defaults());
        } catch (Sources.Unusable unusable) {
            throw new AssertionError(err.toString(StandardCharsets.UTF_8), unusable);
        }
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8) + (exit == 0 ? "" : "exit " + exit);
    }

    private void refused(Permissions permissions, String expression, String option) throws Exception {
        String got = attempt(permissions, expression);
        assertTrue(got.startsWith("permission: ") && got.contains(option), expression + " gave: " + got);
    }

    private void allowed(Permissions permissions, String expression) throws Exception {
        assertEquals("ok", attempt(permissions, expression), expression);
    }

    private String at(String path) {
        return "\"" + root + "/" + path + "\"";
    }

    @Test
    void everythingIsRefusedAtFirst() throws Exception {
        Permissions nothing = files(NONE, NONE);
        refused(nothing, "readFile(" + at("outside") + ")", "`--allow-read " + root + "/outside`");
        refused(nothing, "open(" + at("outside") + ", \"a\")", "--allow-write");
        refused(nothing, "writeFile(" + at("new") + ", \"x\")", "--allow-write");
        refused(nothing, "os.list(" + at("data") + ")", "--allow-read");
        refused(nothing, "os.stat(" + at("outside") + ")", "--allow-read");
        refused(nothing, "os.exists(" + at("nothing") + ")", "--allow-read");
        refused(nothing, "os.remove(" + at("outside") + ")", "--allow-write");
        refused(nothing, "os.makeFolder(" + at("f") + ")", "--allow-write");
        refused(nothing, "os.temporaryFile()", "--allow-write");
        refused(nothing, "os.folder()", "`--allow-read .`");
        refused(nothing, "os.host()", "`--allow-env=HOSTNAME`");
        refused(nothing, "env(\"A\")", "`--allow-env=A`");
        refused(nothing, "connect(\"127.0.0.1\", 1)", "`--allow-net 127.0.0.1:1`");
        refused(nothing, "listen(\"\", 0)", "`--allow-net 0.0.0.0`");
        refused(nothing, "net.connectSecure(\"127.0.0.1\", 1)", "`--allow-net 127.0.0.1:1`");
        refused(net(allow("127.0.0.1")), "net.secureListener(listen(\"127.0.0.1\", 0), " + at("outside") + ")", "--allow-read");
        refused(nothing, "net.addresses(\"localhost\")", "--allow-net");
        assertEquals("{:}", run(nothing, "import os\nprint(os.environment())").strip());
    }

    @Test
    void anUncaughtRefusalEndsTheProgram() throws Exception {
        String got = run(files(NONE, NONE), "print(1)\nreadFile(\"/etc/passwd\")\n");
        assertTrue(got.startsWith("1\nerror[permission]: open /etc/passwd: the sandbox does not allow it; `--allow-read /etc/passwd` would") && got.endsWith("exit 1"), got);
    }

    @Test
    void pathsAreJudgedByWhereTheyLead() throws Exception {
        Permissions inData = files(allow(data), allow(data));
        allowed(inData, "readFile(" + at("data/inside") + ")");
        allowed(inData, "readFile(" + at("data/good") + ")");
        allowed(inData, "readFile(" + at("data//./folder/../inside") + ")");
        allowed(inData, "readFile(" + at("data/up/data/inside") + ")");
        allowed(inData, "writeFile(" + at("data/new") + ", \"x\")");
        refused(inData, "readFile(" + at("data/../outside") + ")", "--allow-read " + root + "/data/../outside`");
        refused(inData, "readFile(" + at("data/link") + ")", "--allow-read " + root + "/data/link`");
        refused(inData, "readFile(" + at("data/up/outside") + ")", "--allow-read");
        refused(inData, "readFile(" + at("data/folder/../../outside") + ")", "--allow-read");
        refused(inData, "readFile(" + at("data/missing/../../outside") + ")", "--allow-read");
        refused(inData, "readFile(" + at("database/near") + ")", "--allow-read");
        refused(inData, "writeFile(" + at("data/link") + ", \"x\")", "--allow-write " + root + "/data/link`");
        refused(inData, "os.rename(" + at("data/inside") + ", " + at("stolen") + ")", "--allow-write");
        refused(inData, "os.copy(" + at("data/link") + ", " + at("data/copy") + ")", "--allow-read");
        assertEquals("o", Files.readString(root.resolve("outside")));
    }

    @Test
    void linksMayOnlyBeMadeByWhoMayDoEverythingWithFiles() throws Exception {
        refused(files(allow(data), allow(data)), "os.link(" + at("data/l") + ", \"/etc/passwd\")", "--allow-read=* --allow-write=*");
        allowed(files(Rules.FREE, Rules.FREE), "os.link(" + at("data/l") + ", \"/etc/passwd\")");
    }

    @Test
    void theSystemsOwnFilesNeedEverything() throws Exception {
        for (String path : List.of("/proc/self/environ", "/proc/self/mem", "/proc/self/fd/0", "/proc/self/root/etc/passwd", "/dev/stdin", "/dev/../proc/self/maps", "/sys/kernel")) {
            String got = attempt(files(Rules.FREE, Rules.FREE), "readFile(\"" + path + "\")");
            // What leads elsewhere is judged there; nothing of the system's own is reached.
            assertTrue(got.startsWith("permission: ") || path.contains("/root/") || path.contains("fd") || path.contains("stdin"), path + " gave: " + got);
        }
        allowed(files(Rules.FREE, Rules.FREE), "open(\"/dev/null\").close()");
    }

    @Test
    void denialWins() throws Exception {
        Permissions but = files(new Rules(List.of(root.toString()), List.of(data.toString())), NONE);
        allowed(but, "readFile(" + at("outside") + ")");
        refused(but, "readFile(" + at("data/inside") + ")", "`--deny-read` forbids it");
        refused(but, "readFile(" + at("database/../data/inside") + ")", "`--deny-read` forbids it");
    }

    @Test
    void hostsAreJudgedByNameAndByAddress() throws Exception {
        Permissions local = net(allow("127.0.0.1"));
        allowed(local, "listen(\"127.0.0.1\", 0).close()");
        refused(local, "listen(\"\", 0)", "--allow-net 0.0.0.0");
        refused(local, "listen(\"0.0.0.0\", 0)", "--allow-net 0.0.0.0");
        refused(local, "connect(\"::1\", 9)", "--allow-net [::1]:9");
        refused(local, "connect(\"127.0.0.2\", 9)", "--allow-net 127.0.0.2:9");
        refused(net(allow("127.0.0.1:8080")), "connect(\"127.0.0.1\", 8081)", "--allow-net 127.0.0.1:8081");
        refused(net(allow("example.com")), "connect(\"localhost\", 9)", "--allow-net localhost:9");
        refused(net(new Rules(List.of("localhost"), List.of("127.0.0.1", "::1"))), "connect(\"localhost\", 9)", "`--deny-net` forbids it");
        assertTrue(attempt(net(allow("[0:0:0:0:0:0:0:1]:9")), "connect(\"::1\", 9)").startsWith("io: "));
    }

    @Test
    void variablesAreJudgedOneByOne() throws Exception {
        Permissions onlyA = new Permissions(true, NONE, NONE, NONE, NONE, allow("A"), NONE);
        allowed(onlyA, "assert(env(\"A\") == \"1\")");
        refused(onlyA, "env(\"B\")", "--allow-env=B");
        assertEquals("{\"A\": \"1\"}", run(onlyA, "import os\nprint(os.environment())").strip());
    }

    @Test
    void programsAreJudgedByTheirName() throws Exception {
        Permissions onlyEnv = new Permissions(true, NONE, NONE, NONE, allow("env"), NONE, NONE);
        refused(onlyEnv, "exec([\"ls\"])", "`--allow-run=ls`");
        refused(onlyEnv, "exec([\"./env\"])", "`--allow-run=./env`");
        refused(onlyEnv, "exec([\"sh\", \"-c\", \"env\"])", "`--allow-run=sh`");
        // The child sees what the script may see, and no more.
        Permissions path = new Permissions(true, NONE, NONE, NONE, allow("env"), allow("PATH"), NONE);
        String seen = run(path, "let p = exec([\"env\"])\nlet all = readAll(p.stdout).text()\np.wait()\nprint(all.lines().map(l => l.split(\"=\")[0]))\n");
        assertEquals("[\"PATH\"]", seen.strip());
    }

    @Test
    void foreignFunctionsAreRefused() throws Exception {
        String got = run(files(Rules.FREE, Rules.FREE), "extern fn getpid() -> int\ntry { print(getpid()) } catch e { print(e.kind, e.message) }\n");
        assertTrue(got.startsWith("permission ") && got.contains("--allow-ffi"), got);
    }

    @Test
    void optionsBecomeRules() {
        var spec = picocli.CommandLine.Model.CommandSpec.create();
        SandboxOptions.add(spec);
        String[] words = SandboxOptions.complete(spec, new String[] {"--sandbox", "--allow-read", "a,b", "--allow-read=c", "--allow-run", "--deny-env=X", "--allow-net", "h:1", "script", "--allow-ffi"}, true);
        assertEquals(List.of("--sandbox", "--allow-read", "a,b", "--allow-read=c", "--allow-run=*", "--deny-env=X", "--allow-net", "h:1", "script", "--allow-ffi"), List.of(words));
        var line = new picocli.CommandLine(spec);
        Permissions permissions = SandboxOptions.of(line.parseArgs(Arrays.copyOf(words, 8)), Map.of("SLEY_ALLOW_WRITE", "w", "SLEY_ALLOW_READ", "ignored"));
        assertEquals(new Permissions(true, allow("a", "b", "c"), allow("w"), allow("h:1"), allow("*"), new Rules(List.of(), List.of("X")), NONE), permissions);
        assertEquals(Permissions.ALL, SandboxOptions.of(line.parseArgs(), Map.of()));
    }
}
