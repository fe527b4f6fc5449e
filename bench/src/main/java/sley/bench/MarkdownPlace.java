package sley.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The place for the table in a Markdown file: between two comments, each a line of its own.
final class MarkdownPlace {
    static final String BEGIN = "<!-- bench: begin -->";
    static final String END = "<!-- bench: end -->";

    private MarkdownPlace() {}

    static boolean isIn(Path file) throws IOException {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        return lines.contains(BEGIN) && lines.indexOf(END) > lines.indexOf(BEGIN);
    }

    /// Replaces what is there.
    static void fill(Path file, String text) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String before = String.join("\n", lines.subList(0, lines.indexOf(BEGIN) + 1));
        String after = String.join("\n", lines.subList(lines.indexOf(END), lines.size()));
        Files.writeString(file, before + "\n" + text.strip() + "\n" + after + "\n");
    }
}
