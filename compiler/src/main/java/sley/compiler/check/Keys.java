package sley.compiler.check;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// Which types may be keys of maps and members of sets: those compared by value that hold no float, list, map, set or bytes.
final class Keys {
    private static final Set<Simple> FIT = Set.of(Simple.INT, Simple.BOOL, Simple.STRING, Simple.DURATION, Simple.NIL, Simple.NEVER, Simple.INVALID);

    private Keys() {}

    /// The part of `type` that keeps it from being a key; empty when it can be one.
    ///
    /// @param fields the types of everything in a struct or in the cases of an enum
    static Optional<Type> unfit(Type type, Function<Type.Named, Stream<Type>> fields) {
        return new TypeParts(FIT, fields).unfit(type);
    }

    /// The words for a type that was refused.
    static String message(Type type) {
        return "`" + type + "` cannot be a key";
    }

    static String help(Type type, Type unfit) {
        return (unfit.equals(type) ? "" : "it holds `" + unfit + "`; ") + "keys are compared by value and hold no float, list, map, set or bytes";
    }
}
