package sley.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sley.compiler.ast.Decl;
import sley.compiler.ast.Expr;
import sley.compiler.ast.Pattern;
import sley.compiler.ast.Stmt;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.diag.Code;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HFunction;
import sley.compiler.hir.HProgram;
import sley.compiler.hir.Local;
import sley.compiler.hir.Loop;
import sley.compiler.source.Span;
import sley.compiler.types.Type;

/// Statements, blocks and function bodies.
final class Statements {
    private final Checker checker;

    Statements(Checker checker) {
        this.checker = checker;
    }

    // ---- Bodies

    void topLevel(ModuleScope module, Context context, List<HExpr> effects) {
        for (Stmt statement : module.unit.statements()) {
            if (statement instanceof Stmt.Let let) {
                globals(let, context, effects);
            } else if (!(statement instanceof Stmt.DeclStmt)) {
                statement(statement, context, effects);
                unused(statement, effects);
            }
        }
    }

    /// Reports `x == 3` where `x = 3` was meant. Values with parts are left alone: to compare them may be an error.
    private void unused(Stmt statement, List<HExpr> effects) {
        if (statement instanceof Stmt.ExprStmt(Expr.Binary(Expr.BinaryOp op, Expr left, Expr _, Span _, Span span), Span _) && op == Expr.BinaryOp.EQ
                && (left instanceof Expr.Name || left instanceof Expr.Member)
                && (effects.getLast() instanceof HExpr.IsNil || effects.getLast() instanceof HExpr.Binary binary && binary.op() != HExpr.BinaryOp.DEEP_EQ)) {
            checker.report(Code.INVALID_ASSIGNMENT, span, "the result of `==` is not used", "", "`=` assigns; `assert(…)` checks");
        }
    }

    HExpr functionBody(Decl.Function declaration, Context context) {
        Type result = context.result;
        HExpr body = block(declaration.body().block(), result, context);
        if (declaration.expressionBody() || result == Type.Simple.UNIT || Types.never(body.type()) || Types.invalid(result)) {
            return body;
        }
        if (body.type() == Type.Simple.UNIT) {
            checker.report(Code.MISSING_RETURN, declaration.nameSpan(), "`" + declaration.name() + "` does not return " + Types.shown(result) + " on every path", "",
                    "end it with `return`, or with an expression of that type");
        }
        return body;
    }

    /// A block; its value is its last expression when a value is wanted.
    ///
    /// @param wanted null when the type is to be found, UNIT when the value is dropped
    HExpr block(Expr.Block block, Type wanted, Context context) {
        return block(block, wanted, null, context);
    }

    /// @param hint what the value may be expected to be when `wanted` is null; it need not be of that type
    HExpr block(Expr.Block block, Type wanted, Type hint, Context context) {
        context.enter();
        HExpr result = blockInScope(block, wanted, hint, context);
        context.leave();
        return result;
    }

    private HExpr blockInScope(Expr.Block block, Type wanted, Type hint, Context context) {
        var effects = new ArrayList<HExpr>();
        Optional<HExpr> value = Optional.empty();
        boolean never = false;
        int count = block.statements().size();
        for (int i = 0; i < count; i++) {
            Stmt statement = block.statements().get(i);
            if (i == count - 1 && wanted != Type.Simple.UNIT && statement instanceof Stmt.ExprStmt(Expr last, Span _)) {
                HExpr result = checker.expressions.check(last, wanted, hint, context);
                // A body that ends in a statement without a value still may return elsewhere; the caller reports what is missing.
                if (wanted != null && result.type() == Type.Simple.UNIT) {
                    effects.add(result);
                } else {
                    value = Optional.of(wanted == null ? result : checker.coerce(result, wanted));
                }
            } else {
                statement(statement, context, effects);
                // The last expression of a lambda may be of no use to its caller.
                if (i < count - 1 || context.outer == null) {
                    unused(statement, effects);
                }
                never |= !effects.isEmpty() && Types.never(effects.getLast().type());
            }
        }
        Type type = never ? Type.Simple.NEVER : value.map(HExpr::type).orElse(Type.Simple.UNIT);
        return new HExpr.Block(effects, value, type, block.span());
    }

