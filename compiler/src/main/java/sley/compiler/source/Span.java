package sley.compiler.source;

/// A stretch of a source file: UTF-16 offsets, `start` inclusive, `end` exclusive. An empty span marks a place.
public record Span(SourceFile file, int start, int end) {
    public Span {
        assert start >= 0 && end >= start : start + ".." + end;
    }

    /// From the beginning of this span to the end of `last`.
    public Span to(Span last) {
        return new Span(file, start, Math.max(end, last.end));
    }

    /// What stands there.
    public String text() {
        return file.text().substring(start, end);
    }

    public int line() {
        return file.line(start);
    }

    public int column() {
        return file.column(start);
    }

    /// `file:line:column`, as traces and diagnostics print it.
    @Override
    public String toString() {
        return file.name() + ":" + line() + ":" + column();
    }
}
