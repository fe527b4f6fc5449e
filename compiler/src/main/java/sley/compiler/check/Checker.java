package sley.compiler.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import sley.compiler.ModuleSource;
import sley.compiler.ast.Decl;
import sley.compiler.ast.Expr;
import sley.compiler.ast.SourceUnit;
import sley.compiler.ast.Stmt;
import sley.compiler.ast.TypeExpr;
import sley.compiler.check.Symbols.Function;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.check.Symbols.TypeDeclaration;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HFunction;
import sley.compiler.hir.HProgram;
import sley.compiler.hir.Local;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.TypeSymbol;
import sley.compiler.types.TypeVariable;

/// Checks a program: its main file, what it imports, and every function that is reachable, generic ones once for each list of type arguments.
public final class Checker implements HProgram.Layouts {
    /// How often generic functions may be needed, all type arguments counted: one that calls itself with ever larger types has no end.
    static final int MAX_INSTANCES = 20_000;
    /// How many parts a type argument may have, for the same reason.
    static final int MAX_TYPE_SIZE = 300;

    /// How many calls lead from a fault in a generic function to the types that it was called with.
    private static final int MOST_CALLS = 3;

    /// @param use where it is needed: in the user's code, also when a function of the standard library needs it
    /// @param caller the function of the user's in which that is; null for the top level
    private record Pending(Function function, Map<String, Type> names, HFunction target, Span use, Pending caller) {}

    Diagnostics diagnostics;
    final Modules modules;
    final Expressions expressions;
    private final Statements statements;
    final Map<TypeSymbol, TypeDeclaration> declarations = new HashMap<>();
    private final List<HProgram.Global> globals = new ArrayList<>();
    private final List<HFunction> functions = new ArrayList<>();
    private final List<HProgram.Test> tests = new ArrayList<>();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final Map<Type.Named, List<HProgram.Field>> structs = new LinkedHashMap<>();
    private final Map<Type.Named, List<HProgram.Case>> enums = new LinkedHashMap<>();
    private int instances;
    private boolean recursionReported;
    /// Where the user's code needs the function of the standard library that is being checked; null for other functions.
    private Span standardUse;
    /// The function of the user's that is being checked, or that needs the one that is; null for the top level.
    private Pending current;
    /// Takes back what the input that is being checked has added to functions of others.
    private final List<Runnable> undo = new ArrayList<>();
    private Completion completion;
    /// Holds the statements of the top level.
    HFunction topLevel;
    /// Where `let` statements declare names that could be `var`s.
    final Set<Span> lets = new HashSet<>();

    Checker(ModuleSource source, Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.modules = new Modules(source, diagnostics, this);
        this.expressions = new Expressions(this);
        this.statements = new Statements(this);
    }

    /// The typed tree of the program, or empty when `diagnostics` has failed.
    ///
    /// @param identity of the main file, as [ModuleSource.Found#identity] gives it for imported ones
    public static Optional<HProgram> check(SourceUnit unit, String identity, ModuleSource source, Diagnostics diagnostics) {
        return new Checker(source, diagnostics).program(unit, identity);
    }

    private Optional<HProgram> program(SourceUnit unit, String identity) {
        ModuleScope main = modules.main(unit, identity);
        Span whole = new Span(unit.file(), 0, unit.file().text().length());
        var function = new HFunction("main", List.of(), Type.Simple.UNIT, whole);
        topLevel = function;
        var effects = new ArrayList<HExpr>();
        for (ModuleScope module : modules.inOrder()) {
            var context = new Context(function, null, module, Map.of(), Type.Simple.UNIT);
            statements.topLevel(module, context, effects);
        }
        return program(main, function, effects, whole);
    }

    /// What an input shows when it has run: a name and its variable; none for the value `nil` that has no type of its own.
    record Shown(String name, Optional<HProgram.Global> global, Type type) {}

