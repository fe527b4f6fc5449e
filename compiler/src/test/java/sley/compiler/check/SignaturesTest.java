package sley.compiler.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostics;
import sley.compiler.parse.Parser;
import sley.compiler.source.SourceFile;
import sley.compiler.types.Type;
import sley.compiler.types.TypeVariable;

class SignaturesTest {
    private final Diagnostics diagnostics = new Diagnostics();

    private Symbols.ModuleScope declare(String text) {
        var scope = new Symbols.ModuleScope("t", "", Parser.parse(new SourceFile("t.sley", text), diagnostics), false);
        new Signatures(scope, diagnostics).declare();
        return scope;
    }

    @Test
    void declaresTypesFunctionsMethodsAndVariables() {
        var scope = declare("""
                struct Stack<T> { items: list<T>, next: Stack<T>? = nil }
                enum Shape { Circle(r: float), Empty }
                fn push<T>(self: Stack<T>, x: T) { self.items.push(x) }
                fn apply<A, B>(x: A, f: fn(A) -> B) -> (A, B) { return (x, f(x)) }
                extern "m" fn cos(x: float) -> float
                let (a, b) = (1, 2)
                var total = 0
                """);
        assertEquals(List.of(), diagnostics.all());
        assertEquals("[Field[name=items, type=list<T>], Field[name=next, type=Stack<T>?]]", scope.types.get("Stack").fields.toString());
        assertEquals("Circle", scope.types.get("Shape").cases.getFirst().name());
        assertEquals("(A, B)", scope.functions.get("apply").result.toString());
        assertEquals("ffi:m:cos", scope.functions.get("cos").nativeName);
        assertEquals(1, scope.methods.get("push").size());
        assertTrue(scope.variables.get("total").mutable);
        assertEquals(List.of("a", "b", "total"), List.copyOf(scope.variables.keySet()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            struct P { x: int, x: int }                 | DUPLICATE_NAME
            fn f() { }; fn f() { }                      | DUPLICATE_NAME
            let x = 1; fn x() { }                       | DUPLICATE_NAME
            struct int { }                              | DUPLICATE_NAME
            enum E { A, A }                             | DUPLICATE_NAME
            fn f(x) { }                                 | CANNOT_INFER
            fn f(x: strng) { }                          | UNKNOWN_TYPE
            fn f(x: list) { }                           | WRONG_TYPE_ARGUMENTS
            fn f(x: int<int>) { }                       | WRONG_TYPE_ARGUMENTS
            fn f(x: map<list<int>, int>) { }            | INVALID_KEY
            fn f(x: chan<int?>) { }                     | INVALID_TYPE
            fn f(x: http.Request) { }                   | UNKNOWN_MODULE
            fn f<T, T>(x: T) { }                        | DUPLICATE_NAME
            """)
    void rejects(String text, Code code) {
        declare(text);
        assertEquals(List.of(code), diagnostics.all().stream().map(d -> d.code()).toList());
    }

    @Test
    void suggestsTheNameThatWasMeant() {
        declare("struct Point { x: int }\nfn f(p: Piont) { }");
        assertEquals("did you mean `Point`?", diagnostics.all().getFirst().help().orElseThrow());
        assertEquals("length", Spelling.closest("lenght", Stream.of("width", "length", "len")).orElseThrow());
        assertTrue(Spelling.closest("x", Stream.of("total")).isEmpty());
    }

    @Test
    void unifierLearnsFromArgumentsAndCollapsesOptionals() {
        var a = new TypeVariable("A");
        var b = new TypeVariable("B");
        var unifier = new Unifier();
        unifier.learn(new Type.ListOf(new Type.Variable(a)), new Type.ListOf(Type.Simple.INT));
        assertEquals("fn(int) -> B", unifier.apply(new Type.FunctionOf(List.of(new Type.Variable(a)), new Type.Variable(b))).toString());
        unifier.learn(new Type.Variable(b), new Type.OptionalOf(Type.Simple.STRING));
        assertEquals("string?", unifier.apply(new Type.OptionalOf(new Type.Variable(b))).toString());
        assertEquals(Type.Simple.INT, Unifier.substitute(new Type.Variable(a), Map.of(a, Type.Simple.INT)));
    }
}
