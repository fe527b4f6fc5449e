package sley.compiler.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sley.compiler.ast.Decl;
import sley.compiler.check.Symbols.Function;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.check.Symbols.TypeDeclaration;
import sley.compiler.check.Symbols.Variable;
import sley.compiler.hir.HProgram;
import sley.compiler.types.Type;

/// What may stand at a place of a text. The name [#MARK] stands there instead; when the checker comes to it and knows no such name, it tells what it knows.
final class Completion {
    static final String MARK = "completion_wanted_here";

    /// @param detail its type or signature
    /// @param doc    empty when there is none
    record Candidate(String name, String detail, String doc) {}

    private static final Map<String, String> INTRINSICS = intrinsics();
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private boolean reached;

    private static Map<String, String> intrinsics() {
        var all = new LinkedHashMap<String, String>();
        all.put("print", "(values…)");
        all.put("eprint", "(values…)");
        all.put("str", "(x) -> string");
        all.put("int", "(x) -> int");
        all.put("float", "(x) -> float");
        all.put("len", "(x) -> int");
        all.put("cap", "(c: chan) -> int");
        all.put("list", "<T>() -> list<T>");
        all.put("map", "<K, V>() -> map<K, V>");
        all.put("set", "(xs: list<T>) -> set<T>");
        all.put("bytes", "(xs: list<int>) -> bytes");
        all.put("chan", "<T>(capacity: int) -> chan<T>");
        all.put("threadLocal", "<T>(init: T) -> threadLocal<T>");
        all.put("sleep", "(time: duration)");
        all.put("yield", "()");
        all.put("exit", "(code: int)");
        assert all.keySet().equals(Calls.INTRINSICS);
        return all;
    }

    boolean reached() {
        return reached;
    }

    List<Candidate> candidates() {
        return List.copyOf(candidates.values());
    }

    private void add(String name, String detail, String doc) {
        if (!name.equals(MARK) && !name.startsWith("$")) {
            candidates.putIfAbsent(name, new Candidate(name, detail, doc));
        }
    }

    /// @param type null when a name is wanted, else that of the value whose member is
    void found(Type type, Context context, Checker checker) {
        reached = true;
        if (type == null) {
            names(context, checker);
        } else {
            members(type, context.module, checker);
        }
    }

    // ---- Names

    private void names(Context context, Checker checker) {
        context.locals().forEach(l -> add(l.name(), l.type().toString(), ""));
        ModuleScope module = context.module;
        module.names().distinct().toList().forEach(name -> symbol(name, module));
        for (String part : List.of("core", "io")) {
            checker.modules.partNamed(part).ifPresent(p -> p.functions.values().forEach(f -> add(plain(f.name), detail(f, 0, new Unifier()), doc(f.declaration))));
        }
        INTRINSICS.forEach((name, signature) -> add(name, signature, ""));
    }

    private void symbol(String name, ModuleScope module) {
        Variable variable = module.variable(name);
        Function function = module.function(name);
        TypeDeclaration type = module.type(name);
        if (variable != null) {
            add(name, variable.global == null ? "" : variable.global.type().toString(), "");
        } else if (function != null) {
            add(name, detail(function, 0, new Unifier()), doc(function.declaration));
        } else if (type != null) {
            add(name, type.symbol.isEnum() ? "enum" : "struct", doc(type.declaration));
        } else if (module.imported(name) != null) {
            add(name, "module", "");
        } else if (!module.casesNamed(name).isEmpty()) {
            add(name, module.casesNamed(name).getFirst().type().symbol.name(), "");
        }
    }

    void found(ModuleScope module) {
        reached = true;
        Stream.of(module.functions, module.variables, module.types, module.cases).flatMap(m -> m.keySet().stream()).filter(n -> !n.startsWith("_")).forEach(n -> symbol(n, module));
    }

    void found(TypeDeclaration type) {
        reached = true;
        type.cases.forEach(c -> add(c.name(), fields(c.fields()), ""));
    }

    private static String fields(List<HProgram.Field> fields) {
        return fields.isEmpty() ? "" : fields.stream().map(f -> f.name() + ": " + f.type()).collect(Collectors.joining(", ", "(", ")"));
    }

    // ---- Members

    private void members(Type type, ModuleScope module, Checker checker) {
        switch (type) {
            case Type.TupleOf(List<Type> elements) -> {
                for (int i = 0; i < elements.size(); i++) {
                    add(Integer.toString(i), elements.get(i).toString(), "");
                }
            }
            case Type.Named named when !named.symbol().isEnum() -> checker.fields(named).forEach(f -> add(f.name(), f.type().toString(), ""));
            case Type.ChanOf(Type element) -> {
                add("send", "(v: " + element + ")", "Sends a value; waits until it is taken or has a place.");
                add("recv", "() -> " + element + "?", "Receives a value; nil once the channel is closed and drained.");
            }
            case Type.ThreadOf(Type result) -> add("join", result == Type.Simple.UNIT ? "()" : "() -> " + result, "Waits for the thread; gives its result or raises its error.");
            default -> { }
        }
        for (Function function : checker.modules.methodsFor(module, type)) {
            if (!function.name.startsWith("_")) {
                var unifier = new Unifier();
                unifier.learn(function.parameterTypes.getFirst(), type);
                boolean property = function.name.startsWith("get_");
                add(plain(function.name), property ? unifier.apply(function.result).toString() : detail(function, 1, unifier), doc(function.declaration));
            }
        }
    }

    private static String plain(String name) {
        return name.startsWith("get_") ? name.substring("get_".length()) : name;
    }

    static String detail(Function function, int skip, Unifier unifier) {
        if (function.name.startsWith("get_")) {
            return function.result.toString();
        }
        var text = new StringBuilder("(");
        for (int i = skip; i < function.parameters.size(); i++) {
            text.append(i > skip ? ", " : "").append(function.parameters.get(i).name()).append(": ").append(unifier.apply(function.parameterTypes.get(i)));
            text.append(function.parameters.get(i).defaultValue().isPresent() ? " = …" : "");
        }
        text.append(')');
        Type result = unifier.apply(function.result);
        return result == Type.Simple.UNIT ? text.toString() : text + " -> " + result;
    }

    static String doc(Decl declaration) {
        return switch (declaration) {
            case Decl.Function f -> f.doc();
            case Decl.Extern e -> e.doc();
            case Decl.Struct s -> s.doc();
            case Decl.Enum e -> e.doc();
            case Decl.Import _, Decl.Test _ -> "";
        };
    }
}
