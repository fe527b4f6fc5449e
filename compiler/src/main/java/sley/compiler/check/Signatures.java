package sley.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import sley.compiler.ast.Decl;
import sley.compiler.ast.Expr;
import sley.compiler.ast.Pattern;
import sley.compiler.ast.Stmt;
import sley.compiler.ast.TypeExpr;
import sley.compiler.check.Symbols.CaseOf;
import sley.compiler.check.Symbols.Function;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.check.Symbols.TypeDeclaration;
import sley.compiler.check.Symbols.Variable;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.hir.HProgram;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.TypeSymbol;
import sley.compiler.types.TypeVariable;

/// Declares the top-level names of a module: first the types, then what they hold, then functions and variables. Bodies are not looked at.
final class Signatures {
    static final String OPTIONAL_ELEMENT = "a channel cannot carry optional values";
    static final String OPTIONAL_ELEMENT_HELP = "`recv` gives nil when the channel is closed and drained; send a struct or enum instead";
    private static final Map<String, Integer> BUILT_IN_ARITY = Map.of("list", 1, "map", 2, "set", 1, "chan", 1, "thread", 1, "threadLocal", 1);

    private final Diagnostics diagnostics;
    private final ModuleScope module;
    private final Map<String, Span> declared = new HashMap<>();

    Signatures(ModuleScope module, Diagnostics diagnostics) {
        this.module = module;
        this.diagnostics = diagnostics;
    }

    void declare() {
        var declarations = new ArrayList<Decl>();
        for (Stmt statement : module.unit.statements()) {
            if (statement instanceof Stmt.DeclStmt(Decl declaration, Span _)) {
                declarations.add(declaration);
            }
        }
        for (Decl declaration : declarations) {
            switch (declaration) {
                case Decl.Struct s -> type(s, false, s.typeParameters());
                case Decl.Enum e -> type(e, true, e.typeParameters());
                // Whatever a module declares hides an import of that name.
                case Decl.Import _, Decl.Function _, Decl.Extern _, Decl.Test _ -> { }
            }
        }
        module.types.values().forEach(this::contents);
        for (Decl declaration : declarations) {
            switch (declaration) {
                case Decl.Function f -> function(f, f.typeParameters(), f.parameters(), f.result(), "");
                case Decl.Extern e -> function(e, e.typeParameters(), e.parameters(), e.result(), "ffi:" + e.library() + ":" + e.name());
                case Decl.Struct _, Decl.Enum _, Decl.Import _, Decl.Test _ -> { }
            }
        }
        for (Stmt statement : module.unit.statements()) {
            if (statement instanceof Stmt.Let let) {
                variables(let.pattern(), let.mutable(), let.type());
            }
        }
    }

    private boolean unique(String name, Span span) {
        Span before = name.isEmpty() || name.equals("_") ? null : declared.putIfAbsent(name, span);
        if (before != null) {
            diagnostics.add(Diagnostic.error(Code.DUPLICATE_NAME, span, "`" + name + "` is declared twice").label("declared again").note(before, "first declared here"));
        }
        return before == null;
    }

    // ---- Types

    private void type(Decl declaration, boolean isEnum, List<Decl.TypeParameter> parameters) {
        String name = declaration.name();
        if (BUILT_IN_ARITY.containsKey(name) || simple(name).isPresent()) {
            diagnostics.add(Diagnostic.error(Code.DUPLICATE_NAME, declaration.nameSpan(), "`" + name + "` is a built-in type").help("choose another name"));
            return;
        }
        if (unique(name, declaration.nameSpan())) {
            module.types.put(name, new TypeDeclaration(module, new TypeSymbol(module.name, name, isEnum, declaration.nameSpan()), declaration, parameters));
        }
    }

    private void contents(TypeDeclaration type) {
        Map<String, Type> names = environment(type.typeParameters, type.variables);
        switch (type.declaration) {
            case Decl.Struct s -> type.fields = fields(s.fields(), names);
            case Decl.Enum e -> {
                var cases = new ArrayList<HProgram.Case>();
                var seen = new HashMap<String, Span>();
                for (Decl.Case each : e.cases()) {
                    Span before = seen.putIfAbsent(each.name(), each.span());
                    if (before != null) {
                        diagnostics.add(Diagnostic.error(Code.DUPLICATE_NAME, each.span(), "`" + each.name() + "` is declared twice").label("declared again")
                                .note(before, "first declared here"));
                        continue;
                    }
                    module.cases.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(new CaseOf(type, cases.size()));
                    cases.add(new HProgram.Case(each.name(), fields(each.fields(), names)));
                }
                type.cases = List.copyOf(cases);
            }
            case Decl.Function _, Decl.Extern _, Decl.Import _, Decl.Test _ -> throw new IllegalStateException("not a type: " + type.declaration);
        }
    }

