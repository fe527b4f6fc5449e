package sley.cli.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page draws its data in a real browser, where one is installed, and asks the network for nothing.
class PageTest {
    private static final String DATA = """
            {"kind": "trace", "program": "</script><b>bold</b>.sley", "machineText": "a machine",
             "timelines": [{"label": "m:n 2", "end": 5000, "dropped": 0, "tracks": ["sley-carrier-0", "sley-carrier-1", "timers"],
               "slices": [[0, 1, 0, 2000, 0, 0, 0], [1, 2, 1500, 4000, 1, 500, 1], [0, 1, 3000, 5000, 0, 0, 1]], "reasons": ["receive", "ended"],
               "wakes": [[0, 1000, 1, 2, 1500, 1, 1], [2, 2500, 0, 1, 3000, 0, 0]], "names": {"1": "main", "2": "worker"}}],
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

    private Browser open(String name, JsonObject data) throws Exception {
        Optional<Path> program = Browser.installed();
        assumeTrue(program.isPresent(), "no Chromium here: the page is not tested in a browser");
        Path page = Files.writeString(folder.resolve("page.html"), Page.of(name, data));
        // A laptop's screen.
        return new Browser(program.get(), folder, page, 1366, 768);
    }

    private static final String AXIS = "document.querySelector('.view').getBoundingClientRect()";

    @Test
    void timelinesCanBeZoomedMovedSearchedAndAskedAbout() throws Exception {
        try (Browser browser = open("trace", JsonParser.parseString(DATA).getAsJsonObject())) {
            assertEquals("sley trace </script><b>bold</b>.sley", browser.text("h1"));
            assertTrue(browser.text("table").contains("a.sley:3  x.recv()") && browser.text("table").contains("4.20 µs"), browser.text("table"));
            String all = "5.00 µs shown, from 0 ns";
            assertEquals(all, browser.text(".shown"));
            assertTrue(Integer.parseInt(browser.value(painted("canvas:not(.axis)"))) > 1000, "the canvas is empty");
            double left = Double.parseDouble(browser.value(AXIS + ".left"));
            double top = Double.parseDouble(browser.value(AXIS + ".top"));
            double right = Double.parseDouble(browser.value(AXIS + ".right"));

            // The first row is the first carrier, which runs `main` from the left end on.
            browser.hover(left + 200, top + 10);
            assertEquals("main · thread 1\nruns on sley-carrier-0 for 2.00 µs\nat 0 ns\nthen: receive", browser.text(".tip"));
            // The second one runs `worker`, which `main` has spawned.
            browser.hover((left + 190 + right) / 2, top + 17 + 10);
            assertTrue(browser.text(".tip").endsWith("spawned by main, 500 ns before it ran") && browser.text(".tip").contains("blocked its kernel thread for 500 ns"), browser.text(".tip"));

            // A timer has woken `main`.
            browser.hover((left + 190 + right) / 2, top + 2 * 17 + 10);
            assertEquals("main · thread 1\nwoken by timers\nat 2.50 µs", browser.text(".tip"));

            browser.click(".controls button");
            assertEquals("2.50 µs shown, from 1.25 µs", browser.text(".shown"));
            browser.drag(left + 600, top + 10, left + 500);
            String moved = browser.text(".shown");
            assertTrue(moved.startsWith("2.50 µs shown, from 1.") && !moved.endsWith("1.25 µs"), moved);
            browser.wheel(left + 600, top + 10, -100);
            Browser.waitUntil("the wheel zooms in", () -> browser.text(".shown").startsWith("2.00 µs shown"));
            browser.value("document.querySelector('.view').focus()");
            browser.key("s");
            Browser.waitUntil("a key zooms out", () -> browser.text(".shown").startsWith("2.80 µs shown"));
            browser.click(".controls button:nth-of-type(3)");
            assertEquals(all, browser.text(".shown"));

            String before = browser.value("document.querySelector('canvas:not(.axis)').toDataURL()");
            browser.type("input[type=search]", "WORK");
            Browser.waitUntil("the search finds it", () -> browser.text(".controls").contains("1 thread"));
            assertFalse(before.equals(browser.value("document.querySelector('canvas:not(.axis)').toDataURL()")), "what is found is not drawn in another way");
            assertEquals(List.of(), browser.complaints());
        }
    }

    /// How many points of a canvas are drawn.
    private static String painted(String selector) {
        return "(c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4 === 3 && v > 0).length)(document.querySelector('" + selector + "'))";
    }

    @Test
    void textStandsOutInLightAndInDark() throws Exception {
        try (Browser browser = open("trace", JsonParser.parseString(DATA).getAsJsonObject())) {
            for (String scheme : List.of("light", "dark")) {
                browser.scheme(scheme);
                double back = luminance(browser.value("getComputedStyle(document.body).backgroundColor"));
                assertEquals(scheme.equals("light"), back > 0.5, scheme);
                for (String selector : List.of("h1", ".soft", "td", "button", ".shown")) {
                    double text = luminance(browser.value("getComputedStyle(document.querySelector('" + selector + "')).color"));
                    double contrast = (Math.max(back, text) + 0.05) / (Math.min(back, text) + 0.05);
                    // What the W3C asks for of text of this size.
                    assertTrue(contrast >= 4.5, scheme + " " + selector + ": contrast " + contrast);
                }
                assertTrue(browser.picture().length > 10_000);
            }
            assertEquals("1366", browser.value("document.documentElement.scrollWidth"), "the page is wider than the screen");
            assertEquals(List.of(), browser.complaints());
        }
    }

    /// Of `rgb(1, 2, 3)`, as the W3C defines it.
    private static double luminance(String colour) {
        double[] parts = Arrays.stream(colour.replaceAll("[^0-9,]", "").split(",")).mapToDouble(c -> Integer.parseInt(c) / 255.0).map(c -> c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4)).toArray();
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }
}
