package sley.compiler.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import sley.compiler.ast.Expr;
import sley.compiler.ast.Pattern;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HPattern;
import sley.compiler.hir.HProgram;
import sley.compiler.hir.Local;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Patterns of `match`.
final class Patterns {
    /// A message with more missing cases than this would not be read.
    private static final int MOST_MISSING = 8;

    private final Checker checker;

    Patterns(Checker checker) {
        this.checker = checker;
    }

    /// Declares the pattern's bindings in the current scope.
    HPattern check(Pattern pattern, Type type, Context context) {
        if (Types.invalid(type)) {
            bindInvalid(pattern, context);
            return new HPattern.Any(type);
        }
        return switch (pattern) {
            case Pattern.Wildcard _ -> new HPattern.Any(type);
            case Pattern.Name(String name, Span span) -> {
                if (!(Expressions.strip(type) instanceof Type.Named named && named.symbol().isEnum())) {
                    yield new HPattern.Bind(context.local(name, type, false, span), type);
                }
                boolean must = capitalised(name) && checker.cases(named).stream().allMatch(c -> capitalised(c.name()));
                Optional<HPattern> bare = caseOf(named, name, Optional.empty(), span, must, context);
                if (bare.isEmpty() && must) {
                    bindInvalid(pattern, context);
                    yield new HPattern.Any(Simple.INVALID);
                }
                yield bare.map(p -> some(p, type)).orElseGet(() -> new HPattern.Bind(context.local(name, type, false, span), type));
            }
            case Pattern.Literal(Expr value, Span span) -> literal(value, type, span, context);
            case Pattern.Range(Expr from, Expr to, boolean inclusive, Span span) -> {
                if (Expressions.strip(type) != Simple.INT || !(from instanceof Expr.IntLiteral(long a, Span _)) || !(to instanceof Expr.IntLiteral(long b, Span _))) {
                    yield wrong(span, "a range matches an `int`, not " + Types.shown(type));
                }
                yield some(new HPattern.Range(a, b, inclusive, Simple.INT), type);
            }
            case Pattern.Tuple(List<Pattern> elements, Span span) -> {
                if (!(Expressions.strip(type) instanceof Type.TupleOf(List<Type> types)) || types.size() != elements.size()) {
                    elements.forEach(e -> bindInvalid(e, context));
                    yield wrong(span, "a tuple of " + elements.size() + " does not match " + Types.shown(type));
                }
                var fields = new ArrayList<HPattern>();
                for (int i = 0; i < elements.size(); i++) {
                    fields.add(check(elements.get(i), types.get(i), context));
                }
                yield some(new HPattern.Fields(fields, Expressions.strip(type)), type);
            }
            case Pattern.Case written -> named(written, type, context);
            case Pattern.Or(List<Pattern> alternatives, Span span) -> {
                context.enter();
                List<HPattern> all = alternatives.stream().map(p -> check(p, type, context)).toList();
                context.leave();
                if (all.stream().anyMatch(Patterns::binds)) {
                    bindInvalid(pattern, context);
                    yield wrong(span, "patterns joined by `|` bind no names");
                }
                yield new HPattern.Or(all, type);
            }
        };
    }

    /// Where all cases of an enum are capitalised, a capitalised name that is none of them is a slip, not a binding that would silently take everything.
    private static boolean capitalised(String name) {
        return Character.isUpperCase(name.charAt(0));
    }

    /// Nothing in it was reported.
    static boolean valid(HPattern pattern) {
        return !Types.invalid(pattern.type()) && switch (pattern) {
            case HPattern.Case c -> c.fields().stream().allMatch(Patterns::valid);
            case HPattern.Fields f -> f.fields().stream().allMatch(Patterns::valid);
            case HPattern.Some some -> valid(some.inner());
            case HPattern.Or o -> o.alternatives().stream().allMatch(Patterns::valid);
            case HPattern.Any _, HPattern.Bind _, HPattern.Constant _, HPattern.Range _, HPattern.Nil _ -> true;
        };
    }

