package sley.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sley.compiler.Compiler;
import sley.compiler.ModuleSource;
import sley.compiler.diag.Diagnostics;
import sley.compiler.parse.DeepStack;
import sley.compiler.parse.Parser;
import sley.compiler.source.SourceFile;

/// How many lines a second the front end parses, and parses and checks, once warm: a generated program of about 50,000 lines, the median of the later rounds.
public final class FrontEnd {
    private static final int COPIES = 1_500;
    private static final int ROUNDS = 15;
    private static final int WARM_UP = 5;
    private static final String PART = """
            struct P@ { x: int, y: float = 1.0 }
            enum E@ { A@(n: int), B@(s: string), C@ }
            fn f@(xs: list<int>, k: int = 2) -> int {
              var total = 0
              for i, x in xs {
                if x % k == 0 and i > 3 {
                  total += x * i
                } else if x < 0 {
                  continue
                } else {
                  total -= 1
                }
              }
              let m = {"a": total, "b": total + 1}
              for k, v in m { total += v + len(k) }
              let ys = xs.map(x => x * 2).filter(x => x > 3)
              print("total ${total} of ${len(ys)}", P@(total).x)
              return total
            }
            fn g@(e: E@) -> string {
              return match e {
                A@(n) if n > 3 => "big ${n}"
                A@(n) => str(n)
                B@(s) => s.upper()
                C@ => "none"
              }
            }
            let c@ = chan<int>(3)
            spawn { c@.send(f@([1, 2, 3])) }
            select {
              v = c@.recv() => print(v ?? 0, g@(B@("x")))
              after 10ms => print("late")
            }
            """;

    private FrontEnd() {}

    public static void main(String[] arguments) {
        var text = new StringBuilder();
        for (int i = 0; i < COPIES; i++) {
            text.append(PART.replace("@", Integer.toString(i)));
        }
        var modules = new Library();
        double[] parsed = new double[ROUNDS];
        double[] checked = new double[ROUNDS];
        int lines = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var file = new SourceFile("generated.sley", text.toString());
            lines = file.lineCount();
            long begin = System.nanoTime();
            DeepStack.call(() -> Parser.parse(file, new Diagnostics()));
            long middle = System.nanoTime();
            var result = Compiler.check(new SourceFile("generated.sley", text.toString()), "generated", modules);
            long end = System.nanoTime();
            if (!result.diagnostics().isEmpty()) {
                throw new IllegalStateException("the generated program does not check: " + result.diagnostics().getFirst());
            }
            parsed[round] = lines * 1e9 / (middle - begin);
            checked[round] = lines * 1e9 / (end - middle);
        }
        System.out.printf("%d lines, median of %d warm rounds%n", lines, ROUNDS - WARM_UP);
        System.out.printf("parse          %,10.0f lines/s%n", median(parsed));
        System.out.printf("parse + check  %,10.0f lines/s%n", median(checked));
    }

    private static double median(double[] rates) {
        double[] warm = Arrays.copyOfRange(rates, WARM_UP, rates.length);
        Arrays.sort(warm);
        return warm[warm.length / 2];
    }

    private static final class Library implements ModuleSource {
        @Override
        public Optional<SourceFile> standard(String name) {
            try (InputStream input = FrontEnd.class.getResourceAsStream("/sley/std/" + name + ".sley")) {
                return input == null ? Optional.empty() : Optional.of(new SourceFile(name, new String(input.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException problem) {
                throw new UncheckedIOException(problem);
            }
        }

        @Override
        public List<String> standardNames() {
            return List.of();
        }

        @Override
        public Found file(SourceFile importer, String path) {
            return new Found(Optional.empty(), "", "the benchmark imports nothing");
        }
    }
}
