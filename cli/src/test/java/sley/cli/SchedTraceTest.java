package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sley.vm.VmOptions;

/// The lines of `--sched-trace`: their form, as docs/ps.md gives it, and that they are true of a program whose state is known.
class SchedTraceTest {
    private static final long PERIOD_NANOS = 40_000_000;
    private static final String THREADS = "threads=(\\d+) \\(running=(\\d+) runnable=(\\d+) blocked=(\\d+) waiting=(\\d+)\\) timers=(\\d+) sockets=(\\d+) ";
    private static final Pattern POOL = Pattern.compile("sched (\\d+)ms: (?:m:n|n:1) processors=(\\d+) \\(idle=\\d+ blocked=\\d+\\) searching=\\d+ carriers=\\d+ "
            + "\\(spare=\\d+ blocked=\\d+\\) global=\\d+ queues=\\[([\\d ]+)] " + THREADS + "switches=\\d+");
    private static final Pattern KERNEL = Pattern.compile("sched (\\d+)ms: 1:1 ()()" + THREADS + "parks=\\d+");
    private static final String PROGRAM = """
            let c = chan<int>()
            for i in 0..5 { spawn { c.recv() } }
            let l = listen("127.0.0.1", 0)
            spawn { try { l.accept() } catch e { } }
            sleep(800ms)
            l.close()
            c.close()
            """;

    @ParameterizedTest
    @EnumSource(VmOptions.Model.class)
    void aLineEachPeriod(VmOptions.Model model) {
        VmOptions options = VmOptions.defaults().withModel(model).withCarriers(2);
        ScriptRun run = ScriptRun.of(ScriptRun.compile("test.sley", PROGRAM), options.withReports(options.reports().withLines(PERIOD_NANOS)));
        assertEquals(0, run.code(), run.err());
        Pattern form = model == VmOptions.Model.ONE_TO_ONE ? KERNEL : POOL;
        List<Matcher> lines = run.err().lines().map(form::matcher).toList();
        lines.forEach(l -> assertTrue(l.matches(), run.err()));
        assertTrue(lines.size() >= 5, run.err());
        long last = 0;
        for (Matcher line : lines) {
            long millis = Long.parseLong(line.group(1));
            assertTrue(millis >= last, run.err());
            last = millis;
            if (form == POOL) {
                assertEquals(Integer.parseInt(line.group(2)), line.group(3).split(" ").length, "a queue for each processor: " + line.group());
            }
        }
        // Five wait at the channel, one for a socket, main for the time; but for the beginning and the end that is all that ever is.
        assertTrue(lines.stream().anyMatch(l -> Arrays.equals(numbers(l), new long[] {7, 0, 0, 0, 7, 1, 1})), run.err());
    }

    /// Lines that cannot be written in time are left out, and the end of the program is the end of the lines.
    @Test
    @Timeout(60)
    void aPeriodThatCannotBeKeptDelaysNothing() {
        VmOptions options = VmOptions.defaults();
        ScriptRun run = ScriptRun.of(ScriptRun.compile("test.sley", "sleep(100ms)"), options.withReports(options.reports().withLines(100)));
        assertEquals(0, run.code(), run.err());
        List<String> times = run.err().lines().map(l -> l.substring(0, l.indexOf(':'))).toList();
        assertTrue(!times.isEmpty() && times.stream().noneMatch(t -> t.length() > "sched 99999ms".length()), "the lines went on: " + times.size());
    }

    private static long[] numbers(Matcher line) {
        return IntStream.rangeClosed(4, 10).mapToLong(i -> Long.parseLong(line.group(i))).toArray();
    }
}
