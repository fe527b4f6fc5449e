package sley.compiler.types;

import java.util.List;
import java.util.stream.Collectors;

/// A type as the checker and the typed tree know it. Values are compared with `equals`; [Named] is nominal by its symbol.
public sealed interface Type {

    /// Types without parts.
    enum Simple implements Type {
        INT("int"), FLOAT("float"), BOOL("bool"), DURATION("duration"), UNIT("()"), STRING("string"), BYTES("bytes"), RANGE("range"),
        ERROR("error"), MUTEX("mutex"), ATOMIC("atomic"), STREAM("stream"), LISTENER("listener"), PROCESS("process"),
        /// The type of `throw`, `return`, `break`, `continue`, `exit(n)`: fits everywhere. Never reaches a local or a signature.
        NEVER("never"),
        /// The type of `nil` alone, before its context gives the optional type. Checker only.
        NIL("nil"),
        /// The type of something that was already reported: silences everything that follows from it. Checker only.
        INVALID("?");

        private final String text;

        Simple(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    record ListOf(Type element) implements Type {
        @Override
        public String toString() {
            return "list<" + element + ">";
        }
    }

    record MapOf(Type key, Type value) implements Type {
        @Override
        public String toString() {
            return "map<" + key + ", " + value + ">";
        }
    }

    record SetOf(Type element) implements Type {
        @Override
        public String toString() {
            return "set<" + element + ">";
        }
    }

    record OptionalOf(Type inner) implements Type {
        public OptionalOf {
            assert !(inner instanceof OptionalOf) : "no T??";
        }

        @Override
        public String toString() {
            return inner instanceof FunctionOf ? "(" + inner + ")?" : inner + "?";
        }
    }

    record TupleOf(List<Type> elements) implements Type {
        public TupleOf {
            elements = List.copyOf(elements);
        }

        @Override
        public String toString() {
            return elements.stream().map(Type::toString).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    record FunctionOf(List<Type> parameters, Type result) implements Type {
        public FunctionOf {
            parameters = List.copyOf(parameters);
        }

        @Override
        public String toString() {
            String head = parameters.stream().map(Type::toString).collect(Collectors.joining(", ", "fn(", ")"));
            return result == Simple.UNIT ? head : head + " -> " + result;
        }
    }

    record ChanOf(Type element) implements Type {
        @Override
        public String toString() {
            return "chan<" + element + ">";
        }
    }

    record ThreadOf(Type result) implements Type {
        @Override
        public String toString() {
            return "thread<" + result + ">";
        }
    }

    record ThreadLocalOf(Type value) implements Type {
        @Override
        public String toString() {
            return "threadLocal<" + value + ">";
        }
    }

    /// A struct or enum at concrete type arguments.
    record Named(TypeSymbol symbol, List<Type> arguments) implements Type {
        public Named {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            return arguments.isEmpty() ? symbol.name() : symbol.name() + arguments.stream().map(Type::toString).collect(Collectors.joining(", ", "<", ">"));
        }
    }

    /// A type parameter inside the generic declaration that introduces it. Never reaches the typed tree.
    record Variable(TypeVariable variable) implements Type {
        @Override
        public String toString() {
            return variable.name();
        }
    }

    /// True when values live in the bank of primitives.
    default boolean primitive() {
        return this instanceof Simple s && s.compareTo(Simple.UNIT) <= 0;
    }
}