    /// @param program empty when there are errors
    record Input(Optional<HProgram> program, ModuleScope scope, List<Shown> shown, Optional<Type> type) {}

    /// Checks the next input of a session. Its last statement, when that is an expression with a value, sets the variable `it`.
    ///
    /// @param last what the names of earlier inputs mean
    Input input(SourceUnit unit, String identity, Earlier.View last, Diagnostics newDiagnostics) {
        diagnostics = newDiagnostics;
        globals.clear();
        functions.clear();
        tests.clear();
        pending.clear();
        undo.clear();
        lets.clear();
        instances = 0;
        recursionReported = false;
        ModuleScope scope = modules.input(unit, identity, last, newDiagnostics);
        Span whole = new Span(unit.file(), 0, unit.file().text().length());
        var function = new HFunction("main", List.of(), Type.Simple.UNIT, whole);
        topLevel = function;
        var effects = new ArrayList<HExpr>();
        List<ModuleScope> imported = modules.inOrder();
        for (ModuleScope module : imported.subList(0, imported.size() - 1)) {
            statements.topLevel(module, new Context(function, null, module, Map.of(), Type.Simple.UNIT), effects);
        }
        var context = new Context(function, null, scope, Map.of(), Type.Simple.UNIT);
        var shown = new ArrayList<Shown>();
        new InputStatements(this, statements).check(scope, context, effects, shown);
        return new Input(program(scope, function, effects, whole), scope, shown, shown.isEmpty() ? Optional.empty() : Optional.of(shown.getLast().type()));
    }

    /// The last input was in vain: forgets it.
    void forget() {
        undo.forEach(Runnable::run);
        undo.clear();
        modules.forget();
    }

    private Optional<HProgram> program(ModuleScope main, HFunction function, List<HExpr> effects, Span whole) {
        function.setBody(new HExpr.Block(effects, Optional.empty(), Type.Simple.UNIT, whole));
        for (Stmt statement : main.unit.statements()) {
            if (statement instanceof Stmt.DeclStmt(Decl.Test test, Span _)) {
                test(test, main, function);
            }
        }
        for (ModuleScope module : modules.inOrder()) {
            if (!module.standard) {
                new DefaultValues(this, module).check();
                module.functions.values().forEach(this::checkWhole);
                module.methods.values().forEach(m -> m.forEach(this::checkWhole));
            }
        }
        drain();
        uncalled();
        return diagnostics.failed() ? Optional.empty()
                : Optional.of(new HProgram(whole.file().name(), List.copyOf(globals), List.copyOf(functions), function, List.copyOf(tests), this));
    }

    /// A test runs after the top-level statements, in a program of its own.
    private void test(Decl.Test test, ModuleScope module, HFunction topLevel) {
        var function = new HFunction("test \"" + test.name() + "\"", List.of(), Type.Simple.UNIT, test.span());
        var context = new Context(function, null, module, Map.of(), Type.Simple.UNIT);
        var first = new HExpr.Call(topLevel, List.of(), Type.Simple.UNIT, test.span());
        function.setBody(new HExpr.Block(List.of(first, statements.block(test.body(), Type.Simple.UNIT, context)), Optional.empty(), Type.Simple.UNIT, test.span()));
        functions.add(function);
        tests.add(new HProgram.Test(test.name(), function, test.virtualTime()));
    }

    /// Generic functions that nothing calls: they are looked at, and leave nothing behind.
    private void uncalled() {
        List<Function> generic = modules.inOrder().stream().filter(m -> !m.standard)
                .flatMap(m -> Stream.concat(m.functions.values().stream(), m.methods.values().stream().flatMap(List::stream)))
                .filter(f -> !f.variables.isEmpty() && f.nativeName.isEmpty() && f.instances.isEmpty()).toList();
        int needed = functions.size();
        int lasting = undo.size();
        generic.forEach(new GenericBodies(this)::check);
        pending.clear();
        functions.subList(needed, functions.size()).clear();
        List<Runnable> passing = undo.subList(lasting, undo.size());
        passing.forEach(Runnable::run);
        passing.clear();
    }