    private List<HProgram.Field> fields(List<Expr.Parameter> parameters, Map<String, Type> names) {
        var fields = new ArrayList<HProgram.Field>();
        var seen = new HashMap<String, Span>();
        for (Expr.Parameter parameter : parameters) {
            Span before = seen.putIfAbsent(parameter.name(), parameter.span());
            if (before != null) {
                diagnostics.add(Diagnostic.error(Code.DUPLICATE_NAME, parameter.span(), "`" + parameter.name() + "` is declared twice").label("declared again")
                        .note(before, "first declared here"));
            }
            fields.add(new HProgram.Field(parameter.name(), parameterType(parameter, names)));
        }
        return List.copyOf(fields);
    }

    private Type parameterType(Expr.Parameter parameter, Map<String, Type> names) {
        if (parameter.type().isEmpty()) {
            diagnostics.add(Diagnostic.error(Code.CANNOT_INFER, parameter.span(), "`" + parameter.name() + "` needs a type")
                    .help("write `" + parameter.name() + ": int`, for example; signatures and fields state their types"));
            return Type.Simple.INVALID;
        }
        return resolve(parameter.type().get(), names);
    }

    private Map<String, Type> environment(List<Decl.TypeParameter> parameters, List<TypeVariable> variables) {
        var names = new HashMap<String, Type>();
        for (int i = 0; i < parameters.size(); i++) {
            Decl.TypeParameter parameter = parameters.get(i);
            if (names.put(parameter.name(), new Type.Variable(variables.get(i))) != null) {
                diagnostics.add(Diagnostic.error(Code.DUPLICATE_NAME, parameter.span(), "type parameter `" + parameter.name() + "` is declared twice"));
            }
        }
        return names;
    }

    // ---- Functions and variables

    private void function(Decl declaration, List<Decl.TypeParameter> typeParameters, List<Expr.Parameter> parameters, Optional<TypeExpr> result, String nativeName) {
        List<TypeVariable> variables = typeParameters.stream().map(p -> new TypeVariable(p.name())).toList();
        Map<String, Type> names = environment(typeParameters, variables);
        List<Type> types = fields(parameters, names).stream().map(HProgram.Field::type).toList();
        Type resultType = result.map(r -> resolve(r, names)).orElse(Type.Simple.UNIT);
        boolean method = !parameters.isEmpty() && parameters.getFirst().name().equals("self");
        String name = declaration.name();
        boolean vm = nativeName.startsWith("ffi:sley:") && module.standard;
        if (!vm && !nativeName.isEmpty()) {
            for (int i = 0; i < types.size(); i++) {
                foreign(types.get(i), parameters.get(i).span(), true);
            }
            foreign(resultType, declaration.nameSpan(), false);
        }
        String resolved = !vm ? nativeName : method ? head(types.getFirst()) + "." + name : module.qualified(name);
        var function = new Function(module, name, variables, parameters, types, resultType, declaration, resolved);
        if (method) {
            List<Function> same = module.methods.computeIfAbsent(name, _ -> new ArrayList<>());
            String self = head(types.getFirst());
            same.stream().filter(f -> head(f.parameterTypes.getFirst()).equals(self) && f.parameterTypes.getFirst().equals(types.getFirst())).findFirst().ifPresent(f ->
                    diagnostics.add(Diagnostic.error(Code.DUPLICATE_NAME, declaration.nameSpan(), "`" + name + "` of `" + types.getFirst() + "` is declared twice")
                            .label("declared again").note(f.declaration.nameSpan(), "first declared here")));
            same.add(function);
        } else if (unique(name, declaration.nameSpan())) {
            module.functions.put(name, function);
        }
    }

