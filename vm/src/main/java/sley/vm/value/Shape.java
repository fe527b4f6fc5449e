package sley.vm.value;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sley.bytecode.model.TypeCode;

/// A type as the running program needs it: to compare, hash and print values, which do not carry their types.
public final class Shape {
    public enum Kind {
        INT, FLOAT, BOOL, DURATION, UNIT, STRING, BYTES, RANGE, ERROR, MUTEX, ATOMIC, STREAM, LISTENER, PROCESS,
        LIST, MAP, SET, OPTIONAL, TUPLE, FUNCTION, CHAN, THREAD, THREAD_LOCAL, CELL, STRUCT, ENUM
    }

    /// One field of a record: where it lies, and its type.
    public record Field(String name, Shape shape, boolean primitive, int slot) {}

    /// The fields of a struct or tuple, or of one case of an enum.
    public record Layout(String name, List<Field> fields, int primitives, int references) {}

    private Kind kind;
    private String name = "";
    private Shape element;
    private Shape value;
    private List<Layout> layouts = List.of();

    private Shape() {}

    /// The shapes of a module's type table, by index.
    public static Shape[] of(List<TypeCode> types) {
        var shapes = new Shape[types.size()];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = new Shape();
            shapes[i].kind = kind(types.get(i));
        }
        for (int i = 0; i < shapes.length; i++) {
            shapes[i].fill(types.get(i), shapes);
        }
        return shapes;
    }

    private static Kind kind(TypeCode type) {
        return switch (type) {
            case TypeCode.Simple s -> Kind.valueOf(s.name());
            case TypeCode.ListOf _ -> Kind.LIST;
            case TypeCode.MapOf _ -> Kind.MAP;
            case TypeCode.SetOf _ -> Kind.SET;
            case TypeCode.OptionalOf _ -> Kind.OPTIONAL;
            case TypeCode.TupleOf _ -> Kind.TUPLE;
            case TypeCode.FunctionOf _ -> Kind.FUNCTION;
            case TypeCode.ChanOf _ -> Kind.CHAN;
            case TypeCode.ThreadOf _ -> Kind.THREAD;
            case TypeCode.ThreadLocalOf _ -> Kind.THREAD_LOCAL;
            case TypeCode.CellOf _ -> Kind.CELL;
            case TypeCode.StructOf _ -> Kind.STRUCT;
            case TypeCode.EnumOf _ -> Kind.ENUM;
        };
    }

    private void fill(TypeCode type, Shape[] all) {
        switch (type) {
            case TypeCode.Simple _, TypeCode.FunctionOf _ -> { }
            case TypeCode.ListOf(int e) -> element = all[e];
            case TypeCode.MapOf(int k, int v) -> {
                element = all[k];
                value = all[v];
            }
            case TypeCode.SetOf(int e) -> element = all[e];
            case TypeCode.OptionalOf(int e) -> element = all[e];
            case TypeCode.ChanOf(int e) -> element = all[e];
            case TypeCode.ThreadOf(int e) -> element = all[e];
            case TypeCode.ThreadLocalOf(int e) -> element = all[e];
            case TypeCode.CellOf(int e) -> element = all[e];
            case TypeCode.TupleOf(List<Integer> elements) ->
                layouts = List.of(layout("", elements.stream().map(e -> new TypeCode.Field("", e)).toList(), all));
            case TypeCode.StructOf(String n, List<TypeCode.Field> fields) -> {
                name = n;
                layouts = List.of(layout(plain(n), fields, all));
            }
            case TypeCode.EnumOf(String n, List<TypeCode.Case> cases) -> {
                name = n;
                layouts = cases.stream().map(c -> layout(c.name(), c.fields(), all)).toList();
            }
        }
    }

    /// Whether values of both lie in memory, compare and print alike, so that a value of one may be used as one of the other.
    public boolean same(Shape other) {
        return same(this, other, new HashSet<>());
    }

    private record Pair(Shape a, Shape b) {}

    /// @param assumed pairs that are being compared: types may hold themselves
    private static boolean same(Shape a, Shape b, Set<Pair> assumed) {
        if (a == b || a == null || b == null || !assumed.add(new Pair(a, b))) {
            return a == b || a != null && b != null;
        }
        if (a.kind != b.kind || !a.name.equals(b.name) || a.layouts.size() != b.layouts.size() || !same(a.element, b.element, assumed) || !same(a.value, b.value, assumed)) {
            return false;
        }
        for (int i = 0; i < a.layouts.size(); i++) {
            Layout one = a.layouts.get(i);
            Layout two = b.layouts.get(i);
            if (!one.name().equals(two.name()) || one.fields().size() != two.fields().size()) {
                return false;
            }
            for (int k = 0; k < one.fields().size(); k++) {
                if (!one.fields().get(k).name().equals(two.fields().get(k).name()) || !same(one.fields().get(k).shape(), two.fields().get(k).shape(), assumed)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String plain(String qualified) {
        return qualified.substring(qualified.lastIndexOf('.') + 1);
    }

    private static Layout layout(String name, List<TypeCode.Field> fields, Shape[] all) {
        var result = new ArrayList<Field>();
        int primitives = 0;
        int references = 0;
        for (TypeCode.Field field : fields) {
            Shape shape = all[field.type()];
            boolean primitive = shape.kind.compareTo(Kind.UNIT) <= 0;
            result.add(new Field(field.name(), shape, primitive, primitive ? primitives++ : references++));
        }
        return new Layout(name, List.copyOf(result), primitives, references);
    }

    public Kind kind() {
        return kind;
    }

    /// True when values live in bank P.
    public boolean primitive() {
        return kind.compareTo(Kind.UNIT) <= 0;
    }

    public String name() {
        return name;
    }

    /// Element of a list, set, channel, cell, thread or optional; key of a map.
    public Shape element() {
        return element;
    }

    /// Value of a map.
    public Shape value() {
        return value;
    }

    /// One for a struct or tuple, one for each case of an enum.
    public List<Layout> layouts() {
        return layouts;
    }
}
