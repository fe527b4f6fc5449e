package sley.cli.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page draws its data in a real browser, where one is installed, and asks the network for nothing.
class PageTest {
    private static final String DATA = """
            {"kind": "trace", "program": "</script><b>bold</b>.sley", "machineText": "a machine",
             "timelines": [{"label": "m:n 2", "end": 5000, "dropped": 0, "tracks": ["sley-carrier-0", "sley-carrier-1"],
               "slices": [[0, 1, 0, 2000, 0, 0, 0], [1, 2, 1500, 4000, 1, 500, 1], [0, 1, 3000, 5000, 0, 0, 1]], "reasons": ["receive", "ended"],
               "wakes": [[0, 1000, 1, 2, 1500, 1, 1], [1, 2500, 2, 1, 3000, 0, 0]], "names": {"1": "main", "2": "worker"}}],
             "ledgers": [{"label": "m:n 2", "lines": [{"place": "a.sley:3  x.recv()", "switches": 7, "parks": 7, "reasons": "receive 7", "runnable": 4200, "longest": 900}]}]}
            """;

    @TempDir
    Path folder;

    @Test
    void theDataCannotLeaveItsElementAndNothingIsLoaded() {
        JsonObject data = JsonParser.parseString(DATA).getAsJsonObject();
        String page = Page.of("a <title> & more", data);
        int begin = page.indexOf("id=\"data\">") + "id=\"data\">".length();
        String inside = page.substring(begin, page.indexOf("</script>", begin));
        assertEquals(data, JsonParser.parseString(inside));
        assertTrue(page.contains("<title>a &lt;title> &amp; more</title>"));
        assertFalse(page.contains("http://") || page.contains("https://") || page.contains("src="), "a page that opens without a network refers to nothing");
    }

    @Test
    void aBrowserDrawsIt() throws Exception {
        String browser = Stream.of("chromium", "chromium-browser", "google-chrome").flatMap(n -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(d -> Path.of(d, n)))
                .filter(Files::isExecutable).map(Path::toString).findFirst().orElse("");
        assumeTrue(!browser.isEmpty(), "no Chromium here: the page is not tested in a browser");
        Path page = Files.writeString(folder.resolve("page.html"), Page.of("trace", JsonParser.parseString(DATA).getAsJsonObject()));
        Path dom = folder.resolve("dom");
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(List.of(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--user-data-dir=" + folder.resolve("profile"), "--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom", page.toUri().toString()))
                .redirectOutput(dom.toFile()).redirectError(log.toFile()).start();
        assertTrue(process.waitFor(90, TimeUnit.SECONDS), "the browser did not end");
        String drawn = Files.readString(dom);
        String said = Files.readString(log);
        assertFalse(said.contains("Uncaught") || said.contains("Content Security Policy"), said);
        assertTrue(drawn.contains("<h1>sley trace &lt;/script&gt;&lt;b&gt;bold"), drawn);
        assertTrue(drawn.contains("a.sley:3  x.recv()") && drawn.contains("4.20 µs") && drawn.contains("<canvas class=\"axis\""), drawn);
    }
}