    /// What C can take and give is little.
    private void foreign(Type type, Span span, boolean parameter) {
        boolean fits = type == Type.Simple.INT || type == Type.Simple.FLOAT || type == Type.Simple.BOOL || type == Type.Simple.STRING || type == Type.Simple.INVALID
                || type.equals(new Type.OptionalOf(Type.Simple.STRING)) || type == (parameter ? Type.Simple.BYTES : Type.Simple.UNIT);
        if (!fits) {
            diagnostics.add(Diagnostic.error(Code.INVALID_TYPE, span, "a foreign function cannot " + (parameter ? "take" : "return") + " `" + type + "`")
                    .help(parameter ? "it takes `int`, `float`, `bool`, `string`, `string?` and `bytes`" : "it returns `int`, `float`, `bool`, `string`, `string?` or nothing"));
        }
    }

    private void variables(Pattern pattern, boolean mutable, Optional<TypeExpr> stated) {
        switch (pattern) {
            case Pattern.Name(String name, Span span) -> {
                if (unique(name, span)) {
                    module.variables.put(name, new Variable(module, name, mutable, stated, span));
                }
            }
            case Pattern.Tuple(List<Pattern> elements, Span _) -> elements.forEach(p -> variables(p, mutable, Optional.empty()));
            case Pattern.Wildcard _ -> { }
            case Pattern.Literal _, Pattern.Range _, Pattern.Case _, Pattern.Or _ -> diagnostics.add(Diagnostic.error(Code.INVALID_PATTERN, pattern.span(),
                    "only names and tuples of names can be declared").help("take other values apart with `match`"));
        }
    }

    /// The name under which methods of a type are found: `list`, `int`, `Shape`.
    static String head(Type type) {
        return switch (type) {
            case Type.Simple s -> s.toString();
            case Type.ListOf _ -> "list";
            case Type.MapOf _ -> "map";
            case Type.SetOf _ -> "set";
            case Type.OptionalOf _ -> "optional";
            case Type.TupleOf _ -> "tuple";
            case Type.FunctionOf _ -> "fn";
            case Type.ChanOf _ -> "chan";
            case Type.ThreadOf _ -> "thread";
            case Type.ThreadLocalOf _ -> "threadLocal";
            case Type.Named n -> n.symbol().name();
            case Type.Variable v -> v.variable().name();
        };
    }

    // ---- Types as written

    /// The type that `written` names; INVALID after a report.
    ///
    /// @param names type parameters in scope
    Type resolve(TypeExpr written, Map<String, Type> names) {
        return switch (written) {
            case TypeExpr.Optional(TypeExpr inner, Span _) -> {
                Type type = resolve(inner, names);
                yield type instanceof Type.OptionalOf || type == Type.Simple.INVALID ? type : new Type.OptionalOf(type);
            }
            case TypeExpr.Tuple(List<TypeExpr> elements, Span _) -> elements.isEmpty() ? Type.Simple.UNIT
                    : whole(elements.stream().map(e -> resolve(e, names)).toList(), Type.TupleOf::new);
            case TypeExpr.Function(List<TypeExpr> parameters, TypeExpr result, Span _) -> {
                Type resultType = resolve(result, names);
                yield resultType == Type.Simple.INVALID ? resultType
                        : whole(parameters.stream().map(e -> resolve(e, names)).toList(), types -> new Type.FunctionOf(types, resultType));
            }
            case TypeExpr.Named named -> named(named, names);
        };
    }

    private static Type whole(List<Type> parts, java.util.function.Function<List<Type>, Type> make) {
        return parts.contains(Type.Simple.INVALID) ? Type.Simple.INVALID : make.apply(parts);
    }

