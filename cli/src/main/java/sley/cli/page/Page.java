package sley.cli.page;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Makes the page that shows a comparison, a lab or a trace. The script draws it from the data; no library is needed for that.
public final class Page {
    /// Escapes `<`, `>` and `&` in strings, so that no text of a program can end the element that holds the data.
    private static final Gson GSON = new GsonBuilder().create();

    private Page() {}

    /// @param data with the field `kind`: `compare`, `lab` or `trace`
    public static String of(String title, JsonObject data) {
        String page = resource("page.html");
        page = page.replace("@TITLE@", title.replace("&", "&amp;").replace("<", "&lt;"));
        page = page.replace("@STYLE@", resource("page.css")).replace("@SCRIPT@", resource("page.js"));
        return page.replace("@DATA@", GSON.toJson(data));
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
