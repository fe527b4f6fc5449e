package sley.compiler.check;

import java.util.HashSet;
import java.util.Set;
import sley.compiler.ast.Expr;
import sley.compiler.ast.Stmt;

/// Which variables a piece of code assigns, by name: what was known of them before a loop need not hold in its second turn. A variable of an inner block with the same name counts too.
final class Assignments {
    private final Set<String> names = new HashSet<>();

    private Assignments() {}

    static Set<String> in(Expr... parts) {
        var found = new Assignments();
        for (Expr part : parts) {
            found.expr(part);
        }
        return found.names;
    }

    private void all(Iterable<Expr> parts) {
        parts.forEach(this::expr);
    }

    private void statement(Stmt statement) {
        switch (statement) {
            case Stmt.Let s -> expr(s.value());
            case Stmt.While s -> {
                expr(s.condition());
                expr(s.body());
            }
            case Stmt.For s -> {
                expr(s.iterable());
                expr(s.body());
            }
            case Stmt.Defer s -> expr(s.expr());
            case Stmt.ExprStmt s -> expr(s.expr());
            case Stmt.DeclStmt _ -> { }
        }
    }

    private void target(Expr target) {
        switch (target) {
            case Expr.Name name -> names.add(name.name());
            case Expr.TupleLiteral tuple -> tuple.elements().forEach(this::target);
            case Expr.Parenthesized e -> target(e.inner());
            default -> expr(target);
        }
    }

    private void expr(Expr expr) {
        switch (expr) {
            case Expr.Assign e -> {
                target(e.target());
                expr(e.value());
            }
            case Expr.IntLiteral _, Expr.FloatLiteral _, Expr.DurationLiteral _, Expr.BoolLiteral _, Expr.NilLiteral _, Expr.StringLiteral _, Expr.Name _, Expr.Break _, Expr.Continue _ -> { }
            case Expr.Interpolation e -> all(e.parts());
            case Expr.ListLiteral e -> all(e.elements());
            case Expr.MapLiteral e -> e.entries().forEach(entry -> {
                expr(entry.key());
                expr(entry.value());
            });
            case Expr.TupleLiteral e -> all(e.elements());
            case Expr.Parenthesized e -> expr(e.inner());
            case Expr.Unary e -> expr(e.operand());
            case Expr.Binary e -> {
                expr(e.left());
                expr(e.right());
            }
            case Expr.Range e -> {
                expr(e.from());
                expr(e.to());
                e.step().ifPresent(this::expr);
            }
            case Expr.Call e -> {
                expr(e.callee());
                e.arguments().forEach(argument -> expr(argument.value()));
            }
            case Expr.Index e -> {
                expr(e.target());
                expr(e.index());
            }
            case Expr.Member e -> expr(e.target());
            case Expr.Unwrap e -> expr(e.operand());
            // What a function of its own assigns is shared with it, and never narrowed.
            case Expr.Lambda _ -> { }
            case Expr.Block e -> e.statements().forEach(this::statement);
            case Expr.If e -> {
                expr(e.condition());
                expr(e.then());
                e.otherwise().ifPresent(this::expr);
            }
            case Expr.Match e -> {
                expr(e.subject());
                e.arms().forEach(arm -> {
                    arm.guard().ifPresent(this::expr);
                    expr(arm.body());
                });
            }
            case Expr.Select e -> e.arms().forEach(this::arm);
            case Expr.Spawn e -> {
                e.name().ifPresent(this::expr);
                expr(e.body());
            }
            case Expr.Scope e -> expr(e.body());
            case Expr.Within e -> {
                expr(e.duration());
                expr(e.body());
            }
            case Expr.Lock e -> {
                expr(e.mutex());
                expr(e.body());
            }
            case Expr.LockThread e -> expr(e.body());
            case Expr.Try e -> {
                expr(e.body());
                e.handler().ifPresent(handler -> expr(handler.body()));
                e.cleanup().ifPresent(this::expr);
            }
            case Expr.Throw e -> expr(e.error());
            case Expr.Return e -> e.value().ifPresent(this::expr);
        }
    }

    private void arm(Expr.SelectArm arm) {
        switch (arm) {
            case Expr.SelectArm.Receive a -> expr(a.channel());
            case Expr.SelectArm.Send a -> {
                expr(a.channel());
                expr(a.value());
            }
            case Expr.SelectArm.After a -> expr(a.duration());
            case Expr.SelectArm.Otherwise _, Expr.SelectArm.Invalid _ -> { }
        }
        expr(arm.body());
    }
}
