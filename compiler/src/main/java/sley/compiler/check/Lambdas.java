package sley.compiler.check;

import java.util.ArrayList;
import java.util.Optional;
import sley.compiler.ast.Expr;
import sley.compiler.diag.Code;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HFunction;
import sley.compiler.hir.Local;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Lambdas, and the bodies of spawned blocks, whose types come from where they stand and from what they give.
final class Lambdas {
    private final Checker checker;

    Lambdas(Checker checker) {
        this.checker = checker;
    }

    HExpr lambda(Expr.Lambda expr, Type wanted, Context context) {
        Type.FunctionOf goal = Expressions.strip(wanted) instanceof Type.FunctionOf f && f.parameters().size() == expr.parameters().size() ? f : null;
        if (goal == null && Expressions.strip(wanted) instanceof Type.FunctionOf f) {
            checker.report(Code.TYPE_MISMATCH, expr.span(), "expected a function of " + Calls.count(f.parameters().size(), "parameter") + ", found one of " + expr.parameters().size(), "", "");
            return Checker.invalid(expr.span());
        }
        var parameters = new ArrayList<Local>();
        for (int i = 0; i < expr.parameters().size(); i++) {
            Expr.Parameter parameter = expr.parameters().get(i);
            Type type = parameter.type().map(t -> checker.resolve(t, context)).orElse(goal == null ? null : goal.parameters().get(i));
            if (type == null || !Unifier.concrete(type) && !Types.invalid(type)) {
                checker.report(Code.CANNOT_INFER, parameter.span(), "the type of `" + parameter.name() + "` cannot be told here", "",
                        "write `fn(" + parameter.name() + ": int) -> int { … }`");
                type = Simple.INVALID;
            }
            parameter.defaultValue().ifPresent(v -> checker.report(Code.SYNTAX, v.span(), "the parameters of a lambda have no default values", "", "a `fn` at the top level may have them"));
            parameters.add(new Local(parameter.name(), type, false, parameter.span()));
        }
        Type result = expr.result().map(t -> checker.resolve(t, context)).orElse(expr.longForm() ? Simple.UNIT
                : goal != null && Unifier.concrete(goal.result()) ? goal.result() : null);
        HFunction function = checker.statements().inner("lambda", parameters, result, expr.span(), context);
        Type found = body(function, expr.body(), result, false, context);
        if (parameters.stream().anyMatch(p -> Types.invalid(p.type())) || Types.invalid(found)) {
            return Checker.invalid(expr.span());
        }
        return new HExpr.Closure(function, new Type.FunctionOf(parameters.stream().map(Local::type).toList(), found), expr.span());
    }

    /// Checks the body of a lambda or spawned block and settles its result type.
    ///
    /// @param dropsResult a `return` may give a value of any type, which nobody takes; then the result is UNIT
    Type body(HFunction function, Expr body, Type result, boolean dropsResult, Context context) {
        var inner = new Context(function, context, context.module, context.typeNames, result);
        inner.dropsResult = dropsResult;
        HExpr checked = body instanceof Expr.Block block ? checker.statements().block(block, result, inner)
                : result == Simple.UNIT ? checker.expressions.statement(body, inner) : checker.expressions.check(body, result, inner);
        Type found = result;
        if (result == null) {
            // What stands behind a `throw` is never reached, and still says what the function would give.
            found = !Types.never(checked.type()) ? checked.type()
                    : checked instanceof HExpr.Block unreached ? unreached.result().map(HExpr::type).orElse(Simple.NEVER) : Simple.NEVER;
            for (Type returned : inner.returned) {
                Optional<Type> both = Types.join(found, returned);
                if (both.isEmpty()) {
                    checker.report(Code.TYPE_MISMATCH, body.span(), "this function gives " + Types.shown(found) + " and returns " + Types.shown(returned), "", "all its results have one type");
                }
                found = both.orElse(Simple.INVALID);
            }
            found = Types.never(found) ? Simple.UNIT : found;
            Type joined = found;
            if (!Types.invalid(found) && inner.returned.stream().anyMatch(t -> Types.fits(t, joined) && !t.equals(joined))) {
                // A `return` whose value becomes an optional: now that the type is known, once more.
                function.captures().clear();
                return body(function, body, found, dropsResult, context);
            }
            if (found == Simple.NIL) {
                checker.report(Code.CANNOT_INFER, body.span(), "the result type of this function cannot be told: it is always nil", "", "");
                found = Simple.INVALID;
            }
        } else if (result != Simple.UNIT && checked.type() == Simple.UNIT) {
            checker.report(Code.MISSING_RETURN, body.span(), "this function does not return " + Types.shown(result) + " on every path", "", "");
        }
        function.setResult(found);
        function.setBody(checker.coerce(checked, found));
        return found;
    }
}
