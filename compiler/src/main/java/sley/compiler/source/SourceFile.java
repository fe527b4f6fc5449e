package sley.compiler.source;

import java.util.Arrays;
import java.util.function.Supplier;

/// One source text with the name that diagnostics show for it. Offsets are UTF-16 indexes into [#text()].
///
/// Lines end at LF, CR LF or CR. The line table is made on first use.
public final class SourceFile {
    private final String name;
    private String text;
    /// Where the text comes from when it is first wanted; null when it is there.
    private Supplier<String> source;
    private int[] lineStarts;

    /// @param name what diagnostics print: a path as the user gave it, `<stdin>`, `<command line>` or a standard module
    public SourceFile(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /// A file whose text is seldom wanted.
    public SourceFile(String name, Supplier<String> source) {
        this.name = name;
        this.source = source;
    }

    public String name() {
        return name;
    }

    public String text() {
        if (text == null) {
            text = source.get();
            source = null;
        }
        return text;
    }

    /// The 1-based line that holds `offset`.
    public int line(int offset) {
        int at = Arrays.binarySearch(lineStarts(), offset);
        return at >= 0 ? at + 1 : -at - 1;
    }

    /// The 1-based column of `offset`, counted in code points.
    public int column(int offset) {
        int start = lineStarts()[line(offset) - 1];
        return text().codePointCount(start, Math.min(offset, text().length())) + 1;
    }

    /// The text of the 1-based `line` without its line end.
    public String lineText(int line) {
        String text = text();
        int[] starts = lineStarts();
        int start = starts[line - 1];
        int end = line < starts.length ? starts[line] : text.length();
        while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(start, end);
    }

    public int lineCount() {
        return lineStarts().length;
    }

    private int[] lineStarts() {
        if (lineStarts == null) {
            String text = text();
            int[] starts = new int[16];
            int n = 1;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n')) {
                    if (n == starts.length) {
                        starts = Arrays.copyOf(starts, n * 2);
                    }
                    starts[n++] = i + 1;
                }
            }
            lineStarts = Arrays.copyOf(starts, n);
        }
        return lineStarts;
    }

    @Override
    public String toString() {
        return name;
    }
}