    void statement(Stmt statement, Context context, List<HExpr> effects) {
        switch (statement) {
            case Stmt.Let let -> let(let, context, effects);
            case Stmt.While loop -> effects.add(whileLoop(loop, context));
            case Stmt.For loop -> effects.add(forLoop(loop, context));
            case Stmt.Defer(Expr expr, Span span) -> {
                Expr body = expr instanceof Expr.Block ? expr : new Expr.Block(List.of(new Stmt.ExprStmt(expr, expr.span())), expr.span());
                HExpr closure = checker.expressions.lambdas.lambda(new Expr.Lambda(List.of(), Optional.empty(), body, false, span), new Type.FunctionOf(List.of(), Type.Simple.UNIT), context);
                context.function.setDefers();
                effects.add(new HExpr.Defer(closure, span));
            }
            case Stmt.ExprStmt(Expr expr, Span _) -> effects.add(checker.expressions.statement(expr, context));
            case Stmt.DeclStmt(Decl declaration, Span span) -> misplaced(declaration, span, context);
        }
    }

    /// A declaration inside a function. Its names are declared all the same, so that nothing is said of their uses.
    private void misplaced(Decl declaration, Span span, Context context) {
        String what = switch (declaration) {
            case Decl.Import _ -> "an import";
            case Decl.Test _ -> "a test";
            case Decl.Function _, Decl.Extern _, Decl.Struct _, Decl.Enum _ -> "`" + declaration.name() + "`";
        };
        checker.report(Code.SYNTAX, span, what + " must be declared at the top level", "", declaration instanceof Decl.Function ? "inside a function, bind a lambda: `let f = fn(x: int) -> int { … }`"
                : "move it out of the function");
        Stream<String> names = switch (declaration) {
            case Decl.Import i -> Stream.of(Modules.alias(i));
            case Decl.Enum e -> Stream.concat(Stream.of(e.name()), e.cases().stream().map(Decl.Case::name));
            case Decl.Function _, Decl.Extern _, Decl.Struct _, Decl.Test _ -> Stream.of(declaration.name());
        };
        names.forEach(name -> context.local(name, Type.Simple.INVALID, false, declaration.nameSpan()));
        if (declaration instanceof Decl.Struct || declaration instanceof Decl.Enum) {
            context.typeNames = new HashMap<>(context.typeNames);
            context.typeNames.put(declaration.name(), Type.Simple.INVALID);
        }
    }

    // ---- Variables

    private HExpr initial(Stmt.Let let, Context context) {
        if (let.type().isPresent()) {
            Type type = checker.resolve(let.type().get(), context);
            return checker.coerce(checker.expressions.check(let.value(), type, context), type);
        }
        HExpr value = checker.expressions.check(let.value(), null, context);
        if (value.type() == Type.Simple.NIL) {
            checker.report(Code.CANNOT_INFER, let.value().span(), "the type of `nil` cannot be told here", "", "state it: `let x: int? = nil`");
            return Checker.invalid(value.span());
        }
        if (value.type() == Type.Simple.UNIT) {
            checker.report(Code.NO_VALUE, let.value().span(), "this has no value", "", switch (let.value()) {
                case Expr.If conditional when conditional.otherwise().isEmpty() -> "an `if` that gives a value has an `else`";
                case Expr.If _, Expr.Match _, Expr.Try _, Expr.Select _ -> "each branch must end in an expression with a value";
                case Expr.Call _ -> "the function returns nothing; a result type follows `->`";
                default -> "";
            });
            return Checker.invalid(value.span());
        }
        return value;
    }

    private static Type declared(HExpr value) {
        return Types.never(value.type()) ? Type.Simple.INVALID : value.type();
    }

    private Type declaredType(Stmt.Let let, HExpr value, Context context) {
        return let.type().isPresent() && !Types.never(value.type()) ? value.type() : let.type().isPresent() ? checker.resolve(let.type().get(), context) : declared(value);
    }

    private void let(Stmt.Let let, Context context, List<HExpr> effects) {
        HExpr value = initial(let, context);
        names(let.pattern());
        if (Types.never(value.type())) {
            effects.add(value);
            // The names exist; nothing that uses them is reached.
            bind(let.pattern(), let.mutable(), Checker.invalid(value.span()), declaredType(let, value, context), context, new ArrayList<>());
            return;
        }
        bind(let.pattern(), let.mutable(), value, declaredType(let, value, context), context, effects);
    }

    private void names(Pattern pattern) {
        switch (pattern) {
            case Pattern.Name(String _, Span span) -> checker.lets.add(span);
            case Pattern.Tuple(List<Pattern> elements, Span _) -> elements.forEach(this::names);
            case Pattern.Wildcard _, Pattern.Literal _, Pattern.Range _, Pattern.Case _, Pattern.Or _ -> { }
        }
    }

