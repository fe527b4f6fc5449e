package sley.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Writes random Sley programs that are valid, end, and print much of what they compute: arithmetic, control flow, lists, strings, structs, enums, closures, errors that are caught
/// and errors that are not, recursion, channels and threads.
final class SequentialProgram {
    private static final int MOST_DEPTH = 3;
    /// Of a list: it may be gone through in two loops, one in the other, and printed in each turn.
    private static final int MOST_ELEMENTS = 40;

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private final List<String> ints = new ArrayList<>();
    private final List<String> floats = new ArrayList<>();
    private final List<String> lists = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> assignable = new ArrayList<>();
    private int names;
    private int depth;
    private int loops;
    private boolean inFunction;

    private SequentialProgram(long seed) {
        random = new Random(seed);
    }

    static String of(long seed) {
        var program = new SequentialProgram(seed);
        program.program();
        return program.out.toString();
    }

    private void program() {
        line("struct Point { x: int, y: float, tag: string }");
        line("enum Shape { Dot, Line(n: int), Box(w: int, h: float) }");
        line("var total = 0");
        line("var note = \"\"");
        line("let numbers = [3, 1, 4, 1, 5, 9, 2, 6]");
        line("fn area(s: Shape) -> int { return match s { Dot => 1, Line(n) => n * 3, Box(w, h) => w + int(h) } }");
        line("fn shape(n: int) -> Shape { if n % 3 == 0 { return Dot }\n if n % 3 == 1 or n % 3 == -2 { return Line(n) }\n return Box(n, float(n % 100) * 0.5) }");
        line("fn deep(n: int, x: int) -> int { if n <= 0 { return x / (x % 3) }\n return deep(n - 1, x + n) + 1 }");
        line("fn apply(f: fn(int) -> int, n: int) -> int { var s = 0\n for i in 0..n { s += f(i) }\n return s }");
        int functions = 3 + random.nextInt(3);
        for (int i = 0; i < functions; i++) {
            function(i);
        }
        ints.clear();
        floats.clear();
        lists.clear();
        texts.clear();
        assignable.clear();
        ints.add("total");
        assignable.add("total");
        lists.add("numbers");
        texts.add("note");
        inFunction = false;
        line("for turn in 0.." + (2 + random.nextInt(4)) + " {");
        for (int i = 0; i < functions; i++) {
            line("try { print(\"f" + i + "\", f" + i + "(turn, turn * 7 - 3, float(turn) * 1.25)) } catch e { print(e.kind, e.message, e.trace) }");
        }
        line("}");
        for (int i = 0; i < 6; i++) {
            statement();
        }
        if (random.nextInt(3) == 0) {
            line("let threads = [spawn deep(100, 2), spawn area(shape(7))]");
            line("for t in threads { try { print(t.join()) } catch e { print(e.kind) } }");
        }
        if (random.nextInt(3) == 0) {
            line("scope { let c = chan<int>(" + random.nextInt(3) + ")\n spawn { for i in 0..30 { c.send(area(shape(i)) + deep(i, i)) }\n c.close() }\n for v in c { total += v } }");
        }
        line("print(total, note, numbers)");
        if (random.nextInt(4) == 0) {
            line("print(deep(" + random.nextInt(400) + ", 3))");
        }
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void function(int number) {
        ints.clear();
        floats.clear();
        lists.clear();
        texts.clear();
        assignable.clear();
        ints.addAll(List.of("a", "b", "total"));
        assignable.add("total");
        floats.add("x");
        lists.add("numbers");
        texts.add("note");
        inFunction = true;
        line("fn f" + number + "(a: int, b: int, x: float) -> int {");
        int n = 4 + random.nextInt(8);
        for (int i = 0; i < n; i++) {
            statement();
        }
        if (number > 0 && random.nextBoolean()) {
            line("return " + intExpr() + " + f" + random.nextInt(number) + "(" + intExpr() + " % 10, " + intExpr() + ", " + floatExpr() + ")");
        } else {
            line("return " + intExpr());
        }
        line("}");
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String fresh() {
        return "v" + names++;
    }

    private void block(int statements) {
        int i = ints.size();
        int f = floats.size();
        int l = lists.size();
        int t = texts.size();
        int a = assignable.size();
        depth++;
        for (int n = 0; n < statements; n++) {
            statement();
        }
        depth--;
        ints.subList(i, ints.size()).clear();
        floats.subList(f, floats.size()).clear();
        lists.subList(l, lists.size()).clear();
        texts.subList(t, texts.size()).clear();
        assignable.subList(a, assignable.size()).clear();
    }

    private void statement() {
        switch (random.nextInt(depth < MOST_DEPTH ? 19 : 12)) {
            case 0 -> {
                String name = fresh();
                line("var " + name + " = " + intExpr());
                ints.add(name);
                assignable.add(name);
            }
            case 1 -> {
                String name = fresh();
                line("let " + name + " = " + floatExpr());
                floats.add(name);
            }
            case 2 -> {
                String name = fresh();
                line("let " + name + " = [" + intExpr() + ", " + intExpr() + "]");
                lists.add(name);
            }
            case 3 -> line(pick(assignable) + " = " + intExpr());
            case 4 -> line(pick(assignable) + (random.nextBoolean() ? " += " : " -= ") + intExpr());
            case 5 -> {
                String list = pick(lists);
                line("if len(" + list + ") < " + MOST_ELEMENTS + " { " + list + ".push(" + intExpr() + ") }");
            }
            case 6 -> {
                String list = pick(lists);
                line(list + "[(" + intExpr() + ").abs() % len(" + list + ")] = " + intExpr());
            }
            case 7 -> line("if len(note) < 200 { note = note + " + textExpr() + " }");
            case 8 -> {
                String name = fresh();
                line("let " + name + " = Point(" + intExpr() + ", " + floatExpr() + ", " + textExpr() + ")");
                line(name + ".x = " + name + ".x * 3 + area(shape(" + intExpr() + "))");
                line("if " + name + " == Point(1, 2.0, \"\") { total += 1 }");
                ints.add(name + ".x");
                floats.add(name + ".y");
                texts.add(name + ".tag");
            }
            case 9 -> {
                String name = fresh();
                line("var " + name + " = " + intExpr());
                line("let g" + name + " = fn(n: int) -> int { " + name + " += n\n return " + name + " ^ n }");
                line("total += apply(g" + name + ", " + (1 + random.nextInt(5)) + ")");
                ints.add(name);
            }
            case 10 -> line("total += deep(" + random.nextInt(5) + ", " + intExpr() + ")");
            case 11 -> {
                String name = fresh();
                line("let " + name + " = if " + condition() + " { " + intExpr() + " } else { " + intExpr() + " }");
                ints.add(name);
            }
            case 12 -> {
                line("if " + condition() + " {");
                block(1 + random.nextInt(3));
                if (random.nextBoolean()) {
                    line("} else {");
                    block(1 + random.nextInt(3));
                }
                line("}");
            }
            case 13, 14 -> loop();
            case 15 -> {
                line("try {");
                block(1 + random.nextInt(3));
                if (random.nextBoolean()) {
                    line("if " + condition() + " { throw error(\"thrown ${total}\", kind: \"mine\") }");
                }
                line("} catch e {");
                line("total += len(e.message)");
                block(random.nextInt(2));
                line(random.nextBoolean() ? "}" : "} finally { total += 1 }");
            }
            case 16 -> {
                String name = fresh();
                line("let " + name + "c = chan<int>(4)");
                line(name + "c.send(" + intExpr() + ")");
                line("let " + name + " = " + name + "c.recv() ?? 0");
                ints.add(name);
            }
            case 17 -> {
                String name = fresh();
                line("let " + name + " = {1: " + intExpr() + ", " + random.nextInt(9) + ": " + intExpr() + "}");
                line("for k, v in " + name + " { total += k * v }");
            }
            default -> line(random.nextBoolean() ? "print(" + intExpr() + ", " + floatExpr() + ", " + textExpr() + ")" : "print(" + pick(lists) + ", " + condition() + ")");
        }
    }

    private void loop() {
        if (loops >= 2) {
            line("total += 1");
            return;
        }
        loops++;
        String name = fresh();
        switch (random.nextInt(3)) {
            case 0 -> {
                line("for " + name + " in " + random.nextInt(4) + ".." + (1 + random.nextInt(40)) + " {");
                ints.add(name);
                block(1 + random.nextInt(4));
                if (random.nextInt(3) == 0) {
                    line("if " + condition() + " { " + (random.nextBoolean() ? "break" : "continue") + " }");
                }
                ints.remove(name);
            }
            case 1 -> {
                line("var " + name + " = " + (1 + random.nextInt(30)));
                line("while " + name + " > 0 {");
                line(name + " -= 1");
                ints.add(name);
                block(1 + random.nextInt(4));
                ints.remove(name);
            }
            default -> {
                line("for " + name + " in " + pick(lists) + ".copy() {");
                ints.add(name);
                block(1 + random.nextInt(3));
                ints.remove(name);
            }
        }
        line("}");
        loops--;
    }

    private String intExpr() {
        return switch (random.nextInt(13)) {
            case 0, 1 -> Integer.toString(random.nextInt(20) - 6);
            case 2, 3, 4, 5 -> pick(ints);
            case 6 -> "(" + pick(ints) + " " + "+-*&|^".charAt(random.nextInt(6)) + " " + intExpr() + ")";
            case 7 -> "(" + intExpr() + (random.nextBoolean() ? " / " : " % ") + (random.nextInt(4) == 0 ? pick(ints) : Integer.toString(2 + random.nextInt(7))) + ")";
            case 8 -> "(" + pick(ints) + (random.nextBoolean() ? " << " : " >> ") + random.nextInt(12) + ")";
            case 9 -> "len(" + (random.nextBoolean() ? pick(lists) : pick(texts)) + ")";
            case 10 -> {
                String list = pick(lists);
                yield list + "[" + (random.nextInt(5) == 0 ? pick(ints) : pick(ints) + ".abs() % len(" + list + ")") + "]";
            }
            case 11 -> "int(" + floatExpr() + ")";
            default -> "(-" + pick(ints) + ")";
        };
    }

    private String floatExpr() {
        return switch (random.nextInt(6)) {
            case 0 -> Double.toString(random.nextInt(1000) / 8.0);
            case 1, 2 -> floats.isEmpty() ? "1.5" : pick(floats);
            case 3 -> "float(" + pick(ints) + ")";
            default -> "(" + (floats.isEmpty() ? "2.5" : pick(floats)) + " " + "+-*/%".charAt(random.nextInt(5)) + " " + (random.nextInt(100) / 4.0 + 0.5) + ")";
        };
    }

    private String textExpr() {
        return switch (random.nextInt(4)) {
            case 0 -> "\"k" + random.nextInt(100) + "\"";
            case 1 -> "str(" + intExpr() + ")";
            case 2 -> "\"<${" + pick(ints) + "}:${" + (floats.isEmpty() ? "0.5" : pick(floats)) + "}>\"";
            default -> inFunction ? "\"f\"" : "\"top\"";
        };
    }

    private String condition() {
        return switch (random.nextInt(5)) {
            case 0 -> intExpr() + " < " + intExpr();
            case 1 -> intExpr() + " == " + intExpr();
            case 2 -> floatExpr() + " <= " + floatExpr();
            case 3 -> "(" + intExpr() + " > 2 and " + textExpr() + " != " + textExpr() + ")";
            default -> "not (" + intExpr() + " >= " + intExpr() + ")";
        };
    }
}
