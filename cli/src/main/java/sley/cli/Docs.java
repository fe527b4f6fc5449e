package sley.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import sley.compiler.ModuleSource;
import sley.compiler.ast.Decl;
import sley.compiler.ast.Expr;
import sley.compiler.ast.SourceUnit;
import sley.compiler.ast.Stmt;
import sley.compiler.ast.TypeExpr;
import sley.compiler.check.Spelling;
import sley.compiler.diag.Renderer;
import sley.compiler.source.SourceFile;
import sley.compiler.source.Span;

/// Documentation of the built-ins and the standard library, from the doc comments of their sources.
final class Docs {
    private static final List<String> PRELUDE = List.of("core", "io", "string", "list", "map", "set", "bytes", "number", "range", "chan", "thread", "error");
    private static final String MODULE_COMMENT = "//!";

    /// @param name as one asks for it: `print`, `list.map`, `json.parse`
    private record Entry(String name, String signature, String doc) {}

    private final ModuleSource source;
    private final boolean colour;

    Docs(ModuleSource source, boolean colour) {
        this.source = source;
        this.colour = colour;
    }

    /// What there is.
    String overview() {
        var text = new StringBuilder(strong("Built-in functions")).append('\n');
        text.append(columns(Stream.concat(Intrinsic.ALL.stream().filter(i -> !i.name().contains(".")).map(Intrinsic::name), entries("core").stream().map(Entry::name)
                .filter(n -> !n.contains("."))).distinct().toList()));
        text.append(columns(entries("io").stream().map(Entry::name).filter(n -> !n.contains(".")).toList()));
        text.append('\n').append(strong("Types with methods")).append('\n').append(columns(List.copyOf(types().keySet())));
        text.append('\n').append(strong("Modules of the standard library")).append(" (import NAME)\n");
        for (String module : source.standardNames()) {
            text.append(String.format("  %-9s %s%n", module, firstSentence(moduleDoc(module))));
        }
        return text.append("\n`sley doc list`, `sley doc list.map`, `sley doc json`, `sley doc json.parse` tell more.\n").toString();
    }

