package sley.bytecode.text;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import sley.bytecode.model.TypeCode;

/// Types as the language writes them.
public final class TypeNames {
    private static final int DEEPEST = 16;

    private TypeNames() {}

    public static String of(List<TypeCode> types, int type) {
        return of(types, type, 0);
    }

    private static String of(List<TypeCode> types, int type, int depth) {
        if (depth > DEEPEST) {
            return "…";
        }
        return switch (types.get(type)) {
            case TypeCode.Simple.UNIT -> "()";
            case TypeCode.Simple simple -> simple.name().toLowerCase(Locale.ROOT);
            case TypeCode.ListOf(int e) -> "list<" + of(types, e, depth + 1) + ">";
            case TypeCode.MapOf(int k, int v) -> "map<" + of(types, k, depth + 1) + ", " + of(types, v, depth + 1) + ">";
            case TypeCode.SetOf(int e) -> "set<" + of(types, e, depth + 1) + ">";
            case TypeCode.OptionalOf(int e) -> of(types, e, depth + 1) + "?";
            case TypeCode.TupleOf(List<Integer> elements) -> "(" + all(types, elements, depth) + ")";
            case TypeCode.FunctionOf(List<Integer> parameters, int result) -> "fn(" + all(types, parameters, depth) + ") -> " + of(types, result, depth + 1);
            case TypeCode.ChanOf(int e) -> "chan<" + of(types, e, depth + 1) + ">";
            case TypeCode.ThreadOf(int e) -> "thread<" + of(types, e, depth + 1) + ">";
            case TypeCode.ThreadLocalOf(int e) -> "threadLocal<" + of(types, e, depth + 1) + ">";
            case TypeCode.CellOf(int e) -> "cell<" + of(types, e, depth + 1) + ">";
            case TypeCode.StructOf(String name, List<TypeCode.Field> _) -> name;
            case TypeCode.EnumOf(String name, List<TypeCode.Case> _) -> name;
        };
    }

    private static String all(List<TypeCode> types, List<Integer> some, int depth) {
        return some.stream().map(t -> of(types, t, depth + 1)).collect(Collectors.joining(", "));
    }
}
