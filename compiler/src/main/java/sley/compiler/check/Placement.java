package sley.compiler.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import sley.compiler.ast.Expr;
import sley.compiler.diag.Code;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.Local;
import sley.compiler.source.Span;

/// Which argument is for which parameter. Arguments are evaluated in the order in which they stand, whatever the order of the parameters.
final class Placement {
    private static final String NAME = "$argument";

    private Placement() {}

    /// Arguments in the order of the parameters; null where the default value is used. Empty after a report.
    static Optional<Expr[]> of(Checker checker, String name, List<Expr.Parameter> parameters, List<Expr.Argument> arguments, Span span) {
        var placed = new Expr[parameters.size()];
        boolean good = true;
        boolean namedSeen = false;
        for (int i = 0; i < arguments.size(); i++) {
            Expr.Argument argument = arguments.get(i);
            int at = i;
            if (argument.name().isEmpty()) {
                if (namedSeen) {
                    checker.report(Code.WRONG_ARGUMENTS, argument.span(), "arguments by position come before named ones", "", "");
                    return Optional.empty();
                }
            } else {
                namedSeen = true;
                at = -1;
                for (int k = 0; k < parameters.size(); k++) {
                    at = parameters.get(k).name().equals(argument.name()) ? k : at;
                }
                if (at < 0) {
                    String help = Spelling.suggestion(argument.name(), parameters.stream().map(Expr.Parameter::name));
                    checker.report(Code.WRONG_ARGUMENTS, argument.span(), "`" + name + "` has no parameter `" + argument.name() + "`", "", help);
                    good = false;
                    continue;
                }
            }
            if (at >= parameters.size()) {
                checker.report(Code.WRONG_ARGUMENTS, span, "`" + name + "` takes " + Calls.count(parameters.size()) + ", not " + arguments.size(), "", "");
                return Optional.empty();
            }
            if (placed[at] != null) {
                checker.report(Code.WRONG_ARGUMENTS, argument.span(), "`" + parameters.get(at).name() + "` is given twice", "", "");
                good = false;
            }
            placed[at] = argument.value();
        }
        var missing = new ArrayList<String>();
        for (int i = 0; i < placed.length; i++) {
            if (placed[i] == null && parameters.get(i).defaultValue().isEmpty()) {
                missing.add("`" + parameters.get(i).name() + "`");
            }
        }
        if (good && !missing.isEmpty()) {
            checker.report(Code.WRONG_ARGUMENTS, span, "`" + name + "` also needs " + String.join(", ", missing), "", "");
            good = false;
        }
        return good ? Optional.of(placed) : Optional.empty();
    }

    /// For each argument, as it is written, the parameter that it is for.
    static int[] parameters(Expr[] placed, List<Expr.Argument> arguments) {
        List<Expr> places = Arrays.asList(placed);
        return arguments.stream().mapToInt(a -> IntStream.range(0, placed.length).filter(i -> places.get(i) == a.value()).findFirst().orElseThrow()).toArray();
    }

    /// Each argument gets a variable, unless they are written in the order of the parameters.
    ///
    /// @param all the values in the order of the parameters, `skip` of them a receiver; those that have a variable are replaced
    /// @return the variables, in the order of evaluation
    static List<HExpr> variables(List<HExpr> all, int[] written, int skip) {
        boolean asDeclared = IntStream.range(1, written.length).allMatch(i -> written[i - 1] < written[i]);
        if (asDeclared || all.stream().anyMatch(v -> Types.never(v.type()) || Types.invalid(v.type()))) {
            return List.of();
        }
        var variables = new ArrayList<HExpr>();
        for (int i = -skip; i < written.length; i++) {
            int at = i < 0 ? 0 : written[i] + skip;
            HExpr value = all.get(at);
            var local = new Local(NAME, value.type(), false, value.span());
            variables.add(new HExpr.Let(local, value, value.span()));
            all.set(at, new HExpr.LocalGet(local, value.type(), value.span()));
        }
        return variables;
    }

    static HExpr after(List<HExpr> variables, HExpr call) {
        return variables.isEmpty() ? call : new HExpr.Block(variables, Optional.of(call), call.type(), call.span());
    }

    /// Changes the call of what [Calls#call] gave, behind the variables of its arguments.
    static HExpr changed(HExpr call, UnaryOperator<HExpr> change) {
        boolean variables = call instanceof HExpr.Block block && block.effects().getFirst() instanceof HExpr.Let(Local local, HExpr _, Span _) && local.name().equals(NAME);
        return variables ? after(((HExpr.Block) call).effects(), change.apply(((HExpr.Block) call).result().orElseThrow())) : change.apply(call);
    }
}
