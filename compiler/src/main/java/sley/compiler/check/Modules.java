package sley.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import sley.compiler.ModuleSource;
import sley.compiler.ast.Decl;
import sley.compiler.ast.SourceUnit;
import sley.compiler.ast.Stmt;
import sley.compiler.check.Symbols.Function;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostics;
import sley.compiler.parse.Parser;
import sley.compiler.source.SourceFile;
import sley.compiler.source.Span;
import sley.compiler.types.Type;

/// Loads files: the main one, those it imports, the standard library, and the parts of the prelude when something first needs them.
final class Modules {
    /// The parts of the prelude that hold methods.
    private static final List<String> METHOD_PARTS = List.of("number", "string", "list", "map", "set", "bytes", "range", "chan", "error", "thread", "io");

    private final ModuleSource source;
    private Diagnostics diagnostics;
    private final Checker checker;
    private final Map<String, ModuleScope> loaded = new HashMap<>();
    private final Map<String, Optional<ModuleScope>> prelude = new HashMap<>();
    /// Files that were loaded by this program, or this input of a session, by identity.
    private final Set<String> fresh = new HashSet<>();
    /// Imported modules before those that import them.
    private final List<ModuleScope> order = new ArrayList<>();
    /// Files being loaded, outermost first, by identity.
    private final LinkedHashMap<String, String> underway = new LinkedHashMap<>();

    Modules(ModuleSource source, Diagnostics diagnostics, Checker checker) {
        this.source = source;
        this.diagnostics = diagnostics;
        this.checker = checker;
    }

    ModuleScope main(SourceUnit unit, String identity) {
        return load(unit, new ModuleScope(identity, "", unit, false));
    }

    /// The next input of a session; its imports that were loaded before are not loaded again.
    ModuleScope input(SourceUnit unit, String identity, Earlier.View earlier, Diagnostics newDiagnostics) {
        diagnostics = newDiagnostics;
        order.clear();
        underway.clear();
        fresh.clear();
        return load(unit, new ModuleScope(identity, "", unit, false, earlier));
    }

    /// Forgets what the last input has loaded: it was in vain.
    void forget() {
        fresh.forEach(loaded::remove);
    }

    List<ModuleScope> inOrder() {
        return List.copyOf(order);
    }

    private ModuleScope load(SourceUnit unit, ModuleScope scope) {
        String identity = scope.identity;
        loaded.put(identity, scope);
        fresh.add(identity);
        underway.put(identity, unit.file().name());
        for (Stmt statement : unit.statements()) {
            if (statement instanceof Stmt.DeclStmt(Decl.Import wanted, Span _)) {
                load(wanted, scope);
            }
        }
        underway.remove(identity);
        new Signatures(scope, diagnostics).declare();
        new NeverMade(scope).report(diagnostics);
        scope.types.values().forEach(t -> checker.declarations.put(t.symbol, t));
        order.add(scope);
        return scope;
    }

    private void load(Decl.Import wanted, ModuleScope importer) {
        Optional<SourceFile> file = Optional.empty();
        String identity;
        String alias = alias(wanted);
        if (wanted.path()) {
            ModuleSource.Found found = source.file(importer.unit.file(), wanted.target());
            file = found.file();
            identity = found.identity();
            if (file.isEmpty()) {
                checker.report(Code.IMPORT_FAILED, wanted.nameSpan(), "cannot import `" + wanted.target() + "`: " + found.problem(), "", "");
                missing(alias, importer);
                return;
            }
        } else {
            identity = "std:" + wanted.target();
            if (!isStandard(wanted.target())) {
                checker.report(Code.UNKNOWN_MODULE, wanted.nameSpan(), "no standard module `" + wanted.target() + "`", "", unknown(wanted.target(), importer));
                missing(alias, importer);
                return;
            }
        }
        if (underway.containsKey(identity)) {
            var names = new ArrayList<>(underway.values()).subList(new ArrayList<>(underway.keySet()).indexOf(identity), underway.size());
            checker.report(Code.IMPORT_CYCLE, wanted.nameSpan(), "import cycle: " + String.join(" → ", names) + " → " + underway.get(identity), "closes the cycle",
                    "move what both need into a third file");
            missing(alias, importer);
            return;
        }
        ModuleScope module = loaded.get(identity);
        if (!wanted.path()) {
            module = module == null ? standard(wanted.target(), identity) : module;
        } else if (module == null || !fresh.contains(identity) && !module.unit.file().text().equals(file.get().text())) {
            var faults = new Diagnostics();
            SourceUnit unit = Parser.parse(file.get(), faults);
            faults.all().forEach(diagnostics::add);
            var scope = new ModuleScope(identity, alias, unit, false);
            scope.broken = faults.failed();
            module = load(unit, scope);
        }
        if (importer.imports.putIfAbsent(alias, module) != null) {
            checker.report(Code.DUPLICATE_NAME, wanted.nameSpan(), "`" + alias + "` is imported twice", "", "give one of them another name: `import … as other`");
        }
    }

    /// The name that an import declares.
    static String alias(Decl.Import wanted) {
        if (!wanted.alias().isEmpty()) {
            return wanted.alias();
        }
        String base = wanted.target().substring(wanted.target().lastIndexOf('/') + 1);
        return wanted.path() && base.endsWith(".sley") ? base.substring(0, base.length() - ".sley".length()) : base;
    }