    /// The documentation of a function, method, type or module; empty when there is none of that name.
    Optional<String> find(String name) {
        if (source.standardNames().contains(name)) {
            return Optional.of(module(name));
        }
        List<Entry> methods = types().get(name);
        if (methods != null) {
            return Optional.of(strong("Methods of " + name) + "\n\n" + list(methods));
        }
        List<Entry> found = all().filter(e -> e.name.equals(name)).toList();
        if (found.isEmpty()) {
            found = all().filter(e -> e.name.endsWith("." + name)).toList();
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(list(found));
    }

    /// A name that was probably meant.
    Optional<String> meant(String name) {
        Stream<String> known = Stream.of(all().map(Entry::name), types().keySet().stream(), source.standardNames().stream()).flatMap(s -> s);
        Optional<String> whole = Spelling.closest(name, known);
        String last = name.substring(name.lastIndexOf('.') + 1);
        return whole.isPresent() ? whole : Spelling.closest(last, all().map(e -> e.name.substring(e.name.lastIndexOf('.') + 1)))
                .flatMap(n -> all().map(Entry::name).filter(e -> e.equals(n) || e.endsWith("." + n)).findFirst());
    }

    private Stream<Entry> all() {
        Stream<Entry> builtIn = Stream.concat(Intrinsic.ALL.stream().map(i -> new Entry(i.name(), i.signature(), i.doc())), PRELUDE.stream().flatMap(p -> entries(p).stream()));
        return Stream.concat(builtIn, source.standardNames().stream().flatMap(m -> qualified(m).stream()));
    }

    /// Methods of the built-in types, by type.
    private Map<String, List<Entry>> types() {
        var types = new TreeMap<String, List<Entry>>();
        Stream<Entry> builtIn = Stream.concat(PRELUDE.stream().flatMap(p -> entries(p).stream()), Intrinsic.ALL.stream().map(i -> new Entry(i.name(), i.signature(), i.doc())));
        builtIn.filter(e -> e.name.contains(".")).forEach(e -> types.computeIfAbsent(e.name.substring(0, e.name.indexOf('.')), _ -> new ArrayList<>()).add(e));
        return types;
    }

    // ---- Sources

    private final Map<String, List<Entry>> parsed = new LinkedHashMap<>();

    private List<Entry> entries(String part) {
        return parsed.computeIfAbsent("prelude/" + part, this::parse);
    }

    /// The entries of a standard module: its functions under its name, its methods under their type's too.
    private List<Entry> qualified(String module) {
        return parsed.computeIfAbsent(module, this::parse).stream().map(e -> new Entry(module + "." + e.name, e.signature, e.doc)).toList();
    }

    private List<Entry> parse(String name) {
        SourceUnit unit = source.standardTree(name).orElseThrow(() -> new IllegalStateException("no source of " + name));
        var found = new ArrayList<Entry>();
        for (Stmt statement : unit.statements()) {
            if (statement instanceof Stmt.DeclStmt(Decl declaration, Span _)) {
                entry(declaration, unit.file()).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<Entry> entry(Decl declaration, SourceFile file) {
        if (declaration.name().startsWith("_")) {
            return Optional.empty();
        }
        String text = file.text().substring(declaration.span().start(), declaration.span().end());
        return switch (declaration) {
            case Decl.Function f -> {
                int body = f.body().block().span().start() - f.span().start();
                String signature = text.substring(0, Math.min(body, text.length())).strip().replaceFirst("\\s*[={]$", "").strip();
                yield Optional.of(new Entry(name(f.name(), f.parameters()), signature, f.doc()));
            }
            case Decl.Extern e -> Optional.of(new Entry(name(e.name(), e.parameters()), text.replaceFirst("^extern \"sley\" ", ""), e.doc()));
            case Decl.Struct s -> Optional.of(new Entry(s.name(), struct(s, text), s.doc()));
            case Decl.Enum e -> Optional.of(new Entry(e.name(), text, e.doc()));
            case Decl.Import _, Decl.Test _ -> Optional.empty();
        };
    }

    /// As it is declared, without the fields that are the module's own.
    private static String struct(Decl.Struct declaration, String text) {
        List<Expr.Parameter> shown = declaration.fields().stream().filter(field -> !field.name().startsWith("_")).toList();
        if (shown.size() == declaration.fields().size()) {
            return text;
        }
        String head = text.substring(0, text.indexOf('{')).strip();
        return shown.isEmpty() ? head : head + " { " + String.join(", ", shown.stream().map(field -> field.span().text()).toList()) + " }";
    }

    /// `list.map` for a method of lists, `args` for the property that `get_args` gives.
    private static String name(String declared, List<Expr.Parameter> parameters) {
        String plain = declared.startsWith("get_") ? declared.substring("get_".length()) : declared;
        if (parameters.isEmpty() || !parameters.getFirst().name().equals("self")) {
            return plain;
        }
        String type = parameters.getFirst().type().map(t -> t instanceof TypeExpr.Named named ? named.name() : "").orElse("");
        return type.isEmpty() ? plain : type + "." + plain;
    }

    private String moduleDoc(String module) {
        return source.standard(module).map(file -> String.join("\n", file.text().lines().takeWhile(l -> l.startsWith(MODULE_COMMENT))
                .map(l -> l.substring(MODULE_COMMENT.length()).strip()).toList())).orElse("");
    }

    private static String firstSentence(String doc) {
        String line = doc.lines().findFirst().orElse("");
        int end = line.indexOf(". ");
        return end < 0 ? line : line.substring(0, end + 1);
    }

    // ---- Text

    private String module(String name) {
        return strong("import " + name) + "\n\n" + moduleDoc(name) + "\n\n" + list(qualified(name));
    }

    private String list(List<Entry> entries) {
        var text = new StringBuilder();
        for (Entry entry : entries) {
            entry.signature.lines().forEach(line -> text.append(strong(Renderer.visible(line))).append('\n'));
            entry.doc.lines().forEach(line -> text.append("    ").append(line).append('\n'));
            text.append('\n');
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static String columns(List<String> names) {
        var text = new StringBuilder();
        var line = new StringBuilder(" ");
        for (String name : names) {
            if (line.length() + name.length() > 96) {
                text.append(line).append('\n');
                line = new StringBuilder(" ");
            }
            line.append(' ').append(name);
        }
        return text.append(line).append('\n').toString();
    }

    private String strong(String text) {
        return colour ? "\u001B[1m" + text + "\u001B[0m" : text;
    }
}