    /// Functions that nothing calls are checked too; generic ones in [#uncalled].
    private void checkWhole(Function function) {
        if (function.variables.isEmpty() && function.nativeName.isEmpty()) {
            instance(function, List.of(), function.declaration.nameSpan());
        }
    }

    private void drain() {
        while (!pending.isEmpty()) {
            Pending next = pending.poll();
            var declaration = (Decl.Function) next.function.declaration;
            var context = new Context(next.target, null, next.function.module, next.names, next.target.result());
            boolean standard = next.function.module.standard;
            Diagnostics all = diagnostics;
            diagnostics = new Diagnostics();
            standardUse = standard ? next.use : null;
            current = standard ? next.caller : next;
            next.target.setBody(statements.functionBody(declaration, context));
            List<Diagnostic> found = diagnostics.all();
            diagnostics = all;
            if (standard) {
                // What the library does not compile with is the fault of the types that it was called with.
                found.stream().filter(d -> d.severity() == Diagnostic.Severity.ERROR).findFirst().ifPresent(d -> diagnostics.add(next.names.isEmpty() ? d
                        : calls(Diagnostic.error(d.code(), next.use, "`" + next.function.name + "` cannot take these types: " + d.headline()).help(with(next)))));
            } else {
                found.forEach(d -> diagnostics.add(calls(d)));
            }
            standardUse = null;
            current = null;
        }
    }

    /// The fault with the calls of generic functions that lead to it, when it lies in the types of theirs.
    private Diagnostic calls(Diagnostic fault) {
        Diagnostic told = fault;
        Pending call = current;
        for (int i = 0; i < MOST_CALLS && call != null && call.names.values().stream().anyMatch(t -> fault.headline().contains(t.toString())); i++) {
            told = told.note(call.use, "called here with " + types(call));
            call = call.caller;
        }
        return told;
    }

    private static String with(Pending generic) {
        return "here " + String.join(", ", generic.function.variables.stream().map(v -> "`" + v.name() + "` is " + Types.shown(generic.names.get(v.name()))).toList());
    }

    private static String types(Pending generic) {
        return String.join(", ", generic.function.variables.stream().map(v -> "`" + v.name() + " = " + generic.names.get(v.name()) + "`").toList());
    }

    /// The function at these type arguments; its body is checked later.
    HFunction instance(Function function, List<Type> arguments, Span use) {
        HFunction known = function.instances.get(arguments);
        if (known != null) {
            return known;
        }
        var names = new HashMap<String, Type>();
        var types = new HashMap<TypeVariable, Type>();
        for (int i = 0; i < arguments.size(); i++) {
            names.put(function.variables.get(i).name(), arguments.get(i));
            types.put(function.variables.get(i), arguments.get(i));
        }
        var parameters = new ArrayList<Local>();
        for (int i = 0; i < function.parameters.size(); i++) {
            Expr.Parameter parameter = function.parameters.get(i);
            parameters.add(new Local(parameter.name(), Unifier.substitute(function.parameterTypes.get(i), types), false, parameter.span()));
        }
        var target = new HFunction(function.module.qualified(function.name), parameters, Unifier.substitute(function.result, types), function.declaration.nameSpan());
        function.instances.put(arguments, target);
        undo.add(() -> function.instances.remove(arguments));
        boolean endless = arguments.stream().anyMatch(a -> room(a, MAX_TYPE_SIZE) < 0);
        if (!arguments.isEmpty() && ++instances > MAX_INSTANCES || endless) {
            if (!recursionReported) {
                recursionReported = true;
                report(Code.GENERIC_RECURSION, use, "`" + function.name + "` is needed with endlessly many type arguments", "",
                        "a generic function that calls itself must keep its type arguments");
            }
            return target;
        }
        functions.add(target);
        pending.add(new Pending(function, names, target, standardUse == null ? use : standardUse, current));
        return target;
    }