    private Type named(TypeExpr.Named written, Map<String, Type> names) {
        String name = written.name();
        List<Type> arguments = written.arguments().stream().map(a -> resolve(a, names)).toList();
        if (arguments.contains(Type.Simple.INVALID)) {
            return Type.Simple.INVALID;
        }
        ModuleScope scope = module;
        if (!written.module().isEmpty()) {
            scope = module.imported(written.module());
            if (scope == null) {
                diagnostics.add(Diagnostic.error(Code.UNKNOWN_MODULE, written.span(), "no module `" + written.module() + "` is imported here"));
                return Type.Simple.INVALID;
            }
            if (name.startsWith("_")) {
                diagnostics.add(Diagnostic.error(Code.PRIVATE_NAME, written.span(), "`" + name + "` is private to `" + written.module() + "`"));
                return Type.Simple.INVALID;
            }
        } else {
            Type variable = names.get(name);
            Optional<Type> simple = variable != null ? Optional.of(variable) : simple(name);
            if (simple.isPresent()) {
                return simple.get() == Type.Simple.INVALID || arity(written, 0, arguments) ? simple.get() : Type.Simple.INVALID;
            }
            Integer count = BUILT_IN_ARITY.get(name);
            if (count != null) {
                return arity(written, count, arguments) ? builtIn(written, name, arguments) : Type.Simple.INVALID;
            }
        }
        TypeDeclaration type = scope.type(name);
        if (type == null && scope.broken) {
            return Type.Simple.INVALID;
        }
        if (type == null) {
            Stream<String> known = Stream.of(names.keySet().stream(), scope.types.keySet().stream(), scope.earlier.names().stream(), BUILT_IN_ARITY.keySet().stream(),
                    Stream.of("int", "float", "bool", "string", "bytes", "duration", "range", "error", "mutex", "atomic", "stream", "listener", "process")).flatMap(s -> s);
            var diagnostic = Diagnostic.error(Code.UNKNOWN_TYPE, written.span(), "no type `" + name + "`");
            if (!written.module().isEmpty()) {
                String help = Spelling.suggestion(name, scope.types.keySet().stream());
                diagnostics.add(help.isEmpty() ? diagnostic : diagnostic.help(help));
                return Type.Simple.INVALID;
            }
            diagnostics.add(Spelling.type(name, known.toList()).map(n -> diagnostic.help("did you mean `" + n + "`?")).orElse(diagnostic));
            return Type.Simple.INVALID;
        }
        return arity(written, type.variables.size(), arguments) ? new Type.Named(type.symbol, arguments) : Type.Simple.INVALID;
    }

    private boolean arity(TypeExpr.Named written, int count, List<Type> arguments) {
        if (arguments.size() == count) {
            return true;
        }
        diagnostics.add(Diagnostic.error(Code.WRONG_TYPE_ARGUMENTS, written.span(), "`" + written.name() + "` takes "
                + Calls.count(count, "type argument") + ", not " + arguments.size()));
        return false;
    }

    private Type builtIn(TypeExpr.Named written, String name, List<Type> arguments) {
        Type first = arguments.getFirst();
        return switch (name) {
            case "list" -> new Type.ListOf(first);
            case "map" -> key(first, written.arguments().getFirst().span()) ? new Type.MapOf(first, arguments.get(1)) : Type.Simple.INVALID;
            case "set" -> key(first, written.arguments().getFirst().span()) ? new Type.SetOf(first) : Type.Simple.INVALID;
            case "chan" -> {
                if (first instanceof Type.OptionalOf) {
                    diagnostics.add(Diagnostic.error(Code.INVALID_TYPE, written.span(), OPTIONAL_ELEMENT)
                            .help(OPTIONAL_ELEMENT_HELP));
                    yield Type.Simple.INVALID;
                }
                yield new Type.ChanOf(first);
            }
            case "thread" -> new Type.ThreadOf(first);
            default -> new Type.ThreadLocalOf(first);
        };
    }

    /// What a struct or enum holds is not looked at here: it may not be declared yet. [Checker#key] does that where a map or set is made.
    private boolean key(Type type, Span span) {
        Optional<Type> unfit = Keys.unfit(type, _ -> Stream.empty());
        unfit.ifPresent(u -> diagnostics.add(Diagnostic.error(Code.INVALID_KEY, span, Keys.message(type)).help(Keys.help(type, u))));
        return unfit.isEmpty();
    }

    static Optional<Type> simple(String name) {
        return switch (name) {
            case "int" -> Optional.of(Type.Simple.INT);
            case "float" -> Optional.of(Type.Simple.FLOAT);
            case "bool" -> Optional.of(Type.Simple.BOOL);
            case "duration" -> Optional.of(Type.Simple.DURATION);
            case "string" -> Optional.of(Type.Simple.STRING);
            case "bytes" -> Optional.of(Type.Simple.BYTES);
            case "range" -> Optional.of(Type.Simple.RANGE);
            case "error" -> Optional.of(Type.Simple.ERROR);
            case "mutex" -> Optional.of(Type.Simple.MUTEX);
            case "atomic" -> Optional.of(Type.Simple.ATOMIC);
            case "stream" -> Optional.of(Type.Simple.STREAM);
            case "listener" -> Optional.of(Type.Simple.LISTENER);
            case "process" -> Optional.of(Type.Simple.PROCESS);
            default -> Optional.empty();
        };
    }
}