    private static boolean binds(HPattern pattern) {
        return switch (pattern) {
            case HPattern.Bind _ -> true;
            case HPattern.Case c -> c.fields().stream().anyMatch(Patterns::binds);
            case HPattern.Fields f -> f.fields().stream().anyMatch(Patterns::binds);
            case HPattern.Some s -> binds(s.inner());
            case HPattern.Or o -> o.alternatives().stream().anyMatch(Patterns::binds);
            case HPattern.Any _, HPattern.Constant _, HPattern.Range _, HPattern.Nil _ -> false;
        };
    }

    private static HPattern some(HPattern inner, Type type) {
        return type instanceof Type.OptionalOf ? new HPattern.Some(inner, type) : inner;
    }

    private HPattern wrong(Span span, String headline) {
        checker.report(Code.INVALID_PATTERN, span, headline, "", "");
        return new HPattern.Any(Simple.INVALID);
    }

    /// Names of a pattern that cannot be checked, so that the arm's body gives no further errors.
    private void bindInvalid(Pattern pattern, Context context) {
        switch (pattern) {
            case Pattern.Name(String name, Span span) -> context.local(name, Simple.INVALID, false, span);
            case Pattern.Tuple(List<Pattern> elements, Span _) -> elements.forEach(e -> bindInvalid(e, context));
            case Pattern.Case c -> c.arguments().ifPresent(a -> a.forEach(f -> bindInvalid(f.pattern(), context)));
            case Pattern.Or(List<Pattern> alternatives, Span _) -> alternatives.forEach(e -> bindInvalid(e, context));
            case Pattern.Wildcard _, Pattern.Literal _, Pattern.Range _ -> { }
        }
    }

    private HPattern literal(Expr value, Type type, Span span, Context context) {
        if (value instanceof Expr.NilLiteral) {
            return type instanceof Type.OptionalOf ? new HPattern.Nil(type) : wrong(span, "`nil` never matches " + Types.shown(type));
        }
        HExpr constant = checker.expressions.check(value, null, context);
        Type inner = Expressions.strip(type);
        boolean plain = constant instanceof HExpr.Primitive || constant instanceof HExpr.Text;
        if (!plain || !constant.type().equals(inner)) {
            return wrong(span, plain ? Types.shown(constant.type()) + " never matches " + Types.shown(type) : "a pattern's string is plain text");
        }
        return some(new HPattern.Constant(constant, inner), type);
    }

    private HPattern named(Pattern.Case written, Type type, Context context) {
        if (!(Expressions.strip(type) instanceof Type.Named named)) {
            written.arguments().ifPresent(a -> a.forEach(f -> bindInvalid(f.pattern(), context)));
            return wrong(written.span(), "`" + written.name() + "` does not match " + Types.shown(type));
        }
        if (!named.symbol().isEnum()) {
            if (!written.name().equals(named.symbol().name()) || written.arguments().isEmpty()) {
                return wrong(written.span(), "`" + written.name() + "` does not match " + Types.shown(type));
            }
            return some(new HPattern.Fields(fields(checker.fields(named), written.arguments().get(), written, context), named), type);
        }
        return some(caseOf(named, written.name(), written.arguments().map(a -> written), written.span(), true, context).orElseGet(() -> new HPattern.Any(Simple.INVALID)), type);
    }

    private Optional<HPattern> caseOf(Type.Named type, String name, Optional<Pattern.Case> written, Span span, boolean must, Context context) {
        List<HProgram.Case> cases = checker.cases(type);
        for (int i = 0; i < cases.size(); i++) {
            if (cases.get(i).name().equals(name)) {
                List<HProgram.Field> fields = cases.get(i).fields();
                List<HPattern> patterns = written.isPresent() ? fields(fields, written.get().arguments().orElseThrow(), written.get(), context)
                        : fields.stream().map(f -> (HPattern) new HPattern.Any(f.type())).toList();
                return Optional.of(new HPattern.Case(i, patterns, type));
            }
        }
        if (must) {
            written.flatMap(Pattern.Case::arguments).ifPresent(a -> a.forEach(f -> bindInvalid(f.pattern(), context)));
            String help = Spelling.suggestion(name, cases.stream().map(HProgram.Case::name));
            checker.report(Code.UNKNOWN_MEMBER, span, "`" + type + "` has no case `" + name + "`", "", help);
        }
        return Optional.empty();
    }

