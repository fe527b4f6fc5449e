package sley.compiler.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sley.compiler.types.Type;
import sley.compiler.types.TypeVariable;

/// Finds the types that the type parameters of one call stand for, from the types of its arguments and from the type that is expected of it.
final class Unifier {
    private final Map<TypeVariable, Type> found = new HashMap<>();

    /// Learns from a value of type `actual` that stands where `declared` is wanted. A mismatch teaches nothing: the argument is checked later against the result.
    void learn(Type declared, Type actual) {
        switch (declared) {
            case Type.Variable(TypeVariable variable) -> {
                Type before = found.get(variable);
                if (before == null && concrete(actual)) {
                    found.put(variable, actual);
                } else if (before != null && actual instanceof Type.OptionalOf(Type inner) && inner.equals(before)) {
                    found.put(variable, actual);
                }
            }
            case Type.ListOf(Type element) when actual instanceof Type.ListOf(Type other) -> learn(element, other);
            case Type.SetOf(Type element) when actual instanceof Type.SetOf(Type other) -> learn(element, other);
            case Type.ChanOf(Type element) when actual instanceof Type.ChanOf(Type other) -> learn(element, other);
            case Type.ThreadOf(Type result) when actual instanceof Type.ThreadOf(Type other) -> learn(result, other);
            case Type.ThreadLocalOf(Type value) when actual instanceof Type.ThreadLocalOf(Type other) -> learn(value, other);
            case Type.MapOf(Type key, Type value) when actual instanceof Type.MapOf(Type otherKey, Type otherValue) -> {
                learn(key, otherKey);
                learn(value, otherValue);
            }
            case Type.OptionalOf(Type inner) -> learn(inner, actual instanceof Type.OptionalOf(Type other) ? other : actual);
            case Type.TupleOf(List<Type> elements) when actual instanceof Type.TupleOf(List<Type> others) && others.size() == elements.size() ->
                learnAll(elements, others);
            case Type.FunctionOf(List<Type> parameters, Type result) when actual instanceof Type.FunctionOf(List<Type> others, Type otherResult)
                    && others.size() == parameters.size() -> {
                learnAll(parameters, others);
                learn(result, otherResult);
            }
            case Type.Named(var symbol, List<Type> arguments) when actual instanceof Type.Named(var otherSymbol, List<Type> others) && symbol == otherSymbol ->
                learnAll(arguments, others);
            default -> { }
        }
    }

    private void learnAll(List<Type> declared, List<Type> actual) {
        for (int i = 0; i < declared.size(); i++) {
            learn(declared.get(i), actual.get(i));
        }
    }

    void bind(TypeVariable variable, Type type) {
        found.put(variable, type);
    }

    Optional<Type> of(TypeVariable variable) {
        return Optional.ofNullable(found.get(variable));
    }

    /// `type` with everything put in that is known so far.
    Type apply(Type type) {
        return substitute(type, found);
    }

    /// Nothing left to infer, and a type that a variable can have.
    static boolean concrete(Type type) {
        return switch (type) {
            case Type.Simple simple -> simple != Type.Simple.NEVER && simple != Type.Simple.NIL && simple != Type.Simple.INVALID;
            case Type.Variable _ -> false;
            case Type.ListOf(Type element) -> concrete(element);
            case Type.SetOf(Type element) -> concrete(element);
            case Type.ChanOf(Type element) -> concrete(element);
            case Type.ThreadOf(Type result) -> concrete(result);
            case Type.ThreadLocalOf(Type value) -> concrete(value);
            case Type.OptionalOf(Type inner) -> concrete(inner);
            case Type.MapOf(Type key, Type value) -> concrete(key) && concrete(value);
            case Type.TupleOf(List<Type> elements) -> elements.stream().allMatch(Unifier::concrete);
            case Type.FunctionOf(List<Type> parameters, Type result) -> concrete(result) && parameters.stream().allMatch(Unifier::concrete);
            case Type.Named(_, List<Type> arguments) -> arguments.stream().allMatch(Unifier::concrete);
        };
    }

    /// `type` with the variables of `map` replaced; an optional of an optional collapses.
    static Type substitute(Type type, Map<TypeVariable, Type> map) {
        return switch (type) {
            case Type.Simple simple -> simple;
            case Type.Variable(TypeVariable variable) -> map.getOrDefault(variable, type);
            case Type.ListOf(Type element) -> new Type.ListOf(substitute(element, map));
            case Type.SetOf(Type element) -> new Type.SetOf(substitute(element, map));
            case Type.ChanOf(Type element) -> new Type.ChanOf(substitute(element, map));
            case Type.ThreadOf(Type result) -> new Type.ThreadOf(substitute(result, map));
            case Type.ThreadLocalOf(Type value) -> new Type.ThreadLocalOf(substitute(value, map));
            case Type.OptionalOf(Type inner) -> {
                Type replaced = substitute(inner, map);
                yield replaced instanceof Type.OptionalOf || replaced == Type.Simple.INVALID ? replaced : new Type.OptionalOf(replaced);
            }
            case Type.MapOf(Type key, Type value) -> new Type.MapOf(substitute(key, map), substitute(value, map));
            case Type.TupleOf(List<Type> elements) -> new Type.TupleOf(substitute(elements, map));
            case Type.FunctionOf(List<Type> parameters, Type result) -> new Type.FunctionOf(substitute(parameters, map), substitute(result, map));
            case Type.Named(var symbol, List<Type> arguments) -> new Type.Named(symbol, substitute(arguments, map));
        };
    }

    static List<Type> substitute(List<Type> types, Map<TypeVariable, Type> map) {
        return types.stream().map(t -> substitute(t, map)).toList();
    }
}