    /// What is left of `room` after one for each part of a type; negative when it is too small. It stops then: types can double in size with each step.
    private static int room(Type type, int room) {
        if (room <= 0) {
            return -1;
        }
        return switch (type) {
            case Type.Simple _, Type.Variable _ -> room - 1;
            case Type.ListOf(Type element) -> room(element, room - 1);
            case Type.SetOf(Type element) -> room(element, room - 1);
            case Type.ChanOf(Type element) -> room(element, room - 1);
            case Type.ThreadOf(Type result) -> room(result, room - 1);
            case Type.ThreadLocalOf(Type value) -> room(value, room - 1);
            case Type.OptionalOf(Type inner) -> room(inner, room - 1);
            case Type.MapOf(Type key, Type value) -> room(List.of(key, value), room - 1);
            case Type.TupleOf(List<Type> elements) -> room(elements, room - 1);
            case Type.FunctionOf(List<Type> parameters, Type result) -> room(parameters, room(result, room - 1));
            case Type.Named(var _, List<Type> arguments) -> room(arguments, room - 1);
        };
    }

    private static int room(List<Type> types, int room) {
        int left = room;
        for (Type type : types) {
            left = room(type, left);
        }
        return left;
    }

    /// Reports a type that cannot be a key.
    boolean key(Type type, Span span) {
        Optional<Type> unfit = Keys.unfit(type, this::parts);
        unfit.ifPresent(u -> report(Code.INVALID_KEY, span, Keys.message(type), "", Keys.help(type, u)));
        return unfit.isEmpty();
    }

    /// The types of everything in a struct or in the cases of an enum.
    Stream<Type> parts(Type.Named type) {
        return (type.symbol().isEnum() ? cases(type).stream().flatMap(c -> c.fields().stream()) : fields(type).stream()).map(HProgram.Field::type);
    }

    HProgram.Global global(String name, Type type, boolean mutable) {
        var global = new HProgram.Global(name, type, mutable);
        globals.add(global);
        return global;
    }

    // ---- Layouts

    @Override
    public List<HProgram.Field> fields(Type.Named type) {
        List<HProgram.Field> known = structs.get(type);
        if (known == null) {
            TypeDeclaration declaration = declarations.get(type.symbol());
            known = endless(declaration, type) ? List.of() : substitute(declaration.fields, declaration, type);
            structs.put(type, known);
        }
        return known;
    }

    @Override
    public List<HProgram.Case> cases(Type.Named type) {
        List<HProgram.Case> known = enums.get(type);
        if (known == null) {
            TypeDeclaration declaration = declarations.get(type.symbol());
            boolean endless = endless(declaration, type);
            known = declaration.cases.stream().map(c -> new HProgram.Case(c.name(), endless ? List.of() : substitute(c.fields(), declaration, type))).toList();
            enums.put(type, known);
        }
        return known;
    }

    /// The type arguments are too large, as those of a type that holds itself with ever larger ones; reported.
    private boolean endless(TypeDeclaration declaration, Type.Named type) {
        if (room(type, MAX_TYPE_SIZE) >= 0) {
            return false;
        }
        if (!recursionReported) {
            recursionReported = true;
            report(Code.GENERIC_RECURSION, declaration.declaration.nameSpan(), "the type arguments of `" + declaration.symbol.name() + "` have more than " + MAX_TYPE_SIZE + " parts", "",
                    "a generic type that holds itself must keep its type arguments; other large types take a struct of their own");
        }
        return true;
    }

    private static List<HProgram.Field> substitute(List<HProgram.Field> fields, TypeDeclaration declaration, Type.Named type) {
        var map = new HashMap<TypeVariable, Type>();
        for (int i = 0; i < declaration.variables.size(); i++) {
            map.put(declaration.variables.get(i), type.arguments().get(i));
        }
        return fields.stream().map(f -> new HProgram.Field(f.name(), Unifier.substitute(f.type(), map))).toList();
    }

