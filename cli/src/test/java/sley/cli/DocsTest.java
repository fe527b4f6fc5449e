package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sley.bytecode.io.ModuleWriter;
import sley.bytecode.op.Format;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Opcode.Flag;
import sley.bytecode.verify.Verifier;

/// The generated pages of docs/ are what the sources say now. `mvn verify -Dsley.docs=write` writes them.
class DocsTest {
    private static final Path DOCS = Path.of("../docs");

    @Test
    void bytecodeReference() throws IOException {
        var text = new StringBuilder("""
                # Bytecode reference

                Generated from the opcode table, `sley.bytecode.op.Opcode`. How instructions lie in the code tells `sley.bytecode.op.Format`; how files are laid out,
                `sley.bytecode.io.ModuleWriter`; what is proven before anything runs, `sley.bytecode.verify.Verifier`. `sley dis FILE` shows a program's bytecode.

                `p` is the bank of 64-bit primitives (int, float as IEEE bits, bool as 0 or 1, duration in nanoseconds, unit as 0), `r` the bank of references, `x` either,
                as a type says. A word after the semicolon is the kind of error that the instruction raises. Notes: **t** may raise an error, **s** may suspend the thread,
                **b** may continue elsewhere, **p** polls for preemption, **m** touches memory that other threads may reach.

                | number | opcode | format | effect | notes |
                |---|---|---|---|---|
                """);
        for (Opcode op : Opcode.values()) {
            text.append("| ").append(op.ordinal()).append(" | `").append(op.mnemonic()).append("` | ").append(op.format().name().toLowerCase(Locale.ROOT)).append(" | ")
                    .append('`').append(op.effect().replace("|", "\\|")).append("` | ").append(notes(op)).append(" |\n");
        }
        hold(DOCS.resolve("bytecode.md"), text.toString());
    }

    private static String notes(Opcode op) {
        var notes = new StringBuilder();
        notes.append(op.has(Flag.THROWS) ? "t" : "").append(op.has(Flag.SUSPENDS) ? "s" : "").append(op.has(Flag.BRANCH) ? "b" : "");
        return notes.append(op.has(Flag.SAFEPOINT) ? "p" : "").append(op.has(Flag.SHARED) ? "m" : "").toString();
    }

    @Test
    void builtIns() throws IOException {
        var text = new StringBuilder("""
                # Built-in functions and methods

                Generated from the prelude (`stdlib/src/main/resources/sley/std/prelude`), which declares them in Sley. A function whose first parameter is `self` is a method:
                `x.f()`. `x.name` without parentheses reads a property (declared as `get_name`). What errors they raise, [the language reference](language.md) tells.

                These are known to the compiler itself: `print(…)`, `eprint(…)` (any values, joined by spaces), `str(x)`, `int(x)`, `float(x)`, `len(x)`, `cap(c)`, `sleep(d)`,
                `yield()`, `exit(code)`, the constructors `list<T>()`, `map<K, V>()`, `set<T>()`, `set(xs)`, `bytes()`, `bytes(xs)`, `chan<T>(n)`, `threadLocal<T>(init: v)`, and
                the methods `c.send(v)`, `c.recv()`, `t.join()`.

                The build runs all examples; `// text` behind an expression is what `str` of it gives.
                """);
        for (String part : List.of("core", "string", "list", "map", "set", "bytes", "number", "range", "chan", "thread", "error", "io")) {
            table(part, StandardModule.read(StandardModule.PRELUDE + part), text);
        }
        hold(DOCS.resolve("builtins.md"), text.toString());
    }

    @Test
    void standardModules() throws IOException {
        var text = new StringBuilder("""
                # Standard modules

                Generated from the sources, `stdlib/src/main/resources/sley/std`, which are Sley. `import lists` makes a module's names reachable as `lists.filled(3, 0)`, its types as
                `lists.Queue<int>`, and its methods on values: `xs.chunks(2)`, which may also be written `lists.chunks(xs, 2)`. Where a text does not name other errors, wrong arguments
                raise errors of kind `value`.

                Doc comments are `///` lines above a declaration; those indented by four spaces more are an example, and `// text` behind an expression is what `str` of it
                gives. The build runs all examples. `//!` lines at the top of a file tell what the module is for.

                """);
        for (String name : FileModules.STANDARD) {
            text.append("[").append(name).append("](#").append(name).append(") ");
        }
        text.append('\n');
        for (String name : FileModules.STANDARD) {
            table(name, StandardModule.read(name), text);
        }
        hold(DOCS.resolve("stdlib.md"), text.toString());
    }

    private static void table(String title, StandardModule module, StringBuilder text) {
        text.append("\n## ").append(title).append("\n\n").append(module.purpose()).append(module.purpose().isEmpty() ? "" : "\n\n").append("| declaration | meaning | example |\n|---|---|---|\n");
        for (StandardModule.Entry entry : module.entries()) {
            if (entry.open()) {
                String example = entry.example().stream().map(l -> "`` " + l.replace("|", "\\|") + " ``").collect(Collectors.joining("<br>"));
                text.append("| `").append(entry.declaration().replace("|", "\\|")).append("` | ").append(entry.meaning().replace("|", "\\|")).append(" | ").append(example).append(" |\n");
            }
        }
    }

    /// Every link of a page to another page leads somewhere.
    @Test
    void linksLeadSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        try (Stream<Path> pages = Stream.concat(Files.list(DOCS), Stream.of(Path.of("../README.md")))) {
            for (Path page : pages.filter(p -> p.toString().endsWith(".md")).collect(Collectors.toList())) {
                var links = Pattern.compile("\\]\\(([^)#:]+\\.[a-z]+)\\)").matcher(Files.readString(page));
                while (links.find()) {
                    if (!Files.exists(page.resolveSibling(links.group(1)))) {
                        broken.add(page + " -> " + links.group(1));
                    }
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static void hold(Path page, String text) throws IOException {
        if ("write".equals(System.getProperty("sley.docs"))) {
            Files.writeString(page, text);
        }
        assertEquals(text, Files.readString(page), page + " is not what the sources say; run mvn verify -Dsley.docs=write");
    }
}