    /// Declares the variables of a name or tuple pattern.
    void bind(Pattern pattern, boolean mutable, HExpr value, Type type, Context context, List<HExpr> effects) {
        switch (pattern) {
            case Pattern.Name(String name, Span span) -> effects.add(new HExpr.Let(context.local(name, type, mutable, span), value, span));
            case Pattern.Wildcard _ -> effects.add(value);
            case Pattern.Tuple(List<Pattern> elements, Span span) -> {
                List<Type> types = tuple(elements, type, span);
                var whole = new Local("$tuple", type, false, span);
                effects.add(new HExpr.Let(whole, value, span));
                for (int i = 0; i < elements.size(); i++) {
                    bind(elements.get(i), mutable, new HExpr.FieldGet(new HExpr.LocalGet(whole, type, span), i, types.get(i), span), types.get(i), context, effects);
                }
            }
            case Pattern.Literal _, Pattern.Range _, Pattern.Case _, Pattern.Or _ -> checker.report(Code.INVALID_PATTERN, pattern.span(),
                    "only names and tuples of names can be declared", "", "take other values apart with `match`");
        }
    }

    private List<Type> tuple(List<Pattern> elements, Type type, Span span) {
        if (type instanceof Type.TupleOf(List<Type> types) && types.size() == elements.size()) {
            return types;
        }
        if (type == Type.Simple.UNIT) {
            return elements.stream().map(_ -> type).toList();
        }
        if (!Types.invalid(type)) {
            checker.report(Code.TYPE_MISMATCH, span, "expected a tuple of " + elements.size() + ", found " + Types.shown(type), "", "");
        }
        return elements.stream().map(_ -> (Type) Type.Simple.INVALID).toList();
    }

    void globals(Stmt.Let let, Context context, List<HExpr> effects) {
        HExpr value = initial(let, context);
        if (Types.never(value.type()) && let.type().isEmpty()) {
            effects.add(value);
            // The names exist; no function ever sees a value in them.
            global(let.pattern(), let.mutable(), Checker.invalid(value.span()), Type.Simple.UNIT, context, new ArrayList<>());
        } else {
            global(let.pattern(), let.mutable(), value, declaredType(let, value, context), context, effects);
        }
    }

    private void global(Pattern pattern, boolean mutable, HExpr value, Type type, Context context, List<HExpr> effects) {
        switch (pattern) {
            case Pattern.Name(String name, Span span) -> {
                var variable = context.module.variable(name);
                // Null when it is declared twice, as things of different kinds.
                if (variable != null && !variable.declared) {
                    variable.declared = true;
                    variable.global = variable.global == null ? checker.global(context.module.qualified(name), type, mutable) : variable.global;
                    effects.add(new HExpr.GlobalSet(variable.global, value, true, span));
                }
            }
            case Pattern.Tuple(List<Pattern> elements, Span span) -> {
                List<Type> types = tuple(elements, type, span);
                var whole = new Local("$tuple", type, false, span);
                effects.add(new HExpr.Let(whole, value, span));
                for (int i = 0; i < elements.size(); i++) {
                    global(elements.get(i), mutable, new HExpr.FieldGet(new HExpr.LocalGet(whole, type, span), i, types.get(i), span), types.get(i), context, effects);
                }
            }
            case Pattern.Wildcard _, Pattern.Literal _, Pattern.Range _, Pattern.Case _, Pattern.Or _ -> effects.add(value);
        }
    }

    // ---- Loops

    private HExpr whileLoop(Stmt.While statement, Context context) {
        context.forget(Assignments.in(statement.condition(), statement.body()));
        var before = context.facts();
        HExpr condition = checker.expressions.control.condition(statement.condition(), context);
        var facts = checker.expressions.facts(statement.condition(), context);
        context.narrow(facts.whenTrue());
        var loop = new Loop();
        HExpr body = loopBody(loop, statement.body(), context);
        context.restore(before);
        if (!loop.left()) {
            // It ended because the condition was false.
            context.narrow(facts.whenFalse());
        }
        boolean endless = condition instanceof HExpr.Primitive constant && constant.bits() != 0 && !loop.left();
        return new HExpr.While(loop, condition, body, endless, statement.span());
    }

    private HExpr loopBody(Loop loop, Expr.Block body, Context context) {
        context.loops.push(loop);
        HExpr result = block(body, Type.Simple.UNIT, context);
        context.loops.pop();
        return result;
    }