    private List<HPattern> fields(List<HProgram.Field> fields, List<Pattern.Field> written, Pattern.Case whole, Context context) {
        var placed = new HPattern[fields.size()];
        boolean named = written.stream().anyMatch(f -> !f.name().isEmpty());
        if (!named && written.size() != fields.size()) {
            written.forEach(f -> bindInvalid(f.pattern(), context));
            checker.report(Code.INVALID_PATTERN, whole.span(), "`" + whole.name() + "` has " + fields.size() + (fields.size() == 1 ? " field" : " fields") + ", not " + written.size(), "",
                    "`_` stands for a field that does not matter");
            return fields.stream().map(f -> (HPattern) new HPattern.Any(f.type())).toList();
        }
        for (int i = 0; i < written.size(); i++) {
            int at = i;
            if (!written.get(i).name().isEmpty()) {
                String name = written.get(i).name();
                at = fields.stream().map(HProgram.Field::name).toList().indexOf(name);
            }
            if (at < 0 || at >= fields.size() || placed[at] != null) {
                checker.report(Code.INVALID_PATTERN, written.get(i).span(), "`" + whole.name() + "` has no such field left", "", "");
                bindInvalid(written.get(i).pattern(), context);
                continue;
            }
            placed[at] = check(written.get(i).pattern(), fields.get(at).type(), context);
        }
        for (int i = 0; i < placed.length; i++) {
            placed[i] = placed[i] == null ? new HPattern.Any(fields.get(i).type()) : placed[i];
        }
        return List.of(placed);
    }

    private static Object value(HExpr constant) {
        return constant instanceof HExpr.Primitive primitive ? (Object) primitive.bits() : ((HExpr.Text) constant).value();
    }

    /// Reports missing cases and arms that can never be reached.
    void exhaustive(List<HExpr.Arm> arms, Type subject, Expr.Match expr) {
        var rows = new ArrayList<List<HPattern>>();
        var coverage = new Exhaustiveness(checker, expr.span());
        // While all arms are constants, as in long tables, a look at the values is enough.
        var constants = new HashSet<>();
        boolean plain = true;
        Optional<Local> binding = Optional.empty();
        for (int i = 0; i < arms.size(); i++) {
            List<HPattern> row = List.of(arms.get(i).pattern());
            plain &= arms.get(i).pattern() instanceof HPattern.Constant && arms.get(i).guard().isEmpty();
            boolean reached = plain ? constants.add(value(((HPattern.Constant) arms.get(i).pattern()).value())) : coverage.useful(rows, row, List.of(subject)).isPresent();
            if (!reached) {
                var unreached = Diagnostic.error(Code.UNREACHABLE_CASE, expr.arms().get(i).pattern().span(), "this case is never reached").label("earlier cases take everything it matches");
                checker.diagnostics.add(binding.isEmpty() ? unreached : unreached.note(binding.get().span(), "`" + binding.get().name() + "` is a new name, which matches everything"));
            }
            if (binding.isEmpty() && arms.get(i).guard().isEmpty() && arms.get(i).pattern() instanceof HPattern.Bind(Local local, Type _)) {
                binding = Optional.of(local);
            }
            if (arms.get(i).guard().isEmpty()) {
                rows.add(row);
            }
        }
        List<String> missing = coverage.missing(rows, subject, MOST_MISSING + 1);
        if (!missing.isEmpty()) {
            boolean more = missing.size() > MOST_MISSING;
            List<String> named = more ? missing.subList(0, MOST_MISSING) : missing;
            checker.diagnostics.add(Diagnostic.error(Code.MISSING_CASES, expr.subject().span(), "`match` does not cover `" + String.join("`, `", named) + "`" + (more ? ", …" : ""))
                    .label("of type `" + subject + "`").help("add the " + (missing.size() == 1 ? "case" : "cases") + ", or `_ => …` for everything else"));
        }
    }
}
