package sley.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HPattern;
import sley.compiler.hir.HProgram;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Whether a row of patterns matches something that earlier rows do not, after Maranget, "Warnings for pattern matching" (2007). Rows are columns of patterns; the
/// first column is split by its constructors. Constants and ranges count as covering nothing, unless a row repeats exactly the same one.
final class Exhaustiveness {
    /// Beyond so many steps the answer is "useful": no program that people write comes near.
    private static final int MAX_STEPS = 200_000;

    private final Checker checker;
    private int steps;

    Exhaustiveness(Checker checker) {
        this.checker = checker;
    }

    /// A value, one text for each column, that `row` matches and `rows` do not; empty when there is none.
    Optional<List<String>> useful(List<List<HPattern>> rows, List<HPattern> row, List<Type> types) {
        if (types.isEmpty()) {
            return rows.isEmpty() ? Optional.of(List.of()) : Optional.empty();
        }
        if (++steps > MAX_STEPS) {
            return Optional.of(types.stream().map(_ -> "_").toList());
        }
        HPattern first = row.getFirst();
        if (first instanceof HPattern.Or or) {
            for (HPattern alternative : or.alternatives()) {
                Optional<List<String>> found = useful(rows, prepend(List.of(alternative), row), types);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        int constructors = constructors(types.getFirst());
        if (first instanceof HPattern.Constant || first instanceof HPattern.Range) {
            Integer truth = constructors == 2 && types.getFirst() == Simple.BOOL ? index(first) : null;
            return truth != null ? split(rows, row, types, truth) : constant(rows, row, types);
        }
        if (!wild(first)) {
            return split(rows, row, types, index(first));
        }
        // Constructors that earlier rows name. Only when these are all of them is there something to gain from looking into each.
        var named = new TreeSet<Integer>();
        if (constructors > 0) {
            flat(rows).stream().map(List::getFirst).filter(p -> !wild(p)).forEach(p -> named.add(index(p)));
        }
        if (constructors > 0 && named.size() == constructors) {
            for (int i = 0; i < constructors; i++) {
                Optional<List<String>> found = split(rows, row, types, i);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        var rest = new ArrayList<List<HPattern>>();
        flat(rows).stream().filter(r -> wild(r.getFirst())).forEach(r -> rest.add(r.subList(1, r.size())));
        int absent = 0;
        while (named.contains(absent)) {
            absent++;
        }
        String text = constructors == 0 || named.isEmpty() ? "_" : text(types.getFirst(), absent, fields(types.getFirst(), absent).stream().map(_ -> "_").toList());
        return useful(rest, row.subList(1, row.size()), types.subList(1, types.size())).map(found -> texts(text, found));
    }

    private Optional<List<String>> constant(List<List<HPattern>> rows, List<HPattern> row, List<Type> types) {
        var rest = new ArrayList<List<HPattern>>();
        flat(rows).stream().filter(r -> wild(r.getFirst()) || covers(r.getFirst(), row.getFirst())).forEach(r -> rest.add(r.subList(1, r.size())));
        return useful(rest, row.subList(1, row.size()), types.subList(1, types.size())).map(found -> texts("_", found));
    }

    private static boolean covers(HPattern earlier, HPattern later) {
        if (earlier instanceof HPattern.Constant a && later instanceof HPattern.Constant b) {
            return value(a.value()).equals(value(b.value()));
        }
        if (earlier instanceof HPattern.Range range) {
            long last = range.inclusive() ? range.to() : range.to() - 1;
            return switch (later) {
                case HPattern.Constant c when c.value() instanceof HExpr.Primitive p -> p.bits() >= range.from() && p.bits() <= last;
                case HPattern.Range r -> r.from() >= range.from() && (r.inclusive() ? r.to() : r.to() - 1) <= last;
                default -> false;
            };
        }
        return false;
    }

    private static Object value(HExpr constant) {
        return constant instanceof HExpr.Text text ? text.value() : ((HExpr.Primitive) constant).bits();
    }

    /// Alternatives of the first column become rows of their own.
    private static List<List<HPattern>> flat(List<List<HPattern>> rows) {
        var result = new ArrayList<List<HPattern>>();
        for (List<HPattern> row : rows) {
            if (row.getFirst() instanceof HPattern.Or or) {
                or.alternatives().forEach(a -> result.addAll(flat(List.of(prepend(List.of(a), row)))));
            } else {
                result.add(row);
            }
        }
        return result;
    }

    private static List<HPattern> prepend(List<HPattern> fields, List<HPattern> row) {
        var result = new ArrayList<>(fields);
        result.addAll(row.subList(1, row.size()));
        return result;
    }

    private static boolean wild(HPattern pattern) {
        return pattern instanceof HPattern.Any || pattern instanceof HPattern.Bind;
    }

    /// How many constructors a type has; 0 for endlessly many.
    private int constructors(Type type) {
        return switch (type) {
            case Type.OptionalOf _ -> 2;
            case Type.TupleOf _ -> 1;
            case Type.Named named -> named.symbol().isEnum() ? checker.cases(named).size() : 1;
            case Simple simple -> simple == Simple.BOOL ? 2 : 0;
            default -> 0;
        };
    }

    private static int index(HPattern pattern) {
        return switch (pattern) {
            case HPattern.Case c -> c.index();
            case HPattern.Nil _ -> 0;
            case HPattern.Some _ -> 1;
            case HPattern.Constant c -> (int) ((HExpr.Primitive) c.value()).bits();
            default -> 0;
        };
    }

    private List<Type> fields(Type type, int constructor) {
        return switch (type) {
            case Type.OptionalOf(Type inner) -> constructor == 0 ? List.of() : List.of(inner);
            case Type.TupleOf(List<Type> elements) -> elements;
            case Type.Named named -> (named.symbol().isEnum() ? checker.cases(named).get(constructor).fields() : checker.fields(named)).stream().map(HProgram.Field::type).toList();
            default -> List.of();
        };
    }

    private static List<HPattern> parts(HPattern pattern, List<Type> fields) {
        return switch (pattern) {
            case HPattern.Case c -> c.fields();
            case HPattern.Fields f -> f.fields();
            case HPattern.Some s -> List.of(s.inner());
            default -> fields.stream().map(f -> (HPattern) new HPattern.Any(f)).toList();
        };
    }

    private Optional<List<String>> split(List<List<HPattern>> rows, List<HPattern> row, List<Type> types, int constructor) {
        Type type = types.getFirst();
        List<Type> fields = fields(type, constructor);
        var narrowed = new ArrayList<List<HPattern>>();
        for (List<HPattern> each : flat(rows)) {
            if (wild(each.getFirst()) || index(each.getFirst()) == constructor) {
                narrowed.add(prepend(parts(each.getFirst(), fields), each));
            }
        }
        var inner = new ArrayList<>(fields);
        inner.addAll(types.subList(1, types.size()));
        return useful(narrowed, prepend(parts(row.getFirst(), fields), row), inner)
                .map(found -> texts(text(type, constructor, found.subList(0, fields.size())), found.subList(fields.size(), found.size())));
    }

    private String text(Type type, int constructor, List<String> fields) {
        return switch (type) {
            case Type.OptionalOf _ -> constructor == 0 ? "nil" : fields.getFirst();
            case Type.Named named -> {
                String name = named.symbol().isEnum() ? checker.cases(named).get(constructor).name() : named.symbol().name();
                yield fields.isEmpty() ? name : name + "(" + String.join(", ", fields) + ")";
            }
            case Type.TupleOf _ -> "(" + String.join(", ", fields) + ")";
            default -> constructor == 0 ? "false" : "true";
        };
    }

    private static List<String> texts(String first, List<String> rest) {
        var result = new ArrayList<String>();
        result.add(first);
        result.addAll(rest);
        return result;
    }
}
