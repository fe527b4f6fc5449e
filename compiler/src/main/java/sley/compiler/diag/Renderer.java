package sley.compiler.diag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import sley.compiler.source.SourceFile;
import sley.compiler.source.Span;

/// Turns diagnostics into text; the only place that does. Nothing from a source file reaches the output raw: control and direction characters are escaped.
public final class Renderer {
    /// So many are shown in full; the rest are counted.
    public static final int SHOWN = 20;
    private static final int MAX_LINE = 160;

    private final boolean colour;

    public Renderer(boolean colour) {
        this.colour = colour;
    }

    /// All of them, sorted by file as found and by place, with a count at the end.
    public String renderAll(List<Diagnostic> diagnostics) {
        var text = new StringBuilder();
        int shown = 0;
        for (Diagnostic diagnostic : diagnostics) {
            if (shown++ == SHOWN) {
                break;
            }
            text.append(render(diagnostic)).append('\n');
        }
        long errors = diagnostics.stream().filter(d -> d.severity() == Diagnostic.Severity.ERROR).count();
        if (diagnostics.size() > SHOWN) {
            text.append("… and ").append(diagnostics.size() - SHOWN).append(" more\n");
        }
        if (errors > 1) {
            text.append(errors).append(" errors\n");
        }
        return text.toString();
    }

    public String render(Diagnostic diagnostic) {
        boolean error = diagnostic.severity() == Diagnostic.Severity.ERROR;
        String main = error ? "31;1" : "33;1";
        var text = new StringBuilder();
        text.append(paint(main, (error ? "error[" : "warning[") + diagnostic.code().id() + "]")).append(paint("1", ": " + visible(diagnostic.headline()))).append('\n');
        Span span = diagnostic.span();
        SourceFile file = span.file();
        if (file.text().isEmpty()) {
            text.append("  --> ").append(visible(file.name())).append('\n');
            diagnostic.help().ifPresent(help -> text.append(" = help: ").append(visible(help)).append('\n'));
            return text.toString();
        }
        var marks = new ArrayList<Mark>();
        marks.add(new Mark(span, diagnostic.label(), '^', main));
        for (Diagnostic.Label note : diagnostic.notes()) {
            marks.add(new Mark(note.span(), note.text(), '-', "34;1"));
        }
        int width = Integer.toString(marks.stream().mapToInt(m -> m.span.line()).max().orElse(1)).length();
        String pad = " ".repeat(width);
        text.append(pad).append(paint("34", " --> ")).append(visible(file.name())).append(':').append(span.line()).append(':').append(span.column()).append('\n');
        text.append(pad).append(paint("34", " |")).append('\n');
        List<SourceFile> files = marks.stream().map(m -> m.span.file()).distinct().toList();
        for (SourceFile each : files) {
            if (each != file) {
                text.append(pad).append(paint("34", " ::: ")).append(visible(each.name())).append('\n');
            }
            renderLines(text, each, marks.stream().filter(m -> m.span.file() == each).toList(), width);
        }
        diagnostic.help().ifPresent(help -> text.append(pad).append(paint("34", " = ")).append("help: ").append(visible(help)).append('\n'));
        return text.toString();
    }

    private record Mark(Span span, String label, char sign, String colour) {}

    private void renderLines(StringBuilder text, SourceFile file, List<Mark> marks, int width) {
        int previous = -1;
        for (int line : marks.stream().map(m -> m.span.line()).distinct().sorted().toList()) {
            if (previous > 0 && line > previous + 1) {
                text.append(" ".repeat(width)).append(paint("34", " ⋮")).append('\n');
            }
            previous = line;
            List<Mark> here = marks.stream().filter(m -> m.span.line() == line).sorted(Comparator.comparingInt((Mark m) -> m.span.start())).toList();
            String source = file.lineText(line);
            int lineStart = here.getFirst().span.start() - utf16Column(here.getFirst().span, file);
            int from = 0;
            if (source.length() > MAX_LINE) {
                from = Math.max(0, Math.min(here.getFirst().span.start() - lineStart - MAX_LINE / 2, source.length() - MAX_LINE));
                from = from > 0 && Character.isLowSurrogate(source.charAt(from)) ? from - 1 : from;
            }
            int to = Math.min(source.length(), from + MAX_LINE);
            String lead = from > 0 ? "…" : "";
            String tail = to < source.length() ? "…" : "";
            text.append(paint("34", pad(line, width) + " | ")).append(lead).append(visible(source.substring(from, to))).append(tail).append('\n');
            underline(text, source, here, lineStart, from, to, lead.length(), width);
        }
    }

