package sley.bytecode.model;

import java.util.List;

/// A type in a module's type table. Element types are indexes into the same table (they may refer forwards: structs can be recursive).
public sealed interface TypeCode {

    /// True when values live in bank P.
    default boolean primitive() {
        return switch (this) {
            case Simple s -> s.compareTo(Simple.UNIT) <= 0;
            case ListOf _, MapOf _, SetOf _, OptionalOf _, TupleOf _, FunctionOf _, ChanOf _, ThreadOf _, ThreadLocalOf _, CellOf _, StructOf _, EnumOf _ -> false;
        };
    }

    /// Types without parts. The first five are primitive.
    enum Simple implements TypeCode { INT, FLOAT, BOOL, DURATION, UNIT, STRING, BYTES, RANGE, ERROR, MUTEX, ATOMIC, STREAM, LISTENER, PROCESS }

    record ListOf(int element) implements TypeCode {}

    record MapOf(int key, int value) implements TypeCode {}

    record SetOf(int element) implements TypeCode {}

    record OptionalOf(int inner) implements TypeCode {}

    record TupleOf(List<Integer> elements) implements TypeCode {}

    record FunctionOf(List<Integer> parameters, int result) implements TypeCode {}

    record ChanOf(int element) implements TypeCode {}

    record ThreadOf(int result) implements TypeCode {}

    record ThreadLocalOf(int value) implements TypeCode {}

    /// A captured variable that changes.
    record CellOf(int content) implements TypeCode {}

    /// `name` as printed, with type arguments left out: `Point`.
    record StructOf(String name, List<Field> fields) implements TypeCode {}

    record EnumOf(String name, List<Case> cases) implements TypeCode {}

    record Field(String name, int type) {}

    record Case(String name, List<Field> fields) {}
}
