package sley.compiler.check;

import java.util.List;
import java.util.Optional;
import sley.compiler.types.Type;

/// Questions about types.
final class Types {
    private Types() {}

    static boolean invalid(Type type) {
        return type == Type.Simple.INVALID;
    }

    static boolean never(Type type) {
        return type == Type.Simple.NEVER;
    }

    /// A value of `actual` may stand where `wanted` is wanted, perhaps wrapped into an optional.
    static boolean fits(Type actual, Type wanted) {
        if (actual.equals(wanted) || invalid(actual) || invalid(wanted) || never(actual) || wanted == Type.Simple.UNIT) {
            return true;
        }
        return wanted instanceof Type.OptionalOf(Type inner) && (actual == Type.Simple.NIL || actual.equals(inner));
    }

    /// The type of a value that comes from either of two branches.
    static Optional<Type> join(Type a, Type b) {
        if (never(a) || invalid(a)) {
            return Optional.of(never(a) ? b : a);
        }
        if (fits(b, a)) {
            return Optional.of(a);
        }
        if (fits(a, b)) {
            return Optional.of(b);
        }
        if (a == Type.Simple.NIL) {
            return b == Type.Simple.UNIT ? Optional.empty() : Optional.of(new Type.OptionalOf(b));
        }
        if (b == Type.Simple.NIL) {
            return a == Type.Simple.UNIT ? Optional.empty() : Optional.of(new Type.OptionalOf(a));
        }
        return Optional.empty();
    }

    static boolean ordered(Type type) {
        return type == Type.Simple.INT || type == Type.Simple.FLOAT || type == Type.Simple.DURATION || type == Type.Simple.STRING;
    }

    /// The words for a type in a message: `nothing` for the type of no value.
    static String shown(Type type) {
        return type == Type.Simple.UNIT ? "nothing" : "`" + type + "`";
    }

    static String shown(List<Type> types) {
        return String.join(", ", types.stream().map(Type::toString).toList());
    }
}
