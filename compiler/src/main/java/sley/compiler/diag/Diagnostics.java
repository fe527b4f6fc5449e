package sley.compiler.diag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sley.compiler.source.SourceFile;

/// Collects the diagnostics of one compilation.
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

    /// In the order of the source, each once; files in the order in which each had its first fault.
    public List<Diagnostic> all() {
        if (all.isEmpty()) {
            return List.of();
        }
        List<SourceFile> files = all.stream().map(d -> d.span().file()).distinct().toList();
        return all.stream().distinct().sorted(Comparator.<Diagnostic>comparingInt(d -> files.indexOf(d.span().file())).thenComparingInt(d -> d.span().start())).toList();
    }
}
