package sley.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sley.compiler.ast.Expr;
import sley.compiler.ast.Pattern;
import sley.compiler.ast.Stmt;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.check.Symbols.Variable;
import sley.compiler.diag.Diagnostics;
import sley.compiler.hir.HExpr;
import sley.compiler.source.Span;
import sley.compiler.types.Type;

/// The top-level statements of an input of a session: as those of a file, except that the last one shows its value.
final class InputStatements {
    /// The variable that holds the value of the last expression.
    static final String LAST_VALUE = "it";

    private final Checker checker;
    private final Statements statements;

    InputStatements(Checker checker, Statements statements) {
        this.checker = checker;
        this.statements = statements;
    }

    void check(ModuleScope scope, Context context, List<HExpr> effects, List<Checker.Shown> shown) {
        List<Stmt> all = scope.unit.statements();
        for (int i = 0; i < all.size(); i++) {
            Stmt statement = all.get(i);
            boolean last = i == all.size() - 1;
            if (statement instanceof Stmt.Let let) {
                statements.globals(let, context, effects);
                if (last) {
                    declared(let.pattern(), scope, shown);
                }
            } else if (last && statement instanceof Stmt.ExprStmt(Expr expr, Span span) && !(expr instanceof Expr.Assign) && !(expr instanceof Expr.Spawn)) {
                value(statement, expr, span, scope, context, effects, shown);
            } else if (!(statement instanceof Stmt.DeclStmt)) {
                statements.statement(statement, context, effects);
            }
        }
    }

    private static void declared(Pattern pattern, ModuleScope scope, List<Checker.Shown> shown) {
        switch (pattern) {
            case Pattern.Name(String name, Span _) -> {
                Variable variable = scope.variables.get(name);
                if (variable.global != null) {
                    shown.add(new Checker.Shown(name, Optional.of(variable.global), variable.global.type()));
                }
            }
            case Pattern.Tuple(List<Pattern> elements, Span _) -> elements.forEach(e -> declared(e, scope, shown));
            case Pattern.Wildcard _, Pattern.Literal _, Pattern.Range _, Pattern.Case _, Pattern.Or _ -> { }
        }
    }

    /// Checked first as an expression of any type. What is none, an `if` whose branches differ for example, is checked again as a statement.
    private void value(Stmt statement, Expr expr, Span span, ModuleScope scope, Context context, List<HExpr> effects, List<Checker.Shown> shown) {
        Diagnostics before = checker.diagnostics;
        var trial = new Diagnostics();
        checker.diagnostics = trial;
        HExpr value = checker.expressions.check(expr, null, context);
        checker.diagnostics = before;
        if (trial.failed()) {
            var statementEffects = new ArrayList<HExpr>();
            statements.statement(statement, context, statementEffects);
            effects.addAll(statementEffects);
            return;
        }
        trial.all().forEach(before::add);
        if (value.type() == Type.Simple.NIL) {
            shown.add(new Checker.Shown("", Optional.empty(), value.type()));
        } else if (value.type() == Type.Simple.UNIT || Types.never(value.type())) {
            effects.add(value);
        } else if (value instanceof HExpr.GlobalGet get && expr instanceof Expr.Name(String name, Span _)) {
            shown.add(new Checker.Shown(name, Optional.of(get.global()), value.type()));
        } else {
            var variable = new Variable(scope, LAST_VALUE, false, Optional.empty(), span);
            variable.global = checker.global(LAST_VALUE, value.type(), false);
            variable.declared = true;
            scope.variables.put(LAST_VALUE, variable);
            effects.add(new HExpr.GlobalSet(variable.global, value, true, span));
            shown.add(new Checker.Shown(LAST_VALUE, Optional.of(variable.global), value.type()));
        }
    }
}
