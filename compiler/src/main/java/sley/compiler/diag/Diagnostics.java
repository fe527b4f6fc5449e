package sley.compiler.diag;

import java.util.ArrayList;
import java.util.List;

/// Collects the diagnostics of one compilation, in the order they were found.
public final class Diagnostics {
    private final List<Diagnostic> all = new ArrayList<>();
    private boolean failed;

    public void add(Diagnostic diagnostic) {
        all.add(diagnostic);
        failed |= diagnostic.severity() == Diagnostic.Severity.ERROR;
    }

    public boolean failed() {
        return failed;
    }

    public List<Diagnostic> all() {
        return List.copyOf(all);
    }
}
