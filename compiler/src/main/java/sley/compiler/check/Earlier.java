package sley.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import sley.compiler.check.Symbols.CaseOf;
import sley.compiler.check.Symbols.Function;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.check.Symbols.TypeDeclaration;
import sley.compiler.types.Type;

/// What the inputs of an interactive session have declared, newest last. An input sees what was declared before it, so code keeps the meaning it had when it was
/// compiled, whatever is declared later.
final class Earlier {
    /// Nothing was declared before.
    static final View NOTHING = new Earlier().view();

    private record At<T>(int input, T symbol) {}

    private final Map<String, List<At<Object>>> symbols = new LinkedHashMap<>();
    private final Map<String, List<At<CaseOf>>> cases = new HashMap<>();
    private final Map<String, List<At<Function>>> methods = new LinkedHashMap<>();
    private int inputs;

    /// All that is declared so far.
    View view() {
        return new View(inputs);
    }

    /// From now on what `scope` declares is visible.
    void add(ModuleScope scope) {
        inputs++;
        scope.imports.forEach(this::put);
        scope.types.forEach(this::put);
        scope.functions.forEach(this::put);
        scope.variables.forEach(this::put);
        scope.cases.forEach((name, all) -> all.forEach(c -> cases.computeIfAbsent(name, _ -> new ArrayList<>()).add(new At<>(inputs, c))));
        scope.methods.forEach((name, all) -> all.forEach(m -> methods.computeIfAbsent(name, _ -> new ArrayList<>()).add(new At<>(inputs, m))));
    }

    private void put(String name, Object symbol) {
        symbols.computeIfAbsent(name, _ -> new ArrayList<>()).add(new At<>(inputs, symbol));
    }

    /// Takes back a variable of the newest input.
    void remove(String name) {
        symbols.get(name).removeLast();
        if (symbols.get(name).isEmpty()) {
            symbols.remove(name);
        }
    }

    /// The newest symbol of each name, names in the order in which they were first declared.
    Map<String, Object> newest() {
        var all = new LinkedHashMap<String, Object>();
        symbols.forEach((name, list) -> all.put(name, list.getLast().symbol));
        return all;
    }

    /// Two methods of one name are for the same type, so that the newer one replaces the other.
    static boolean sameSelf(Function a, Function b) {
        Type left = a.parameterTypes.getFirst();
        Type right = b.parameterTypes.getFirst();
        // Type parameters of different declarations differ, but print the same.
        return left.toString().equals(right.toString())
                && !(left instanceof Type.Named(var one, List<Type> _) && right instanceof Type.Named(var other, List<Type> _) && one != other);
    }

    /// What was declared up to some input.
    final class View {
        private final int last;

        private View(int last) {
            this.last = last;
        }

        private static <T> At<T> newest(List<At<T>> all, int last) {
            for (int i = all == null ? -1 : all.size() - 1; i >= 0; i--) {
                if (all.get(i).input <= last) {
                    return all.get(i);
                }
            }
            return null;
        }

        /// A [Symbols.Variable], [Function], [TypeDeclaration] or [ModuleScope], or null. A case of an enum that was declared later hides what is no type.
        Object symbol(String name) {
            At<Object> found = newest(symbols.get(name), last);
            At<CaseOf> hiding = found == null ? null : newest(cases.get(name), last);
            return found == null || hiding != null && hiding.input > found.input && current(hiding.symbol) ? null : found.symbol;
        }

        TypeDeclaration type(String name) {
            At<Object> found = newest(symbols.get(name), last);
            return found != null && found.symbol instanceof TypeDeclaration t ? t : null;
        }

        private boolean current(CaseOf c) {
            return type(c.type().symbol.name()) == c.type();
        }

        /// Cases of that name of the enums that have not been replaced.
        List<CaseOf> cases(String name) {
            return cases.getOrDefault(name, List.of()).stream().filter(c -> c.input <= last && current(c.symbol)).map(At::symbol).toList();
        }

        /// Methods of that name, newest first; of those for the same type only the newest.
        List<Function> methods(String name) {
            var found = new ArrayList<Function>();
            for (At<Function> method : methods.getOrDefault(name, List.of()).reversed()) {
                if (method.input <= last && found.stream().noneMatch(f -> sameSelf(f, method.symbol))) {
                    found.add(method.symbol);
                }
            }
            return found;
        }

        Set<String> methodNames() {
            return methods.keySet();
        }

        Stream<ModuleScope> imports() {
            return symbols.keySet().stream().map(this::symbol).filter(ModuleScope.class::isInstance).map(ModuleScope.class::cast);
        }

        /// Names of all kinds.
        Set<String> names() {
            return symbols.keySet();
        }
    }
}
