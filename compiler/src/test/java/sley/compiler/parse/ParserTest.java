package sley.compiler.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sley.compiler.ast.Expr;
import sley.compiler.ast.SourceUnit;
import sley.compiler.ast.Stmt;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;
import sley.compiler.source.SourceFile;

class ParserTest {
    private final Diagnostics diagnostics = new Diagnostics();

    private SourceUnit parse(String text) {
        return Parser.parse(new SourceFile("t.sley", text), diagnostics);
    }

    private Expr expression(String text) {
        SourceUnit unit = parse(text);
        assertFalse(diagnostics.failed(), () -> new Renderer(false).renderAll(diagnostics.all()));
        assertEquals(1, unit.statements().size(), text);
        return assertInstanceOf(Stmt.ExprStmt.class, unit.statements().getFirst()).expr();
    }

    /// Fully bracketed form of operators, for tests of precedence.
    private static String shape(Expr e) {
        return switch (e) {
            case Expr.Binary b -> "(" + shape(b.left()) + " " + b.op().symbol() + " " + shape(b.right()) + ")";
            case Expr.Unary u -> "(" + u.op() + " " + shape(u.operand()) + ")";
            case Expr.Range r -> "[" + shape(r.from()) + (r.inclusive() ? "..=" : "..") + shape(r.to()) + r.step().map(s -> " by " + shape(s)).orElse("") + "]";
            case Expr.Name n -> n.name();
            case Expr.IntLiteral n -> Long.toString(n.value());
            case Expr.Member m -> shape(m.target()) + "." + m.name();
            case Expr.Call c -> shape(c.callee()) + "()";
            case Expr.Throw t -> "throw " + shape(t.error());
            case Expr.Lambda l -> "\\" + shape(l.body());
            default -> e.getClass().getSimpleName();
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 + 2 * 3            | (1 + (2 * 3))
            1 - 2 - 3            | ((1 - 2) - 3)
            not a == b and c     | ((NOT (a == b)) and c)
            a ?? b or c          | (a ?? (b or c))
            1 + 2..n - 1 by 2    | [(1 + 2)..(n - 1) by 2]
            a & b == c           | ((a & b) == c)
            -x * ~y              | ((NEGATE x) * (COMPLEMENT y))
            -x.y                 | (NEGATE x.y)
            -9223372036854775808 | -9223372036854775808
            a ?? throw b + c     | (a ?? throw (b + c))
            f(a < b, c > d)      | f()
            x => x + 1           | \\(x + 1)
            t.0.1                | t.0.1
            a << 1 + 2           | (a << (1 + 2))
            """)
    void precedence(String text, String shape) {
        assertEquals(shape.replace("\\\\", "\\"), shape(expression(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "let x: map<string, list<list<int>>> = {:}", "fn f<T>(self: list<T>, n: int = 1) -> T? { return nil }", "struct P { x: int, y: list<int>\n z: int = 0 }",
        "enum Shape { Circle(r: float), Rect(w: float, h: float), Empty }", "match x { 1 | 2 => a, (p, nil) if ready => b\n Circle(r) => { c }\n _ => 0 }",
        "select { v = c.recv() => f(v)\n out.send(x) => n += 1\n after 100ms => g()\n else => h() }", "select {}",
        "let t = spawn \"n ${i}\" f(x)", "spawn { x }.join()", "try { a() } catch e { b() } finally { c() }", "xs\n  .map(x => x)\n  .each((a) => { print(a) })",
        "f(x => y = 3, b: 2)", "let s = \"a ${f(\"in ${1}\")} b\"", "import \"a/b.sley\" as u; import test; test.run()", "extern \"m\" fn cos(x: float) -> float",
        "if a { 1 }\nelse if b { 2 }\nelse { 3 }", "for i, x in xs { break }", "let (a, b) = f()", "(a, b) = (b, a)", "#!/usr/bin/env sley\nprint(1)",
        "let c = chan<(int, string?)>(1)", "within 2s { lockThread { lock m { scope { 1 } } } }", "let f = fn(x: int) -> int { return x }", "test \"t\" { assert(true) }",
        "let m = {\n  \"a\": 1,\n  \"b\": {\n \"c\": 2 },\n}", "a ??\n b\n?? c", "/* a /* nested */ b */ x", "match f(x => 1) { y => (a, b) => a, z => 2 }", "", ";;\n;", "return",
    })
    void accepts(String text) {
        parse(text);
        assertFalse(diagnostics.failed(), () -> new Renderer(false).renderAll(diagnostics.all()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            let x = 'ab'           | INVALID_ESCAPE
            let x = "abc           | UNTERMINATED
            let x = 12abc          | INVALID_NUMBER
            let x = 99999999999999999999 | INVALID_NUMBER
            f(                     | SYNTAX
            let = 3                | SYNTAX
            a < b < c              | SYNTAX
            print("\\q")           | INVALID_ESCAPE
            a @ b                  | UNEXPECTED_CHARACTER
            if x = 3 { }           | SYNTAX
            fn f( { }              | SYNTAX
            """)
    void rejects(String text, Code code) {
        parse(text.replace("\\\\", "\\"));
        assertEquals(List.of(code), diagnostics.all().stream().map(d -> d.code()).distinct().toList());
        assertFalse(new Renderer(false).renderAll(diagnostics.all()).isEmpty());
    }

    @Test
    void reportsEveryFaultOnce() {
        parse("fn f() {\n  let = 1\n  let y = 2\n  y + \n}\nlet z = 3 3\nlet ok = 1\n");
        assertEquals(3, diagnostics.all().size(), () -> new Renderer(false).renderAll(diagnostics.all()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "{", "f(", "-", "not ", "x => ", "if a { ", "list<", "fn(", "\"${", "throw "})
    void deepNestingIsADiagnostic(String opener) {
        parse("let x = " + opener.repeat(10_000));
        assertTrue(diagnostics.failed());
        assertTrue(diagnostics.all().size() < 5);
    }

    @Test
    void longExpressionsAreADiagnostic() {
        parse("let x = 1" + " + 1".repeat(2_000_000));
        assertEquals(List.of(Code.TOO_LARGE), diagnostics.all().stream().map(d -> d.code()).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            print(1)   | COMPLETE
            fn f() {   | INCOMPLETE
            a +        | INCOMPLETE
            `raw       | INCOMPLETE
            let = 2    | BROKEN
            )          | BROKEN
            """)
    void completeness(String text, Parser.Completeness expected) {
        assertEquals(expected, Parser.completeness(text));
    }
}
