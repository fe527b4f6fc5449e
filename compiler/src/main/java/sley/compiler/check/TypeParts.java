package sley.compiler.check;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Finds the part of a type that keeps the whole from having a property which optionals, tuples, structs and enums get from what they hold, and references never have.
final class TypeParts {
    private final Set<Simple> fit;
    private final Function<Type.Named, Stream<Type>> fields;
    private final Set<Type> asked = new HashSet<>();

    /// @param fit    the simple types that have the property
    /// @param fields the types of everything in a struct or in the cases of an enum
    TypeParts(Set<Simple> fit, Function<Type.Named, Stream<Type>> fields) {
        this.fit = fit;
        this.fields = fields;
    }

    /// @return empty when `type` has the property, or could have it for some type parameters
    Optional<Type> unfit(Type type) {
        return switch (type) {
            case Simple s -> fit.contains(s) ? Optional.empty() : Optional.of(type);
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
}
