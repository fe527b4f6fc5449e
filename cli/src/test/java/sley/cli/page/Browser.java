package sley.cli.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A headless Chromium with one page, driven through its DevTools protocol: what a user would do with mouse and keys, and what the page then shows.
final class Browser implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_MILLIS = 20;

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    /// What scripts of the page threw, or the page was refused.
    private final List<String> complaints = new ArrayList<>();
    private int last;

    /// Where it is; empty on a machine without one.
    static Optional<Path> installed() {
        return Stream.of("chromium", "chromium-browser", "google-chrome").flatMap(n -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(d -> Path.of(d, n)))
                .filter(Files::isExecutable).findFirst();
    }

    /// @param folder for its files
    Browser(Path program, Path folder, Path page, int width, int height) throws Exception {
        Path profile = Files.createDirectories(folder.resolve("profile"));
        process = new ProcessBuilder(program.toString(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0", "--user-data-dir=" + profile, "--window-size=" + width + "," + height, "about:blank")
                .redirectOutput(folder.resolve("browser.out").toFile()).redirectError(folder.resolve("browser.err").toFile()).start();
        Path port = profile.resolve("DevToolsActivePort");
        waitUntil("the browser listens", () -> Files.exists(port) && Files.readAllLines(port).size() == 2);
        String host = "127.0.0.1:" + Files.readAllLines(port).getFirst();
        // A page's address is among the targets as soon as the page is there.
        var address = new String[1];
        HttpClient client = HttpClient.newHttpClient();
        waitUntil("the browser has a page", () -> {
            String targets = client.send(HttpRequest.newBuilder(URI.create("http://" + host + "/json/list")).build(), HttpResponse.BodyHandlers.ofString()).body();
            JsonParser.parseString(targets).getAsJsonArray().asList().stream().map(t -> t.getAsJsonObject()).filter(t -> t.get("type").getAsString().equals("page"))
                    .findFirst().ifPresent(t -> address[0] = t.get("webSocketDebuggerUrl").getAsString());
            return address[0] != null;
        });
        socket = client.newWebSocketBuilder().buildAsync(URI.create(address[0]), new Listener()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        ask("Runtime.enable", "{}");
        ask("Log.enable", "{}");
        ask("Page.enable", "{}");
        ask("Emulation.setDeviceMetricsOverride", "{\"width\": " + width + ", \"height\": " + height + ", \"deviceScaleFactor\": 1, \"mobile\": false}");
        ask("Page.navigate", "{\"url\": \"" + page.toUri() + "\"}");
        waitUntil("the page is drawn", () -> value("document.readyState + ' ' + document.querySelectorAll('h1').length").equals("complete 1"));
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    static void waitUntil(String what, Condition condition) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < until, what + ": not within " + PATIENCE_SECONDS + " s");
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean whole) {
            text.append(part);
            if (whole) {
                JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
                text.setLength(0);
                if (message.has("id")) {
                    Optional.ofNullable(asked.remove(message.get("id").getAsInt())).ifPresent(a -> a.complete(message));
                } else if (List.of("Runtime.exceptionThrown", "Log.entryAdded").contains(message.get("method").getAsString())) {
                    synchronized (complaints) {
                        complaints.add(message.toString());
                    }
                }
            }
            from.request(1);
            return null;
        }
    }

    private JsonObject ask(String method, String parameters) throws Exception {
        var answer = new CompletableFuture<JsonObject>();
        asked.put(++last, answer);
        socket.sendText("{\"id\": " + last + ", \"method\": \"" + method + "\", \"params\": " + parameters + "}", true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        JsonObject message = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(message.has("result"), method + ": " + message);
        return message.getAsJsonObject("result");
    }

    /// What an expression of JavaScript gives in the page, as a string.
    String value(String expression) throws Exception {
        var parameters = new JsonObject();
        parameters.addProperty("expression", "String(" + expression + ")");
        JsonObject result = ask("Runtime.evaluate", parameters.toString());
        assertTrue(!result.has("exceptionDetails"), result.toString());
        return result.getAsJsonObject("result").get("value").getAsString();
    }

    /// The text of the first element of a selector.
    String text(String selector) throws Exception {
        return value("document.querySelector(" + new com.google.gson.JsonPrimitive(selector) + ").textContent");
    }

    private void mouse(String type, double x, double y, String more) throws Exception {
        ask("Input.dispatchMouseEvent", "{\"type\": \"" + type + "\", \"x\": " + x + ", \"y\": " + y + more + "}");
    }

    void hover(double x, double y) throws Exception {
        mouse("mouseMoved", x, y, "");
    }

    void drag(double x, double y, double toX) throws Exception {
        mouse("mousePressed", x, y, ", \"button\": \"left\", \"clickCount\": 1");
        mouse("mouseMoved", toX, y, ", \"button\": \"left\"");
        mouse("mouseReleased", toX, y, ", \"button\": \"left\", \"clickCount\": 1");
    }

    /// A turn of the wheel while Ctrl is held.
    void wheel(double x, double y, int delta) throws Exception {
        mouse("mouseWheel", x, y, ", \"deltaX\": 0, \"deltaY\": " + delta + ", \"modifiers\": 2");
    }

    void click(String selector) throws Exception {
        value("document.querySelector(" + new com.google.gson.JsonPrimitive(selector) + ").click()");
    }

    void type(String selector, String text) throws Exception {
        value("document.querySelector(" + new com.google.gson.JsonPrimitive(selector) + ").focus()");
        ask("Input.insertText", "{\"text\": \"" + text + "\"}");
    }

    void key(String letter) throws Exception {
        ask("Input.dispatchKeyEvent", "{\"type\": \"keyDown\", \"key\": \"" + letter + "\", \"text\": \"" + letter + "\"}");
        ask("Input.dispatchKeyEvent", "{\"type\": \"keyUp\", \"key\": \"" + letter + "\"}");
    }

    /// As the user's system asks for: `dark` or `light`.
    void scheme(String name) throws Exception {
        ask("Emulation.setEmulatedMedia", "{\"features\": [{\"name\": \"prefers-color-scheme\", \"value\": \"" + name + "\"}]}");
    }

    byte[] picture() throws Exception {
        return Base64.getDecoder().decode(ask("Page.captureScreenshot", "{}").get("data").getAsString());
    }

    List<String> complaints() {
        synchronized (complaints) {
            return List.copyOf(complaints);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> helpers = process.descendants().toList();
        // It then takes its files away.
        socket.sendText("{\"id\": 0, \"method\": \"Browser.close\"}", true).join();
        process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).handle((_, _) -> process.destroyForcibly()).join();
        // They may still write to the profile, which is about to be deleted.
        helpers.forEach(ProcessHandle::destroyForcibly);
        helpers.forEach(h -> h.onExit().join());
        socket.abort();
    }
}
