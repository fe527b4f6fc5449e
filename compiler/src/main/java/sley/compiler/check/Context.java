package sley.compiler.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.hir.HFunction;
import sley.compiler.hir.HProgram;
import sley.compiler.hir.Local;
import sley.compiler.hir.Loop;
import sley.compiler.source.Span;
import sley.compiler.types.Type;

/// The function that is being checked: its variables in scope, what is known not to be nil, and the way out to enclosing functions.
final class Context {
    final HFunction function;
    final Context outer;
    /// What names without a local meaning are looked up in; changes while a default value of another module's function is checked.
    ModuleScope module;
    Map<String, Type> typeNames;
    /// Null while the result of a lambda or spawned block is inferred.
    Type result;
    final List<Type> returned = new ArrayList<>();
    /// What is returned is not used, whatever it is.
    boolean dropsResult;
    final Deque<Loop> loops = new ArrayDeque<>();
    private ArrayDeque<Map<String, Local>> scopes = new ArrayDeque<>();
    /// Optional variables that hold a value here: locals, and top-level `let`s.
    private Set<Object> narrowed = new HashSet<>();
    /// Variables in the order in which something was assigned to them that may be nil.
    private final List<Object> lost = new ArrayList<>();

    Context(HFunction function, Context outer, ModuleScope module, Map<String, Type> typeNames, Type result) {
        this.function = function;
        this.outer = outer;
        this.module = module;
        this.typeNames = typeNames;
        this.result = result;
        scopes.push(new HashMap<>());
        function.parameters().forEach(this::declare);
    }

    /// It is that of a `fn` declaration, not of a lambda, a spawned block, a test or the program.
    boolean declared() {
        return function.name().equals(module.qualified(function.span().text()));
    }

    void enter() {
        scopes.push(new HashMap<>());
    }

    void leave() {
        scopes.pop();
    }

    void declare(Local local) {
        scopes.peek().put(local.name(), local);
    }

    Local local(String name, Type type, boolean mutable, Span span) {
        var local = new Local(name, type, mutable, span);
        declare(local);
        return local;
    }

    /// Hides all local names; the result is given back to [#reveal].
    ArrayDeque<Map<String, Local>> hide() {
        var hidden = scopes;
        scopes = new ArrayDeque<>();
        scopes.push(new HashMap<>());
        return hidden;
    }

    void reveal(ArrayDeque<Map<String, Local>> hidden) {
        scopes = hidden;
    }

    /// The variable of that name, captured from an enclosing function when it is one of its variables.
    Optional<Local> find(String name) {
        for (Map<String, Local> scope : scopes) {
            Local local = scope.get(name);
            if (local != null) {
                return Optional.of(local);
            }
        }
        if (outer == null) {
            return Optional.empty();
        }
        return outer.find(name).map(from -> {
            var inner = new Local(from.name(), from.type(), from.mutable(), from.span());
            function.captures().add(new HFunction.Capture(from, inner));
            if (from.mutable()) {
                from.box();
                inner.box();
            } else if (outer.narrowed(from)) {
                narrowed.add(inner);
            }
            scopes.peekLast().put(name, inner);
            return inner;
        });
    }

    /// The variables that are visible here, innermost first.
    Stream<Local> locals() {
        Stream<Local> own = scopes.stream().flatMap(s -> s.values().stream());
        return outer == null ? own : Stream.concat(own, outer.locals());
    }

    Stream<String> names() {
        Stream<String> own = scopes.stream().flatMap(s -> s.keySet().stream());
        return outer == null ? own : Stream.concat(own, outer.names());
    }

    // ---- Narrowing

    /// A variable that a closure shares may change at any time, also when the closure came after the test.
    boolean narrowed(Object variable) {
        return narrowed.contains(variable) && !(variable instanceof Local local && local.boxed()) || outer != null && variable instanceof HProgram.Global && outer.narrowed(variable);
    }

    void narrow(Set<?> variables) {
        narrowed.addAll(variables);
    }

    void forget(Local local) {
        narrowed.remove(local);
        lost.add(local);
    }

    /// Forgets the variables of these names: a loop begins that assigns them.
    void forget(Set<String> names) {
        narrowed.removeIf(variable -> variable instanceof Local local && names.contains(local.name()));
    }

    /// A moment, for [#restoreAfter].
    int mark() {
        return lost.size();
    }

    /// After branches that began with these facts: what still holds whichever of them ran.
    void restoreAfter(Set<Object> facts, int mark) {
        restore(facts);
        lost.subList(mark, lost.size()).forEach(narrowed::remove);
    }

    Set<Object> facts() {
        return new HashSet<>(narrowed);
    }

    void restore(Set<Object> facts) {
        narrowed = new HashSet<>(facts);
    }
}
