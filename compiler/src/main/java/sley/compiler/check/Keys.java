package sley.compiler.check;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import sley.compiler.types.Type;

/// Which types may be keys of maps and members of sets: those compared by value that hold no float, list, map, set or bytes.
final class Keys {
    private final Function<Type.Named, Stream<Type>> fields;
    private final Set<Type> asked = new HashSet<>();

    /// @param fields the types of everything in a struct or in the cases of an enum
    Keys(Function<Type.Named, Stream<Type>> fields) {
        this.fields = fields;
    }

    /// The part of `type` that keeps it from being a key; empty when it can be one.
    Optional<Type> unfit(Type type) {
        return switch (type) {
            case Type.Simple s -> switch (s) {
                case INT, BOOL, STRING, DURATION, NIL, NEVER, INVALID -> Optional.empty();
                default -> Optional.of(type);
            };
            case Type.Variable _ -> Optional.empty();
            case Type.OptionalOf(Type inner) -> unfit(inner);
            case Type.TupleOf(List<Type> elements) -> unfit(elements.stream());
            case Type.Named named -> asked.add(named) ? unfit(fields.apply(named)) : Optional.empty();
            case Type.ListOf _, Type.MapOf _, Type.SetOf _, Type.FunctionOf _, Type.ChanOf _, Type.ThreadOf _, Type.ThreadLocalOf _ -> Optional.of(type);
        };
    }

    private Optional<Type> unfit(Stream<Type> types) {
        return types.map(this::unfit).flatMap(Optional::stream).findFirst();
    }

    /// The words for a type that was refused.
    static String message(Type type) {
        return "`" + type + "` cannot be a key";
    }

    static String help(Type type, Type unfit) {
        return (unfit.equals(type) ? "" : "it holds `" + unfit + "`; ") + "keys are compared by value and hold no float, list, map, set or bytes";
    }
}
