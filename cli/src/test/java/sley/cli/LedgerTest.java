package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sley.vm.Reports;
import sley.vm.VmOptions;
import sley.vm.trace.Ledger;

/// What `--stats=lines` says of programs whose answers are known.
class LedgerTest {
    private static final int ALL = 1000;

    private static Map<Integer, Ledger.Line> lines(VmOptions.Model model, String program) {
        var ledger = new Ledger();
        VmOptions options = VmOptions.defaults().withModel(model).withCarriers(2).withReports(Reports.of(true, Optional.empty()).withTracer(ledger));
        ScriptRun run = ScriptRun.of(ScriptRun.compile("test.sley", program), options);
        assertEquals(0, run.code(), run.err());
        return ledger.dearest(ALL).stream().collect(Collectors.toMap(Ledger.Line::line, l -> l));
    }

    @Test
    void parksAreCountedWhereTheyHappen() {
        Map<Integer, Ledger.Line> lines = lines(VmOptions.Model.N_TO_ONE, """
                let c = chan<int>()
                fn take() {
                  for i in 0..100 {
                    c.recv()
                  }
                }
                let t = spawn take()
                sleep(5ms)
                for i in 0..100 {
                  c.send(i)
                  sleep(100us)
                }
                t.join()
                """);
        // Of the two who meet at an unbuffered channel, exactly one has waited there; on one carrier, nearly always the receiver.
        long sends = lines.containsKey(10) ? lines.get(10).allParks() : 0;
        assertEquals(100, lines.get(4).parks().get("receive") + sends, lines.toString());
        assertTrue(sends < 50, lines.toString());
        assertEquals(Map.of("sleep", 100L), lines.get(11).parks());
        assertEquals(Map.of("sleep", 1L), lines.get(8).parks());
        assertEquals("take", lines.get(4).function());
        assertTrue(lines.get(11).switches() >= 100, lines.toString());
    }

    /// Two loops share one carrier: each is runnable while the other runs, and the sum of both is the time there is.
    @Test
    void runnableTimeBelongsToTheLineThatWasInterrupted() {
        long from = System.nanoTime();
        Map<Integer, Ledger.Line> lines = lines(VmOptions.Model.N_TO_ONE, """
                fn a(until: duration) {
                  while clock() < until { }
                }
                fn b(until: duration) {
                  while clock() < until { }
                }
                let until = clock() + 400ms
                scope {
                  spawn a(until)
                  spawn b(until)
                }
                """);
        long took = System.nanoTime() - from;
        long a = lines.get(2).runnable();
        long b = lines.get(5).runnable();
        // However the machine divides it between the two: while one runs, the other could.
        assertTrue(a > 0 && b > 0 && a + b >= 200_000_000 && a + b <= took, lines + " in " + took + " ns");
        // Preempted once for each slice of 10 ms, not oftener; on a busy machine more seldom.
        assertTrue(lines.get(2).switches() <= 42 && lines.get(2).allParks() == 0, lines.toString());
        assertTrue(lines.get(2).longest() <= a && lines.get(5).longest() <= b, lines.toString());
    }

    /// A thread is not runnable while it waits for a socket: what all lines of one thread say together is less than the time it had.
    @ParameterizedTest
    @EnumSource(VmOptions.Model.class)
    void waitingIsNotRunnable(VmOptions.Model model) {
        long from = System.nanoTime();
        Map<Integer, Ledger.Line> lines = lines(model, """
                let l = listen("127.0.0.1", 0)
                spawn {
                  let s = l.accept()
                  for i in 0..8 {
                    sleep(50ms)
                    write(s, "x")
                  }
                }
                let s = connect("127.0.0.1", l.port)
                for i in 0..8 {
                  read(s, max: 1)
                }
                """);
        long took = System.nanoTime() - from;
        Ledger.Line read = lines.get(11);
        assertTrue(read.parks().get("read") >= 8, read.toString());
        // It waited for at least 400 ms of the time.
        assertTrue(read.runnable() <= took - 390_000_000, "runnable for " + read.runnable() + " of " + took + " ns");
        List<Ledger.Line> all = List.copyOf(lines.values());
        assertTrue(all.stream().mapToLong(Ledger.Line::longest).max().orElse(0) < took, all.toString());
    }
}