    private ModuleScope standard(String name, String identity) {
        SourceUnit unit = source.standardTree(name).orElseThrow(() -> new IllegalStateException("no standard module " + name));
        return load(unit, new ModuleScope(identity, name, unit, true));
    }

    /// In place of a module that is not there, so that nothing is said of the uses of its name.
    private static void missing(String alias, ModuleScope importer) {
        var scope = new ModuleScope("", alias, new SourceUnit(importer.unit.file(), List.of()), false);
        scope.broken = true;
        importer.imports.putIfAbsent(alias, scope);
    }

    private String unknown(String name, ModuleScope importer) {
        if (source.file(importer.unit.file(), name + ".sley").file().isPresent()) {
            return "a file is imported by its path: `import \"" + name + ".sley\"`";
        }
        return Spelling.closest(name, source.standardNames().stream()).map(n -> "did you mean `" + n + "`?").orElseGet(() -> "the standard modules are " + String.join(", ", source.standardNames()) + "; a file of your own is imported by its path: `import \"" + name + ".sley\"`");
    }

    // ---- Prelude

    Optional<ModuleScope> partNamed(String name) {
        return part(name);
    }

    private Optional<ModuleScope> part(String name) {
        Optional<ModuleScope> known = prelude.get(name);
        if (known == null) {
            known = source.standardTree("prelude/" + name).map(unit -> {
                var scope = new ModuleScope("prelude:" + name, "", unit, true);
                new Signatures(scope, diagnostics).declare();
                scope.types.values().forEach(t -> checker.declarations.put(t.symbol, t));
                return scope;
            });
            prelude.put(name, known);
        }
        return known;
    }

    /// Whether there is a standard module of that name, imported or not.
    boolean isStandard(String name) {
        return source.standardNames().contains(name);
    }

    /// A free function of the prelude.
    Optional<Function> free(String name) {
        return part("core").map(p -> p.functions.get(name)).or(() -> part("io").map(p -> p.functions.get(name)));
    }

    /// Methods of a name for a built-in type.
    List<Function> methods(Type self, String name) {
        return methodsOf(self).map(p -> p.methods.getOrDefault(name, List.of())).orElse(List.of());
    }

    Optional<ModuleScope> methodsOf(Type self) {
        String head = Signatures.head(self);
        String part = switch (head) {
            case "int", "float", "bool", "duration" -> "number";
            case "string", "list", "map", "set", "bytes", "range", "chan", "error" -> head;
            case "thread", "threadLocal", "mutex", "atomic" -> "thread";
            case "stream", "listener", "process" -> "io";
            default -> "";
        };
        return part.isEmpty() ? Optional.empty() : part(part);
    }

    /// Methods that are visible in `module` for a value of type `self`: its own, those of its imports, those of the type's module, those of the prelude.
    List<Function> visibleMethods(ModuleScope module, Type self, String name) {
        var found = new ArrayList<>(module.methodsNamed(name));
        module.allImports().forEach(m -> found.addAll(m.methods.getOrDefault(name, List.of())));
        if (self instanceof Type.Named named && checker.declarations.get(named.symbol()).module != module) {
            found.addAll(checker.declarations.get(named.symbol()).module.methods.getOrDefault(name, List.of()));
        }
        found.addAll(methods(self, name));
        return found;
    }

    /// The method that `x.name(…)` calls in `module` for an `x` of type `self`.
    Optional<Function> method(ModuleScope module, Type self, String name) {
        return fitting(visibleMethods(module, self, name), self);
    }

    /// The first of `candidates` whose `self` fits; in one module, that for exactly this type comes before generic ones.
    static Optional<Function> fitting(List<Function> candidates, Type self) {
        Optional<Function> first = candidates.stream().filter(f -> fits(f, self)).findFirst();
        return first.flatMap(f -> candidates.stream().filter(c -> c.module == f.module && c.parameterTypes.getFirst().equals(self)).findFirst()).or(() -> first);
    }

    private static boolean fits(Function method, Type target) {
        Type self = method.parameterTypes.getFirst();
        var unifier = new Unifier();
        unifier.learn(self, target);
        return unifier.apply(self).equals(target);
    }

    /// All methods that a value of type `self` has in `module`, sorted by name.
    List<Function> methodsFor(ModuleScope module, Type self) {
        var names = new TreeSet<>(module.methods.keySet());
        names.addAll(module.earlier.methodNames());
        module.allImports().forEach(m -> names.addAll(m.methods.keySet()));
        if (self instanceof Type.Named named) {
            names.addAll(checker.declarations.get(named.symbol()).module.methods.keySet());
        }
        methodsOf(self).ifPresent(m -> names.addAll(m.methods.keySet()));
        return names.stream().flatMap(name -> method(module, self, name).stream()).toList();
    }

    /// Whether some type has a method of that name.
    boolean isMethod(ModuleScope module, String name) {
        return !module.methodsNamed(name).isEmpty() || module.allImports().anyMatch(m -> m.methods.containsKey(name))
                || METHOD_PARTS.stream().anyMatch(p -> part(p).filter(m -> m.methods.containsKey(name)).isPresent());
    }
}
