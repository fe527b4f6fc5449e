package sley.compiler.diag;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sley.compiler.source.Span;

/// One message about a source text, as data; [Renderer] is the only place that turns it into text.
///
/// @param code     what kind of fault this is; each code has an example in the tests
/// @param headline stands alone, lower case, no full stop, names in backticks
/// @param span     the smallest stretch that shows the fault (underlined with `^`)
/// @param label    what is said beside the underline; empty for nothing
/// @param notes    further places, each with its own words (underlined with `-`)
/// @param help     how to mend it, when that is known
public record Diagnostic(
        Code code, Severity severity, String headline, Span span, String label, List<Label> notes, Optional<String> help) {

    public enum Severity { ERROR, WARNING }

    /// A second place that explains the first.
    public record Label(Span span, String text) {}

    public Diagnostic {
        notes = List.copyOf(notes);
    }

    public static Diagnostic error(Code code, Span span, String headline) {
        return new Diagnostic(code, Severity.ERROR, headline, span, "", List.of(), Optional.empty());
    }

    public Diagnostic label(String text) {
        return new Diagnostic(code, severity, headline, span, text, notes, help);
    }

    public Diagnostic note(Span place, String text) {
        var more = new ArrayList<>(notes);
        more.add(new Label(place, text));
        return new Diagnostic(code, severity, headline, span, label, more, help);
    }

    public Diagnostic help(String text) {
        return new Diagnostic(code, severity, headline, span, label, notes, Optional.of(text));
    }

    public Diagnostic asWarning() {
        return new Diagnostic(code, Severity.WARNING, headline, span, label, notes, help);
    }
}