    private HExpr forLoop(Stmt.For statement, Context context) {
        var loop = new Loop();
        HExpr result;
        context.enter();
        if (statement.iterable() instanceof Expr.Range range) {
            HExpr from = integer(range.from(), context);
            HExpr to = integer(range.to(), context);
            Optional<HExpr> step = range.step().map(s -> integer(s, context));
            Optional<Local> index = statement.index().map(p -> loopVariable(p, Type.Simple.INT, context));
            Local element = loopVariable(statement.element(), Type.Simple.INT, context);
            result = new HExpr.ForRange(loop, index, element, from, to, range.inclusive(), step, turns(loop, statement.body(), context), statement.span());
        } else {
            HExpr iterable = checker.expressions.check(statement.iterable(), null, context);
            if (Types.never(iterable.type())) {
                context.leave();
                return iterable;
            }
            Type[] types = elements(iterable, statement);
            Optional<Local> index = statement.index().map(p -> loopVariable(p, types[0], context));
            boolean pairs = iterable.type() instanceof Type.MapOf && statement.index().isEmpty();
            Type elementType = pairs ? new Type.TupleOf(List.of(types)) : types[1];
            var prologue = new ArrayList<HExpr>();
            Local element;
            if (statement.element() instanceof Pattern.Tuple) {
                element = new Local("$element", elementType, false, statement.element().span());
                bind(statement.element(), false, new HExpr.LocalGet(element, elementType, element.span()), elementType, context, prologue);
            } else {
                element = loopVariable(statement.element(), elementType, context);
            }
            HExpr body = turns(loop, statement.body(), context);
            prologue.add(body);
            HExpr whole = prologue.size() == 1 ? body : new HExpr.Block(prologue, Optional.empty(), Type.Simple.UNIT, body.span());
            result = new HExpr.ForEach(loop, index, element, iterable, whole, statement.span());
        }
        context.leave();
        return result;
    }

    /// The body of a `for`, of which any turn may be the last.
    private HExpr turns(Loop loop, Expr.Block body, Context context) {
        context.forget(Assignments.in(body));
        var before = context.facts();
        HExpr result = loopBody(loop, body, context);
        context.restore(before);
        return result;
    }

    private HExpr integer(Expr expr, Context context) {
        return checker.coerce(checker.expressions.check(expr, Type.Simple.INT, context), Type.Simple.INT);
    }

    private Local loopVariable(Pattern pattern, Type type, Context context) {
        return switch (pattern) {
            case Pattern.Name(String name, Span span) -> context.local(name, type, false, span);
            case Pattern.Wildcard(Span span) -> new Local("$_", type, false, span);
            case Pattern.Tuple _, Pattern.Literal _, Pattern.Range _, Pattern.Case _, Pattern.Or _ -> {
                checker.report(Code.INVALID_PATTERN, pattern.span(), "a loop variable is a name or a tuple of names", "", "");
                yield new Local("$_", type, false, pattern.span());
            }
        };
    }

    /// The types of index (or key) and element.
    private Type[] elements(HExpr iterable, Stmt.For statement) {
        Type integer = Type.Simple.INT;
        return switch (iterable.type()) {
            case Type.ListOf(Type element) -> new Type[] {integer, element};
            case Type.SetOf(Type element) -> new Type[] {integer, element};
            case Type.ChanOf(Type element) -> new Type[] {integer, element};
            case Type.MapOf(Type key, Type value) -> new Type[] {key, value};
            case Type.Simple simple when simple == Type.Simple.STRING -> new Type[] {integer, simple};
            case Type.Simple simple when simple == Type.Simple.BYTES || simple == Type.Simple.RANGE -> new Type[] {integer, integer};
            default -> {
                if (!Types.invalid(iterable.type())) {
                    checker.report(Code.NOT_ITERABLE, statement.iterable().span(), Types.shown(iterable.type()) + " cannot be iterated over", "",
                            iterable.type() == Type.Simple.INT ? "count with a range: `for i in 0..n`" : "lists, maps, sets, strings, bytes, ranges and channels can");
                }
                yield new Type[] {Type.Simple.INVALID, Type.Simple.INVALID};
            }
        };
    }

    /// The function of a lambda or spawned block.
    HFunction inner(String kind, List<Local> parameters, Type result, Span span, Context context) {
        return new HFunction(context.function.name() + "." + kind, parameters, result, span);
    }

    HProgram.Field field(List<HProgram.Field> fields, String name) {
        return fields.stream().filter(f -> f.name().equals(name)).findFirst().orElse(null);
    }
}
