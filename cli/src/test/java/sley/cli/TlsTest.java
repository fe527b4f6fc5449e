package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sley.vm.VmOptions;

/// TLS, as client and as server: against the host's own sockets, curl and openssl, and against itself; what is refused, and what a connection does that does not get ready.
class TlsTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    static Path folder;
    /// That of the server; `good.p12`, `good.pem` (certificate and key), `good.crt`, `good.key`.
    private static SSLContext good;

    @BeforeAll
    static void certificates() throws Exception {
        List<Process> made = List.of(make("good", "-ext", "san=dns:localhost,ip:127.0.0.1"), make("other", "-ext", "san=dns:example.org"),
                make("old", "-ext", "san=dns:localhost,ip:127.0.0.1", "-startdate", "-10d", "-validity", "2"), make("rsa", "-keyalg", "RSA", "-keysize", "2048", "-ext", "san=dns:localhost"));
        for (Process process : made) {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
        }
        for (String name : List.of("good", "other", "old", "rsa")) {
            KeyStore store = store(name);
            String certificate = pem("CERTIFICATE", store.getCertificate("x").getEncoded());
            String key = pem("PRIVATE KEY", store.getKey("x", PASSWORD).getEncoded());
            Files.writeString(folder.resolve(name + ".crt"), certificate);
            Files.writeString(folder.resolve(name + ".key"), key);
            Files.writeString(folder.resolve(name + ".pem"), certificate + key);
        }
        good = context("good");
    }

    private static Process make(String name, String... more) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", "x", "-dname", "CN=test",
                "-storetype", "PKCS12", "-storepass", "secret", "-keystore", folder.resolve(name + ".p12").toString()));
        command.addAll(List.of(more));
        if (!command.contains("-keyalg")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static KeyStore store(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + what + "-----\n";
    }

    /// Shows the certificate `name`, and trusts nobody but it.
    private static SSLContext context(String name) throws Exception {
        KeyStore store = store(name);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("x", store.getCertificate("x"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static VmOptions options(String model) {
        return VmOptions.defaults().withCarriers(2).withModel(switch (model) {
            case "m:n" -> VmOptions.Model.M_TO_N;
            case "n:1" -> VmOptions.Model.N_TO_ONE;
            default -> VmOptions.Model.ONE_TO_ONE;
        });
    }

    private static String run(String model, String code, Object... arguments) {
        var words = new ArrayList<String>();
        words.add(folder.toString());
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        ScriptRun run = ScriptRun.of(ScriptRun.compile("tls.sley", "import net\nimport http\nlet at = args[0]\n" + code), options(model), words.toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        return run.out();
    }

    @FunctionalInterface
    private interface Talk {
        void with(Socket socket) throws Exception;
    }

    /// Something on the other side that talks to the script, once for each connection.
    private record Peer(ServerSocket server, CompletableFuture<Void> done) implements AutoCloseable {
        static Peer of(int connections, Talk talk) throws IOException {
            var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            return new Peer(server, CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < connections; i++) {
                        talk.with(server.accept());
                    }
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }, Thread.ofPlatform().daemon()::start));
        }

        int port() {
            return server.getLocalPort();
        }

        void await() throws Exception {
            done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static SSLSocket asServer(SSLContext context, Socket socket) throws IOException {
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secure.setUseClientMode(false);
        return secure;
    }

    // ---- Client

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void clientTalksToTheHostsServer(String model) throws Exception {
        for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
            try (Peer peer = Peer.of(1, socket -> {
                SSLSocket secure = asServer(good, socket);
                secure.setEnabledProtocols(new String[] {protocol});
                assertEquals(3_000_000, secure.getInputStream().readNBytes(3_000_000).length);
                // Up to TLS 1.2 the end of one direction is the end of both.
                if (protocol.equals("TLSv1.3")) {
                    assertEquals(-1, secure.getInputStream().read());
                }
                secure.getOutputStream().write("got it\nlast".getBytes(StandardCharsets.UTF_8));
                secure.close();
            })) {
                String code = """
                        let s = net.connectSecure("localhost", parseInt(args[1])!, at + "/good.crt")
                        write(s, "x".repeat(3000000))
                        if args[2] == "TLSv1.3" { s.closeWrite() }
                        print(readLine(s), readLine(s), readLine(s), readLine(s))
                        s.close()
                        """;
                assertEquals("got it last nil nil\n", run(model, code, peer.port(), protocol));
                peer.await();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void certificatesAreJudged(String model) throws Exception {
        String code = "print(try { net.connectSecure(args[1], parseInt(args[2])!, args[3]).close(); \"secure\" } catch e { \"${e.kind}: ${e.message}\" }.replace(args[2], \"PORT\"))";
        record Case(String shown, String trusted, String host, String expected) {}
        for (Case each : List.of(new Case("good", "good", "127.0.0.1", "secure"), new Case("rsa", "rsa", "localhost", "secure"),
                new Case("good", "other", "localhost", "io: handshake localhost:PORT: the certificate comes from an authority that is not trusted here"),
                new Case("other", "other", "localhost", "io: handshake localhost:PORT: the certificate is for another host (No subject alternative DNS name matching localhost found.)"),
                new Case("rsa", "rsa", "127.0.0.1", "io: handshake 127.0.0.1:PORT: the certificate is for another host (No subject alternative names matching IP address 127.0.0.1 found)"),
                new Case("old", "old", "localhost", "io: handshake localhost:PORT: the certificate has expired"))) {
            SSLContext context = context(each.shown);
            try (Peer peer = Peer.of(1, socket -> {
                try {
                    asServer(context, socket).getInputStream().read();
                } catch (IOException refused) {
                    // That is what it should do in most cases.
                }
            })) {
                String out = run(model, code, each.host, peer.port(), folder.resolve(each.trusted + ".crt"));
                assertTrue(out.equals(each.expected + "\n") || each.shown.equals("old") && out.startsWith(each.expected + " ("), each + " gave " + out);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void whatIsCutOffIsNoEnd(String model) throws Exception {
        try (Peer peer = Peer.of(1, socket -> {
            SSLSocket secure = asServer(good, socket);
            secure.getOutputStream().write("half of it".getBytes(StandardCharsets.UTF_8));
            socket.close();
        })) {
            String out = run(model, "let s = net.connectSecure(\"localhost\", parseInt(args[1])!, at + \"/good.crt\")\nfn why() -> string = try { readAll(s); \"end\" } catch e { e.message }\n"
                    + "print(read(s)!.text())\nprint(why().replace(args[1], \"PORT\"))\nprint(why().contains(\"cut off\"))\ns.close()", peer.port());
            assertEquals("half of it\nread localhost:PORT: the connection was cut off: it ended without a word\ntrue\n", out);
        }
    }

    /// The other side says nothing, or stops in the middle.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void handshakesThatStandStillCanBeEnded(String model) throws Exception {
        var open = new ArrayList<Socket>();
        try (Peer peer = Peer.of(3, open::add)) {
            String out = run(model, """
                    let port = parseInt(args[1])!
                    print(try { within 50ms { net.connectSecure("localhost", port, at + "/good.crt") }; "secure" } catch e { e.kind })
                    let t = spawn { try { net.connectSecure("localhost", port, at + "/good.crt"); "secure" } catch e { e.kind } }
                    sleep(50ms)
                    t.cancel()
                    print(t.join())
                    // A server that waits for the rest of a hello; others wait for the same handshake.
                    let l = net.secureListener(listen("127.0.0.1", 0), at + "/good.pem")
                    let c = connect("127.0.0.1", l.port)
                    write(c, bytes([22, 3, 1, 0, 200, 1, 0]))
                    let s = l.accept()
                    let other = spawn { try { write(s, "x"); "written" } catch e { e.kind } }
                    print(try { within 50ms { read(s) }; "read" } catch e { e.kind })
                    print(try { within 50ms { read(s) }; "read" } catch e { e.kind }, other.done)
                    c.close()
                    print(other.join(), try { read(s); "read" } catch e { e.message.split(": ")[1] })
                    l.close()
                    """, peer.port());
            assertEquals("timeout\ncancelled\ntimeout\ntimeout false\nio the connection ended before it was secure\n", out);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    // ---- Server

    private static final String SERVER = """
            let l = net.secureListener(listen("127.0.0.1", 0), at + "/good.pem")
            spawn net.serve(l, s => {
              var line = readLine(s)
              while line != nil {
                write(s, if line == "large" { "y".repeat(2000000) } else { line.upper() } + "\\n")
                line = readLine(s)
              }
              write(s, "bye\\n")
            })
            writeFile(args[1], str(l.port))
            while true { sleep(20ms); if readFile(args[1]) == "stop" { break } }
            l.close()
            """;

    /// Runs the server of [#SERVER] while `talk` talks to it.
    private static void serve(String model, Talk talk) throws Exception {
        Path file = Files.createTempFile(folder, "port", "");
        CompletableFuture<String> server = CompletableFuture.supplyAsync(() -> run(model, SERVER, file), Thread.ofPlatform().daemon()::start);
        try {
            String port = "";
            while (port.isEmpty() && !server.isDone()) {
                Thread.sleep(10);
                port = Files.readString(file);
            }
            try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(port))) {
                talk.with(socket);
            }
        } finally {
            Files.writeString(file, "stop");
            assertEquals("", server.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    private static SSLSocket asClient(Socket socket, String... protocols) throws IOException {
        SSLSocket secure = (SSLSocket) good.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        if (protocols.length > 0) {
            secure.setEnabledProtocols(protocols);
        }
        return secure;
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void serverTalksToTheHostsClient(String model) throws Exception {
        serve(model, socket -> {
            SSLSocket client = asClient(socket);
            client.getOutputStream().write("abc\nlarge\n".getBytes(StandardCharsets.UTF_8));
            InputStream in = client.getInputStream();
            assertEquals("ABC\n", new String(in.readNBytes(4), StandardCharsets.UTF_8));
            assertEquals(2_000_001, in.readNBytes(2_000_001).length);
            assertEquals("TLSv1.3", client.getSession().getProtocol());
            // The end of one direction only.
            client.shutdownOutput();
            assertEquals("bye\n", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void negotiatingAgainIsRefused(String model) throws Exception {
        serve(model, socket -> {
            SSLSocket client = asClient(socket, "TLSv1.2");
            client.getOutputStream().write("abc\n".getBytes(StandardCharsets.UTF_8));
            assertEquals("ABC\n", new String(client.getInputStream().readNBytes(4), StandardCharsets.UTF_8));
            assertThrows(IOException.class, () -> {
                client.startHandshake();
                client.getOutputStream().write("def\n".getBytes(StandardCharsets.UTF_8));
                if (client.getInputStream().readNBytes(4).length < 4) {
                    throw new IOException("it ended");
                }
            });
        });
    }

    @Test
    void filesOfKeys() throws Exception {
        Files.writeString(folder.resolve("locked.key"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        Files.writeString(folder.resolve("broken.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        String out = run("m:n", """
                let l = listen("127.0.0.1", 0)
                fn attempt(f: fn() -> listener) -> string = try { f(); "ok" } catch e { e.message.replace(at, "") }
                print(attempt(() => net.secureListener(l, at + "/good.p12", password: "secret")))
                print(attempt(() => net.secureListener(l, at + "/good.crt", at + "/good.key")))
                print(attempt(() => net.secureListener(l, at + "/rsa.pem")))
                print(attempt(() => net.secureListener(l, at + "/good.p12", password: "wrong")))
                print(attempt(() => net.secureListener(l, at + "/good.crt")))
                print(attempt(() => net.secureListener(l, at + "/good.key")))
                print(attempt(() => net.secureListener(l, at + "/good.crt", at + "/other.key")))
                print(attempt(() => net.secureListener(l, at + "/good.crt", at + "/rsa.key")))
                print(attempt(() => net.secureListener(l, at + "/good.crt", at + "/locked.key")))
                print(attempt(() => net.secureListener(l, at + "/none.pem")))
                print(attempt(() => net.secureListener(l, at + "/broken.crt")).startsWith("open /broken.crt: "))
                l.close()
                """);
        assertEquals("""
                ok
                ok
                ok
                open /good.p12: the password is wrong
                open /good.crt: there is no private key in it
                open /good.key: there is no certificate in it
                open /other.key: the key does not belong to the certificate
                open /rsa.key: the key does not belong to the certificate, or cannot be read
                open /locked.key: the key is locked with a password; `openssl pkey -in KEY -out PLAIN` takes it off, or use a PKCS12 file
                open /none.pem: no such file or directory
                true
                """, out);
    }

    // ---- Both

    /// Several threads write to one connection while others read from it, in both directions; several wait for the lines of one record, the first of them before the handshake.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void bothDirectionsAtOnce(String model) {
        assertEquals("[\"x\", \"y\", \"z\"]\ntrue true\n", run(model, """
                let l = net.secureListener(listen("127.0.0.1", 0), at + "/good.pem")
                let client = spawn net.connectSecure("localhost", l.port, at + "/good.crt")
                let a = l.accept()
                let early = [0, 1, 2].map(_ => spawn readLine(a))
                let b = client.join()
                write(b, "x\\ny\\nz\\n")
                print(early.map(r => r.join()!).sorted())
                fn fill(s: stream) { scope { for i in 0..4 { spawn { for j in 0..20 { write(s, "${i}".repeat(9999) + "\\n") } } } }; s.closeWrite() }
                fn drain(s: stream) -> bool {
                  let counts = [0, 0, 0, 0]
                  var line = readLine(s)
                  while line != nil {
                    assert(len(line) == 9999 and line == line[0].repeat(9999), "texts are mixed up")
                    counts[parseInt(line[0])!] += 1
                    line = readLine(s)
                  }
                  return counts == [20, 20, 20, 20]
                }
                let there = spawn { fill(a) }
                let seen = spawn drain(a)
                let back = spawn { fill(b) }
                print(drain(b), seen.join())
                l.close()
                """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void thousandHandshakes(String model) {
        // They are the same under each model but for who waits how. In several runs, of which each has its time.
        for (int i = model.equals("m:n") ? 0 : 4; i < 5; i++) {
            assertEquals("200\n", run(model, """
                    import sync
                    let l = net.secureListener(listen("127.0.0.1", 0), at + "/good.pem")
                    spawn net.serve(l, s => write(s, readLine(s) ?? "nothing"))
                    let answers = sync.pmap((0..200).toList(), 50, i => {
                      let s = net.connectSecure("localhost", l.port, at + "/good.crt")
                      write(s, "number ${i}\\n")
                      let answer = readAll(s).text()
                      s.close()
                      answer == "number ${i}"
                    })
                    print(len(answers.filter(a => a)))
                    l.close()
                    """));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void httpsWithRedirectsAndKeptConnections(String model) {
        assertEquals("here https 3 of 1 connection\nio true\n", run(model, """
                let app = http.Server().get("/", r => http.redirect("/there")).get("/there", r => http.text("here"))
                let l = net.secureListener(listen("127.0.0.1", 0), at + "/good.p12", password: "secret")
                var accepted = atomic(0)
                spawn app.serve(l)
                let c = http.Client(roots: at + "/good.crt")
                let r = c.get("https://localhost:${l.port}/")
                let more = (0..3).map(_ => c.get("https://localhost:${l.port}/there").text()).filter(t => t == "here")
                print(r.text(), http.parseUrl(r.url).scheme, len(more), "of 1 connection")
                print(try { http.get("https://localhost:${l.port}/"); "got" } catch e { "${e.kind} ${e.message.contains("authority")}" })
                c.close()
                app.stop()
                """));
    }

    // ---- Other people's programs

    private static boolean installed(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void curlAndOpensslAsClients() throws Exception {
        assumeTrue(installed("curl") && installed("openssl"), "curl or openssl is not installed");
        Path file = Files.createTempFile(folder, "port", "");
        String code = """
                let app = http.Server().get("/", r => http.text("hello\\n")).post("/", r => http.text("got ${len(r.body)}"))
                spawn { while readFile(args[1]) != "stop" { sleep(20ms) }; app.stop() }
                app.listenSecure("127.0.0.1", 0, at + "/good.crt", at + "/good.key", started: p => writeFile(args[1], str(p)))
                """;
        CompletableFuture<String> server = CompletableFuture.supplyAsync(() -> run("m:n", code, file), Thread.ofPlatform().daemon()::start);
        try {
            String port = "";
            while (port.isEmpty() && !server.isDone()) {
                Thread.sleep(10);
                port = Files.readString(file);
            }
            String url = "https://localhost:" + port + "/";
            String roots = folder.resolve("good.crt").toString();
            assertEquals("hello\n", output("curl", "-sS", "--cacert", roots, url));
            assertEquals("hello\n", output("curl", "-sS", "--tls-max", "1.2", "--cacert", roots, url));
            Path large = Files.write(folder.resolve("large"), new byte[1_000_000]);
            assertEquals("got 1000000", output("curl", "-sS", "--cacert", roots, "--data-binary", "@" + large, url));
            assertTrue(output("curl", "-sS", url).contains("certificate"));
            String seen = output("sh", "-c", "printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' | openssl s_client -quiet -connect localhost:" + port + " -CAfile " + roots);
            assertTrue(seen.endsWith("\r\n\r\nhello\n"), seen);
        } finally {
            Files.writeString(file, "stop");
            assertEquals("", server.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void opensslAsServer() throws Exception {
        assumeTrue(installed("openssl"), "openssl is not installed");
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process server = new ProcessBuilder("openssl", "s_server", "-accept", "127.0.0.1:" + port, "-cert", folder.resolve("rsa.crt").toString(), "-key", folder.resolve("rsa.key").toString(), "-rev")
                .redirectErrorStream(true).start();
        try {
            assertEquals("cba\n", run("m:n", """
                    let port = parseInt(args[1])!
                    while not net.isOpen("127.0.0.1", port) { sleep(20ms) }
                    let s = net.connectSecure("localhost", port, at + "/rsa.crt")
                    write(s, "abc\\n")
                    print(readLine(s))
                    s.close()
                    """, port));
        } finally {
            server.destroy();
        }
    }
}