    private static int utf16Column(Span span, SourceFile file) {
        int start = span.start();
        int i = start;
        while (i > 0 && file.text().charAt(i - 1) != '\n' && file.text().charAt(i - 1) != '\r') {
            i--;
        }
        return start - i;
    }

    private void underline(StringBuilder text, String source, List<Mark> marks, int lineStart, int from, int to, int lead, int width) {
        record Placed(Mark mark, int start, int length) {}
        var placed = new ArrayList<Placed>();
        for (Mark mark : marks) {
            int start = Math.clamp(mark.span.start() - lineStart, from, to);
            int end = Math.clamp(mark.span.end() - lineStart, start, to);
            int column = lead + columns(source.substring(from, start));
            placed.add(new Placed(mark, column, Math.max(1, columns(source.substring(start, end)))));
        }
        // The last mark of a line has its label beside it, the others below, last first.
        var row = new StringBuilder();
        int column = 0;
        for (Placed each : placed) {
            if (each.start < column) {
                continue;
            }
            row.append(" ".repeat(each.start - column)).append(paint(each.mark.colour, String.valueOf(each.mark.sign).repeat(each.length)));
            column = each.start + each.length;
        }
        Placed last = placed.getLast();
        if (!last.mark.label.isEmpty()) {
            row.append(' ').append(paint(last.mark.colour, visible(last.mark.label)));
        }
        String gutter = " ".repeat(width) + paint("34", " | ");
        text.append(gutter).append(row).append('\n');
        for (int i = placed.size() - 2; i >= 0; i--) {
            Placed each = placed.get(i);
            if (!each.mark.label.isEmpty()) {
                text.append(gutter).append(" ".repeat(each.start)).append(paint(each.mark.colour, visible(each.mark.label))).append('\n');
            }
        }
    }

    /// One JSON object for each diagnostic, as an array.
    public static String json(List<Diagnostic> diagnostics) {
        var text = new StringBuilder("[");
        for (Diagnostic d : diagnostics) {
            text.append(text.length() == 1 ? "\n  {" : ",\n  {");
            text.append("\"code\": ").append(quote(d.code().id())).append(", \"severity\": ").append(quote(d.severity().name().toLowerCase(Locale.ROOT)));
            text.append(", \"message\": ").append(quote(d.headline())).append(", ").append(place(d.span())).append(", \"label\": ").append(quote(d.label()));
            text.append(", \"notes\": [");
            for (int i = 0; i < d.notes().size(); i++) {
                var note = d.notes().get(i);
                text.append(i > 0 ? ", {" : "{").append(place(note.span())).append(", \"message\": ").append(quote(note.text())).append('}');
            }
            text.append("]").append(d.help().map(h -> ", \"help\": " + quote(h)).orElse("")).append('}');
        }
        return text.append(diagnostics.isEmpty() ? "]\n" : "\n]\n").toString();
    }

    private static String place(Span span) {
        SourceFile file = span.file();
        return "\"file\": " + quote(file.name()) + ", \"line\": " + span.line() + ", \"column\": " + span.column()
                + ", \"endLine\": " + file.line(span.end()) + ", \"endColumn\": " + file.column(span.end());
    }

    private static String quote(String text) {
        var quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                default -> {
                    if (c < ' ' || c >= 0x7F && c < 0xA0 || Character.isSurrogate(c) || Character.getType(c) == Character.FORMAT) {
                        quoted.append("\\").append(String.format("u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    private String paint(String sgr, String text) {
        return colour ? "\033[" + sgr + "m" + text + "\033[0m" : text;
    }

    private static String pad(int number, int width) {
        String text = Integer.toString(number);
        return " ".repeat(width - text.length()) + text;
    }

    /// `text` with tabs as four spaces and everything that a terminal would act on as an escape.
    public static String visible(String text) {
        var shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\t') {
                shown.append("    ");
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029) {
                shown.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    /// How many terminal columns the visible form of `text` takes.
    private static int columns(String text) {
        return visible(text).codePoints().map(Renderer::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = c >= 0x1100 && c <= 0x115F || c >= 0x2E80 && c <= 0xA4CF || c >= 0xAC00 && c <= 0xD7A3 || c >= 0xF900 && c <= 0xFAFF
                || c >= 0xFE30 && c <= 0xFE6F || c >= 0xFF00 && c <= 0xFF60 || c >= 0x1F300 && c <= 0x1FAFF || c >= 0x20000 && c <= 0x3FFFD;
        return wide ? 2 : 1;
    }
}
