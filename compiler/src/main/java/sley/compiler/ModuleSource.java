package sley.compiler;

import java.util.List;
import java.util.Optional;
import sley.compiler.ast.SourceUnit;
import sley.compiler.diag.Diagnostics;
import sley.compiler.parse.Parser;
import sley.compiler.source.SourceFile;

/// Where the compiler gets the text of imported modules and of the prelude: it does no input or output of its own.
public interface ModuleSource {
    /// Text of a standard module (`http`) or of a part of the prelude (`prelude/list`), without `.sley`; empty when there is none.
    Optional<SourceFile> standard(String name);

    /// The tree of that text, which has no faults. Bodies of functions may be read when something first asks for them.
    default Optional<SourceUnit> standardTree(String name) {
        return standard(name).map(file -> Parser.parse(file, new Diagnostics()));
    }

    /// The names of all standard modules.
    List<String> standardNames();

    /// Text of the file that `importer` names as `path` (as written after `import`).
    Found file(SourceFile importer, String path);

    /// @param identity the same for the same file however it is named (a resolved path); empty on failure
    /// @param problem  why it cannot be had, for people; empty on success
    record Found(Optional<SourceFile> file, String identity, String problem) {}
}