    // ---- Completion

    void complete(Completion newCompletion) {
        completion = newCompletion;
    }

    /// The mark of a completion stands here: as a member of a value of this type, or, when it is null, as a name.
    void wanted(Type type, Context context) {
        if (completion != null) {
            completion.found(type, context, this);
        }
    }

    void wantedOf(ModuleScope module) {
        if (completion != null) {
            completion.found(module);
        }
    }

    void wantedOf(TypeDeclaration type) {
        if (completion != null) {
            completion.found(type);
        }
    }

    // ---- Shared by all parts

    Statements statements() {
        return statements;
    }

    Type resolve(TypeExpr written, Context context) {
        return new Signatures(context.module, diagnostics).resolve(written, context.typeNames);
    }

    void report(Code code, Span span, String headline, String label, String help) {
        var diagnostic = Diagnostic.error(code, span, headline).label(label);
        diagnostics.add(help.isEmpty() ? diagnostic : diagnostic.help(help));
    }

    static HExpr invalid(Span span) {
        return new HExpr.Primitive(0, Type.Simple.INVALID, span);
    }

    /// In place of an expression that never has its operands: they are evaluated up to the one that leaves. Empty when all of them arrive.
    static Optional<HExpr> neverComplete(List<HExpr> operands, Span span) {
        return operands.stream().anyMatch(o -> Types.never(o.type())) ? Optional.of(new HExpr.Block(operands, Optional.empty(), Type.Simple.NEVER, span)) : Optional.empty();
    }

    /// `value` as a `wanted`: wrapped into an optional where needed, reported when it does not fit.
    HExpr coerce(HExpr value, Type wanted) {
        Type actual = value.type();
        if (actual.equals(wanted) || wanted == Type.Simple.UNIT || Types.never(actual) || Types.invalid(actual) || Types.invalid(wanted)) {
            return value;
        }
        if (wanted instanceof Type.OptionalOf(Type inner)) {
            if (actual == Type.Simple.NIL) {
                return new HExpr.Nil(wanted, value.span());
            }
            if (actual.equals(inner)) {
                return new HExpr.Wrap(value, wanted, value.span());
            }
        }
        mismatch(value.span(), wanted, actual);
        return invalid(value.span());
    }

    void mismatch(Span span, Type wanted, Type actual) {
        String help = "";
        if (actual instanceof Type.OptionalOf(Type inner) && inner.equals(wanted)) {
            help = "it may be nil: give a default with `??`, test it with `if x != nil`, or insist with `!`";
        } else if (wanted == Type.Simple.INT && actual == Type.Simple.STRING) {
            help = "`parseInt` gives an `int?` from a string";
        } else if (wanted == Type.Simple.FLOAT && actual == Type.Simple.STRING) {
            help = "`parseFloat` gives a `float?` from a string";
        } else if (wanted == Type.Simple.FLOAT && actual == Type.Simple.INT) {
            help = "`float(x)` converts; a float literal has a point: `1.0`";
        } else if (wanted == Type.Simple.INT && actual == Type.Simple.FLOAT) {
            help = "`int(x)` converts, cutting off the fraction";
        } else if (wanted == Type.Simple.DURATION && actual == Type.Simple.INT) {
            help = "a duration has a unit: `5s`, `100ms`; `n * 1s` makes one of a number";
        } else if (wanted == Type.Simple.STRING && actual != Type.Simple.UNIT && actual != Type.Simple.NIL) {
            help = "`str(x)` gives the text of a value; in a string, write `${x}`";
        } else if (actual == Type.Simple.NIL) {
            help = "only an optional can be nil: `" + wanted + "?`";
        }
        report(Code.TYPE_MISMATCH, span, "expected " + Types.shown(wanted) + ", found " + Types.shown(actual), "this is " + Types.shown(actual), help);
    }
}
