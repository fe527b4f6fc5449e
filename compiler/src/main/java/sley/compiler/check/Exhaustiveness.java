package sley.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HPattern;
import sley.compiler.hir.HProgram;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Whether a row of patterns matches something that earlier rows do not, after Maranget, "Warnings for pattern matching" (2007). Rows are columns of patterns; the
/// first column is split by its constructors. Constants and ranges count as covering nothing, unless a row repeats exactly the same one.
final class Exhaustiveness {
    /// Beyond so many steps the answer is "useful": no program that people write comes near.
    private static final int MAX_STEPS = 200_000;

    private final Checker checker;
    private final Span place;
    private int steps;

    /// @param place of the `match`
    Exhaustiveness(Checker checker, Span place) {
        this.checker = checker;
        this.place = place;
    }

    /// What values of type `subject` `rows` do not match, as patterns, `limit` of them at most.
    List<String> missing(List<List<HPattern>> rows, Type subject, int limit) {
        var all = new ArrayList<>(rows);
        var missing = new ArrayList<String>();
        while (missing.size() < limit) {
            Optional<List<HPattern>> found = useful(all, List.of(new HPattern.Any(subject)), List.of(subject));
            if (found.isEmpty()) {
                break;
            }
            all.add(found.get());
            missing.add(text(found.get().getFirst()));
        }
        return missing;
    }

    /// What is matched, one pattern for each column, that `row` matches and `rows` do not; empty when there is none.
    Optional<List<HPattern>> useful(List<List<HPattern>> rows, List<HPattern> row, List<Type> types) {
        if (types.isEmpty()) {
            return rows.isEmpty() ? Optional.of(List.of()) : Optional.empty();
        }
        if (++steps > MAX_STEPS) {
            return Optional.of(types.stream().map(t -> (HPattern) new HPattern.Any(t)).toList());
        }
        HPattern first = row.getFirst();
        if (first instanceof HPattern.Or or) {
            for (HPattern alternative : or.alternatives()) {
                Optional<List<HPattern>> found = useful(rows, prepend(List.of(alternative), row), types);
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
                Optional<List<HPattern>> found = split(rows, row, types, i);
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
        HPattern other = constructors == 0 || named.isEmpty() ? new HPattern.Any(types.getFirst()) : of(types.getFirst(), absent, anything(fields(types.getFirst(), absent)));
        return useful(rest, row.subList(1, row.size()), types.subList(1, types.size())).map(found -> concat(List.of(other), found));
    }

    private Optional<List<HPattern>> constant(List<List<HPattern>> rows, List<HPattern> row, List<Type> types) {
        var rest = new ArrayList<List<HPattern>>();
        flat(rows).stream().filter(r -> wild(r.getFirst()) || covers(r.getFirst(), row.getFirst())).forEach(r -> rest.add(r.subList(1, r.size())));
        return useful(rest, row.subList(1, row.size()), types.subList(1, types.size())).map(found -> concat(List.of(row.getFirst()), found));
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
        return concat(fields, row.subList(1, row.size()));
    }

    private static List<HPattern> concat(List<HPattern> first, List<HPattern> rest) {
        var result = new ArrayList<>(first);
        result.addAll(rest);
        return result;
    }

    private static List<HPattern> anything(List<Type> types) {
        return types.stream().map(t -> (HPattern) new HPattern.Any(t)).toList();
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
            default -> anything(fields);
        };
    }

    private Optional<List<HPattern>> split(List<List<HPattern>> rows, List<HPattern> row, List<Type> types, int constructor) {
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
                .map(found -> concat(List.of(of(type, constructor, found.subList(0, fields.size()))), found.subList(fields.size(), found.size())));
    }

    private HPattern of(Type type, int constructor, List<HPattern> fields) {
        return switch (type) {
            case Type.OptionalOf _ -> constructor == 0 ? new HPattern.Nil(type) : new HPattern.Some(fields.getFirst(), type);
            case Type.Named named when named.symbol().isEnum() -> new HPattern.Case(constructor, fields, type);
            case Type.Named _, Type.TupleOf _ -> new HPattern.Fields(fields, type);
            default -> new HPattern.Constant(new HExpr.Primitive(constructor, Simple.BOOL, place), Simple.BOOL);
        };
    }

    /// As it would be written.
    private String text(HPattern pattern) {
        return switch (pattern) {
            case HPattern.Nil _ -> "nil";
            case HPattern.Some some -> text(some.inner());
            case HPattern.Case c -> named(checker.cases((Type.Named) c.type()).get(c.index()).name(), c.fields());
            case HPattern.Fields f -> named(f.type() instanceof Type.Named named ? named.symbol().name() : "", f.fields());
            case HPattern.Constant c -> index(c) == 0 ? "false" : "true";
            case HPattern.Any _, HPattern.Bind _, HPattern.Range _, HPattern.Or _ -> "_";
        };
    }

    private String named(String name, List<HPattern> fields) {
        return fields.isEmpty() ? name : name + fields.stream().map(this::text).collect(Collectors.joining(", ", "(", ")"));
    }
}
