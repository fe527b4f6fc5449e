package sley.compiler.check;

import java.util.List;
import java.util.Set;
import sley.compiler.check.Symbols.Function;
import sley.compiler.diag.Code;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// What `sort`, `sorted`, `sortBy`, `min`, `max` and `sum` of lists ask of the elements, which no signature says: a natural order, or that they can be added.
final class Ordering {
    private static final String PRELUDE = "prelude:list";

    /// Simple types with a natural order.
    private static final Set<Simple> ORDERED = Set.of(Simple.INT, Simple.FLOAT, Simple.BOOL, Simple.STRING, Simple.DURATION, Simple.NIL, Simple.NEVER, Simple.INVALID);

    private final Checker checker;

    Ordering(Checker checker) {
        this.checker = checker;
    }

    /// Reports a call at types that the function cannot take.
    ///
    /// @param types   what the type parameters stand for
    /// @param ordered the call says itself how to order: it gives `less`
    void demand(Function function, List<Type> types, boolean ordered, Span span) {
        if (types.isEmpty() || !function.module.identity.equals(PRELUDE)) {
            return;
        }
        switch (function.name) {
            case "sum" -> {
                Type type = types.getFirst();
                if (type != Simple.INT && type != Simple.FLOAT && type != Simple.DURATION && !Types.invalid(type)) {
                    checker.report(Code.INVALID_OPERATOR, span, "`sum` adds `int`, `float` or `duration`, not " + Types.shown(type), "",
                            type == Simple.STRING ? "`join` makes one text of many" : "`reduce(init, (sum, x) => …)` adds anything up");
                }
            }
            case "min", "max" -> natural(function.name, types.getFirst(), "`reduce` finds it by an order of your own", span);
            case "sort", "sorted" -> {
                if (!ordered) {
                    natural(function.name, types.getFirst(), "say how to order: `" + function.name + "((a, b) => …)` tells whether a comes before b", span);
                }
            }
            case "sortBy" -> natural(function.name, types.get(1), "let the key be something that has one: numbers, durations, strings, or tuples of these", span);
            default -> { }
        }
    }

    private void natural(String name, Type type, String help, Span span) {
        new TypeParts(ORDERED, checker::parts).unfit(type).ifPresent(part -> checker.report(Code.INVALID_OPERATOR, span, "`" + name + "` needs values with a natural order, and "
                + Types.shown(type) + (part.equals(type) ? " has none" : " holds " + Types.shown(part) + ", which has none"), "", help));
    }
}
