package sley.cli.compare;

import java.util.Set;

/// What the comparison says, in each of its forms.
public final class Report {
    private final Comparison comparison;
    private final Outputs outputs;
    private final Set<String> varying;

    /// @param varying built-in functions of the program whose results differ from run to run
    public Report(Comparison comparison, Set<String> varying) {
        this.comparison = comparison;
        this.outputs = Outputs.of(comparison);
        this.varying = varying;
    }

    /// All runs ended and printed the same, but for differences of order that were allowed.
    public boolean equal() {
        return outputs.accepted() && comparison.incomplete().isEmpty();
    }

    public String text() {
        return new TextReport(comparison, outputs, varying).text();
    }

    public String json() {
        return JsonReport.text(comparison, outputs, varying);
    }

    public String page() {
        return "";
    }
}
