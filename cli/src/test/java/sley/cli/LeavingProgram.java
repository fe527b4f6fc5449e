package sley.cli;

import java.util.Map;
import java.util.Random;

/// Writes random Sley programs out of expressions of every kind inside each other, any of which may leave instead of giving a value: by `return`, `throw`, `break`, `continue` or `exit`.
/// Most have a type error somewhere; the others end.
final class LeavingProgram {
    private static final String DECLARATIONS = """
            struct P { x: int, y: int? = nil }
            enum E { A, B(n: int) }
            fn f(a: int, b: int = 2) -> int = a + b
            fn g(a: int) -> int? = if a > 3 { a } else { nil }
            fn id<T>(x: T) -> T = x
            fn pair<T, U>(a: T, b: U) -> (T, U) = (a, b)
            let o: int? = nil
            var vo: int? = 4
            var v = 1
            var turns = 0
            let l = [1, 2]
            let c = chan<int>(3)
            let m = mutex()
            let p = P(1)
            let po: P? = p
            let s = "s"
            let lf = fn(z: int) -> int = z + v
            """;
    private static final Map<String, String> TYPES = Map.of("int", "int", "string", "string", "bool", "bool", "optional", "int?", "list", "list<int>", "tuple", "(int, string)", "fn",
            "fn(int) -> int", "enum", "E");
    private static final String[] KINDS = {"int", "string", "bool", "optional", "list", "tuple", "fn", "enum"};
    /// One expression of so many leaves.
    private static final int LEAVES = 20;

    private final Random random;
    private final int mostDepth;
    private int depth;
    private int loops;
    private int names;
    /// What `return` gives here; null where it may not stand.
    private String result;

    private LeavingProgram(long seed) {
        random = new Random(seed);
        mostDepth = random.nextInt(3);
    }

    static String of(long seed) {
        return new LeavingProgram(seed).text();
    }

    private String text() {
        var out = new StringBuilder(DECLARATIONS);
        boolean function = random.nextBoolean();
        if (function) {
            result = pick("int", "string", "optional", "list", "tuple");
            out.append("fn k() -> ").append(TYPES.get(result)).append(" {\n");
        }
        for (int i = 0; i < 4; i++) {
            out.append(statement()).append('\n');
        }
        if (function) {
            out.append("return ").append(expression(result)).append("\n}\nprint(k())\n");
        }
        return out.append("print(v, vo, l, p)\n").toString();
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }

    private String kind() {
        return pick(KINDS);
    }

    private String expression(String kind) {
        if (random.nextInt(LEAVES) == 0) {
            return leaving();
        }
        if (depth > mostDepth) {
            return atom(kind);
        }
        depth++;
        String text = switch (random.nextInt(14)) {
            case 0 -> "if " + expression("bool") + " { " + statements() + expression(kind) + " } else { " + statements() + expression(kind) + " }";
            case 1 -> "match " + expression("int") + " { 1 => " + expression(kind) + ", q if " + expression("bool") + " => " + expression(kind) + ", _ => { " + statements() + expression(kind) + " } }";
            case 2 -> "try { " + statements() + expression(kind) + " } catch e { " + statements() + expression(kind) + " }";
            case 3 -> "scope { " + statements() + expression(kind) + " }";
            case 4 -> "lock mutex() { " + statements() + expression(kind) + " }";
            case 5 -> "within 1h { " + expression(kind) + " }";
            case 6 -> "select { c.send(" + expression("int") + ") => " + expression(kind) + ", else => " + expression(kind) + " }";
            case 7 -> "match " + expression("enum") + " { A => " + expression(kind) + ", B(n) => " + expression(kind) + " }";
            case 8 -> "match " + expression("optional") + " { nil => " + expression(kind) + ", n => " + expression(kind) + " }";
            case 9 -> "id(" + expression(kind) + ")";
            case 10 -> "(spawn { " + apart(kind) + " }).join()";
            default -> plain(kind);
        };
        depth--;
        return text;
    }

