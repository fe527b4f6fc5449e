package sley.compiler.hir;

import java.util.List;
import sley.compiler.types.Type;

/// A checked pattern. `type` is the type of the value that it is held against.
public sealed interface HPattern {
    Type type();

    record Any(Type type) implements HPattern {}

    /// Always matches and binds (the local has the same type).
    record Bind(Local local, Type type) implements HPattern {}

    /// Equal to a constant of type int, float, bool, duration or string.
    record Constant(HExpr value, Type type) implements HPattern {}

    /// An int in from..to.
    record Range(long from, long to, boolean inclusive, Type type) implements HPattern {}

    /// Case number `index` of an enum; one pattern for each field, in order.
    record Case(int index, List<HPattern> fields, Type type) implements HPattern {}

    /// A struct or tuple; one pattern for each field, in order.
    record Fields(List<HPattern> fields, Type type) implements HPattern {}

    /// `nil`; the type is optional.
    record Nil(Type type) implements HPattern {}

    /// Not nil, and `inner` matches the value inside; the type is optional.
    record Some(HPattern inner, Type type) implements HPattern {}

    /// One of several, which bind nothing.
    record Or(List<HPattern> alternatives, Type type) implements HPattern {}
}
