package sley.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// A program made from a seed: parts of `random/parts.sley` with random sizes, side by side and one after the other; some then come to a deadlock that must be reported.
///
/// @param deadlocks whether it ends in one
record RandomProgram(String source, String expected, boolean deadlocks) {
    static RandomProgram of(long seed) throws IOException {
        var random = new Random(seed);
        var text = new StringBuilder(Files.readString(Path.of("src/test/resources/random/parts.sley")));
        var expected = new StringBuilder();
        int groups = 1 + random.nextInt(2);
        for (int g = 0; g < groups; g++) {
            boolean scope = random.nextBoolean();
            int parts = 1 + random.nextInt(4);
            text.append(scope ? "scope {\n" : "");
            var joins = new StringBuilder();
            for (int i = 0; i < parts; i++) {
                String part = part(random);
                if (scope) {
                    text.append("  spawn ").append(part).append('\n');
                } else {
                    text.append("let t").append(g).append(i).append(" = spawn ").append(part).append('\n');
                    joins.append('t').append(g).append(i).append(".join()\n");
                }
            }
            text.append(scope ? "}\n" : joins).append("print(\"group ").append(g).append("\")\n");
            expected.append("group ").append(g).append('\n');
        }
        boolean deadlocks = random.nextInt(4) == 0;
        if (deadlocks) {
            text.append(deadlock(random));
        }
        return new RandomProgram(text.toString(), expected.toString(), deadlocks);
    }

    private static String part(Random random) {
        int r = random.nextInt(1_000_000);
        return switch (random.nextInt(17)) {
            case 0, 1, 2 -> "pipeline(%d, %d, %d, %d, %d, %d)".formatted(r, 1 + random.nextInt(4), random.nextInt(4), 1 + random.nextInt(3), 1 + random.nextInt(20), random.nextInt(3));
            case 3, 4 -> "mesh(%d, %d, %d, %d)".formatted(r, 1 + random.nextInt(4), 1 + random.nextInt(40), random.nextInt(4));
            case 5 -> "counters(%d, %d, %d)".formatted(r, 1 + random.nextInt(8), 1 + random.nextInt(20));
            case 6 -> {
                int members = 1 + random.nextInt(8);
                yield "scopes(%d, %d, %d)".formatted(r, members, random.nextInt(members + 1));
            }
            case 7 -> "cancels(%d, %d)".formatted(r, 1 + random.nextInt(30));
            case 8 -> "joins(%d, %d)".formatted(r, random.nextInt(6));
            case 9 -> "sockets(%d, %d, %d)".formatted(r, 1 + random.nextInt(5), random.nextInt(8));
            case 10 -> "files(%d, %d, %d)".formatted(r, 1 + random.nextInt(4), 1 + random.nextInt(6));
            case 11 -> "wired(%d, %d, %d)".formatted(r, 2 * (1 + random.nextInt(3)), 1 + random.nextInt(8));
            case 12 -> "timers(%d, %d, %d)".formatted(r, 1 + random.nextInt(10), 1 + random.nextInt(6));
            case 13 -> "semaphore(%d, %d, %d)".formatted(r, 1 + random.nextInt(20), 1 + random.nextInt(3));
            case 14 -> "closing(%d, %d, %d)".formatted(r, 2 * (1 + random.nextInt(10)), random.nextInt(4));
            case 15 -> random.nextBoolean() ? "transfers(%d, %d, %d)".formatted(r, 1 + random.nextInt(6), 1 + random.nextInt(20)) : "locals(%d, %d)".formatted(r, 1 + random.nextInt(8));
            default -> "storm(%d, %d)".formatted(r, 1 + random.nextInt(60));
        };
    }

    /// Ways in which nobody can ever go on; some come about only after timers.
    private static String deadlock(Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> "never.recv()\n";
            case 1 -> "select {}\n";
            case 2 -> "let m = mutex()\nlet n = mutex()\nlet holders = atomic(0)\n"
                    + "fn both() { holders.add(1); while holders.get() < 2 { sleep(1ms) } }\nspawn { lock m { both(); lock n { } } }\nlock n { both(); lock m { } }\n";
            case 3 -> "var t: thread<()>? = nil\nlet u = spawn { while t == nil { sleep(1ms) }; t!.join() }\nt = spawn { u.join() }\nu.join()\n";
            case 4 -> "scope { for i in 0..5 { spawn { if i % 2 == 0 { never.recv() } else { select { v = never.recv() => {} } } } } }\n";
            case 5 -> "let c = chan<int>(1)\nfor i in 0..5 { spawn c.send(i) }\nc.recv()\nlockThread { never.recv() }\n";
            default -> "for i in 0..3 { spawn { try { within 3ms { never.recv() } } catch e { }; never.recv() } }\nwithin 1h { yield() }\nnever.recv()\n";
        };
    }
}