    private String plain(String kind) {
        return switch (kind) {
            case "int" -> pick("(" + expression("int") + pick(" + ", " - ", " * ", " / ", " % ", " & ") + expression("int") + ")", "(" + expression("optional") + " ?? " + expression("int") + ")",
                    expression("list") + "[" + expression("int") + "]", "len(" + expression(pick("list", "string")) + ")", "f(" + expression("int") + ")",
                    "f(b: " + expression("int") + ", a: " + expression("int") + ")", expression("tuple") + ".0", "(" + expression("fn") + ")(" + expression("int") + ")",
                    "(-" + expression("int") + ")", "(" + expression("optional") + ")!", "P(y: " + expression("optional") + ", x: " + expression("int") + ").x");
            case "string" -> pick("\"a${" + expression("int") + "}b\"", "(" + expression("string") + " + " + expression("string") + ")", "str(" + expression(pick("int", "list", "tuple", "enum")) + ")");
            case "bool" -> pick("(" + expression("int") + pick(" < ", " == ", " >= ") + expression("int") + ")", "(" + expression("bool") + pick(" and ", " or ") + expression("bool") + ")",
                    "(not " + expression("bool") + ")", "(" + expression("optional") + " == nil)", "(" + expression("list") + " == " + expression("list") + ")");
            case "optional" -> pick("g(" + expression("int") + ")", "po?.x", "id<int?>(" + expression(pick("optional", "int")) + ")");
            case "list" -> pick("[" + expression("int") + ", " + expression("int") + "]", expression("list") + ".map(z => " + apart("int") + ")", "(0..3).map(z => " + apart("int") + ")");
            case "tuple" -> pick("(" + expression("int") + ", " + expression("string") + ")", "pair(" + expression("int") + ", " + expression("string") + ")");
            case "fn" -> "id<fn(int) -> int>(z => " + apart("int") + ")";
            case "enum" -> pick("A", "B(" + expression("int") + ")", "E.B(" + expression("int") + ")");
            default -> throw new IllegalStateException(kind);
        };
    }

    private static final Map<String, String[]> ATOMS = Map.of("int", new String[] {"1", "v", "7", "l[0]", "p.x"}, "string", new String[] {"\"t\"", "s"}, "bool", new String[] {"true", "false"},
            "optional", new String[] {"o", "vo"}, "list", new String[] {"l", "[3, 4]"}, "tuple", new String[] {"(1, \"w\")"}, "fn", new String[] {"lf"}, "enum", new String[] {"A", "B(2)"});

    private String atom(String kind) {
        return pick(ATOMS.get(kind));
    }

    private String leaving() {
        return switch (random.nextInt(4)) {
            case 0 -> result != null ? "(return " + expression(result) + ")" : "(throw error(\"top\"))";
            case 1 -> loops > 0 ? pick("(break)", "(continue)") : "(throw error(\"no loop\"))";
            case 2 -> "(exit(" + atom("int") + "))";
            default -> "(throw error(" + atom("string") + "))";
        };
    }

    /// The body of a function of its own, whose result is of the kind.
    private String apart(String kind) {
        String outer = result;
        int outerLoops = loops;
        result = null;
        loops = 0;
        String text = expression(kind);
        result = outer;
        loops = outerLoops;
        return text;
    }

    private String statements() {
        var out = new StringBuilder();
        for (int i = depth > mostDepth ? 0 : random.nextInt(3); i > 0; i--) {
            out.append(statement()).append("; ");
        }
        return out.toString();
    }

    private String statement() {
        depth++;
        String kind = kind();
        String text = switch (random.nextInt(14)) {
            case 0 -> "let n" + names++ + " = " + expression(kind);
            case 1 -> "var n" + names++ + ": " + TYPES.get(kind) + " = " + expression(kind);
            case 2 -> "v " + pick("=", "+=", "*=") + " " + expression("int");
            case 3 -> "l[" + expression("int") + "] " + pick("=", "+=") + " " + expression("int");
            case 4 -> {
                loops++;
                String body = statements() + statement();
                loops--;
                yield "while turns < 20 { turns += 1; " + body + " }";
            }
            case 5 -> {
                String over = expression(pick("list", "string"));
                loops++;
                String body = statements() + statement();
                loops--;
                yield "for i" + names++ + " in " + over + " { " + body + " }";
            }
            case 6 -> "if " + expression("bool") + " { " + statements() + statement() + " }";
            case 7 -> "try { " + statement() + " } catch e { " + statement() + " } finally { " + statement() + " }";
            case 8 -> "let (n" + names++ + ", n" + names++ + ") = " + expression("tuple");
            case 9 -> "p.x = " + expression("int");
            case 10 -> "vo = " + expression("optional");
            case 11 -> "print(" + expression(kind) + ", " + expression(kind()) + ")";
            case 12 -> "defer { print(" + apart("int") + ") }";
            default -> leaving();
        };
        depth--;
        return text;
    }
}
