package sley.cli;

import java.util.ArrayList;
import java.util.List;

/// Makes a program of every phrasing of one send or one receive: alone, in selects with cases that are never ready, with the same case twice, with `else` and with `after`, in
/// every order of cases; with the value discarded, bound or used; as a statement and as a value. It checks that exactly the one operation is done and that targets
/// and values are evaluated once each, in the order in which they stand. (The idea is that of Go's select5.)
final class SelectCases {
    private static final String HEADER = """
            // `c` holds one value, so one thread is enough.
            let c = chan<int>(1)
            let d = chan<int>(1)
            let never = chan<int>()
            let full = chan<int>(1)
            full.send(0)
            var order = 0
            var x = 0
            // The channel or value, when it is evaluated in its turn.
            fn at<T>(turn: int, v: T) -> T {
              order += 1
              assert(order == turn, "number ${turn} was evaluated as number ${order}")
              return v
            }
            fn done(turns: int, received: int, n: int, name: string) {
              assert(order == turns, "${name}: ${order} of ${turns} were evaluated")
              assert(x == received, "${name}: received ${x}, not ${received}")
              assert(len(c) == n, "${name}: ${len(c)} values left, not ${n}")
              if len(c) > 0 { c.recv() }
              assert(len(full) == 1 and len(d) == 0, name)
              order = 0
              x = 0
            }
            """;

    private final StringBuilder text = new StringBuilder(HEADER);
    private int number;

    private SelectCases() {}

    static String program() {
        var cases = new SelectCases();
        cases.alone();
        for (boolean send : new boolean[] {false, true}) {
            for (int extras = 0; extras < 8; extras++) {
                for (String tail : List.of("", "else", "after 1h", "after at(TURN, 1h)")) {
                    cases.selects(send, extras, tail);
                }
            }
        }
        cases.notReady();
        return cases.text.append("print(\"ok select5\")\n").toString();
    }

    private void test(String body, int turns, int received, int left) {
        String name = "case " + ++number;
        text.append("fn case").append(number).append("() {\n").append(body).append("  done(").append(turns).append(", ").append(received).append(", ").append(left).append(", \"")
                .append(name).append("\")\n}\ncase").append(number).append("()\n");
    }

    private void alone() {
        String ready = "  c.send(7)\n";
        test(ready + "  at(1, c).recv()\n", 1, 0, 0);
        test(ready + "  let v = at(1, c).recv()\n  x = v!\n", 1, 7, 0);
        test(ready + "  x = at(1, c).recv() ?? 0\n", 1, 7, 0);
        test(ready + "  x = at(1, c).tryRecv() ?? 0\n", 1, 7, 0);
        test("  x = at(1, c).tryRecv() ?? 3\n", 1, 3, 0);
        test("  at(1, c).send(at(2, 5))\n", 2, 0, 1);
        test("  x = if at(1, c).trySend(at(2, 5)) { 1 } else { 2 }\n", 2, 1, 1);
        test("  x = if at(1, full).trySend(at(2, 5)) { 1 } else { 2 }\n", 2, 2, 0);
    }

    /// The ways to say what becomes of the received value (or of the sent one).
    private static List<String> phrasings(boolean send) {
        return send ? List.of("@c.send(@6) => { x = 9 }", "@c.send(@5 + 1) => { x = 9 }")
                : List.of("@c.recv() => { x = 9 }", "v = @c.recv() => { x = v! + 2 }", "v = @c.recv() => { let w = v ?? 0; x = w + 2 }");
    }

    /// Every order of the real case among cases that are never ready (receive, send) and, perhaps, the real case again.
    private void selects(boolean send, int extras, String tail) {
        for (String real : phrasings(send)) {
            var others = new ArrayList<String>();
            if ((extras & 1) != 0) {
                others.add("@never.recv() => { x = 100 }");
            }
            if ((extras & 2) != 0) {
                others.add("@full.send(@8) => { x = 101 }");
            }
            if ((extras & 4) != 0) {
                others.add(real);
            }
            for (int at = 0; at <= others.size(); at++) {
                var cases = new ArrayList<>(others);
                cases.add(at, real);
                if (!tail.isEmpty()) {
                    cases.add(tail.equals("else") ? "else => { x = 102 }" : tail + " => { x = 102 }");
                }
                for (boolean value : new boolean[] {false, true}) {
                    select(cases, send, value);
                }
            }
        }
    }

    private void select(List<String> cases, boolean send, boolean value) {
        var body = new StringBuilder(send ? "" : "  c.send(7)\n");
        body.append(value ? "  let result = select {\n" : "  select {\n");
        int turn = 0;
        for (String one : cases) {
            String numbered = one;
            for (int at = numbered.indexOf('@'); at >= 0; at = numbered.indexOf('@')) {
                int end = at + 1;
                while (Character.isLetterOrDigit(numbered.charAt(end))) {
                    end++;
                }
                numbered = numbered.substring(0, at) + "at(" + ++turn + ", " + numbered.substring(at + 1, end) + ")" + numbered.substring(end);
            }
            if (numbered.contains("TURN")) {
                numbered = numbered.replace("TURN", Integer.toString(++turn));
            }
            body.append("    ").append(value ? numbered.replaceFirst("x = (.*) }$", "x = $1; $1 }") : numbered).append('\n');
        }
        body.append("  }\n").append(value ? "  assert(result == x, \"the value of the select\")\n" : "");
        test(body.toString(), turn, 9, send ? 1 : 0);
    }

    /// Nothing is ready: `else` and `after` are done, and everything is evaluated all the same.
    private void notReady() {
        for (String tail : List.of("else", "after 0s", "after -1s", "after 1us", "after at(4, 0s)")) {
            int turns = tail.contains("at(") ? 4 : 3;
            for (String first : List.of("never", "c", "d")) {
                test("  select {\n    at(1, " + first + ").recv() => { x = 100 }\n    at(2, full).send(at(3, 1)) => { x = 101 }\n    " + tail + " => { x = 4 }\n  }\n", turns, 4, 0);
                test("  x = select {\n    at(1, full).send(at(2, 1)) => 101\n    v = at(3, " + first + ").recv() => 100\n    " + tail + " => 4\n  }\n", turns, 4, 0);
            }
        }
    }
}
