package sley.compiler.ast;

import java.util.List;
import sley.compiler.source.SourceFile;

/// A parsed file: declarations and top-level statements in source order ([Stmt.DeclStmt] holds the declarations).
public record SourceUnit(SourceFile file, List<Stmt> statements) {
    public SourceUnit {
        statements = List.copyOf(statements);
    }
}
