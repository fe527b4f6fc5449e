package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sley.bytecode.model.ModuleCode;
import sley.vm.VmOptions;
import sley.vm.VmOptions.Model;

/// Faults and extremes of threads and timers, under every model. Which fault is tried where:
///
/// | fault | test |
/// |---|---|
/// | a carrier dies of an error of the VM | `CarrierDeathTest` |
/// | no memory: in one thread, or exactly at a suspend, wake, timer, spawn or end | `ShortageTest` |
/// | recursion up to the limit and past it, many deep threads | here, `programs/deep_recursion` |
/// | no more kernel threads | `ShortageTest.kernelThreadsRunOut` |
/// | no more descriptors; peers that go away, reset or do not read; connects at once | `FaultsTest` |
/// | INT, TERM, HUP, a second INT, QUIT; standard output gone or full | `FaultsTest`, `JobsTest` |
/// | the process is stopped and goes on: timers fire once, tickers do not burst | [#stoppedAndContinued] |
/// | times that are negative, zero or beyond the end; a million timers pending or cancelled; a hundred thousand due at once, and their order | here, `TimersTest`, `MechanismsTest` |
/// | the wall clock jumps | nothing but `now` reads it; `Clock` |
/// | a blocking read beside a ticker, with each mechanism and without | `MechanismsTest` |
/// | more blocking calls than are allowed at once | [#moreBlockingCallsThanTurns] |
/// | children: much output, killed, many, missing | `FaultsTest`, `programs/children` |
/// | races on list, map and set | here |
/// | holders of locks that fail or are cancelled; a storm of cancellations | here |
/// | deadlock of all, of some; livelock | `LivenessTest`, here |
/// | one CPU; a script that is told of fewer than the machine has | [#oneCpu] |
/// | compiled loops and the host's safepoints | `HostSafepointsTest` |
class ThreadFaultsTest {
    /// The time that a stopped process misses.
    private static final long MISSED_MILLIS = 600;
    private static final List<VmOptions> WAYS = List.of(ScriptRun.with(Model.M_TO_N, 1, 1, false), ScriptRun.with(Model.M_TO_N, 4, 1, false), ScriptRun.with(Model.N_TO_ONE, 1, 1, false));

    private static void prints(String expected, String source, boolean oneToOne) {
        ModuleCode module = ScriptRun.compile("faults.sley", source);
        for (VmOptions way : WAYS) {
            ScriptRun.of(module, way).prints(expected, ScriptRun.described(way));
        }
        if (oneToOne) {
            VmOptions way = ScriptRun.with(Model.ONE_TO_ONE, 1, 1, false);
            ScriptRun.of(module, way).prints(expected, ScriptRun.described(way));
        }
    }

    @Test
    void tenThousandThreadsAreCancelledWhileTheySelect() {
        prints("10000 true 7\n", """
                let c = chan<int>()
                let d = chan<int>()
                let all = (0..10000).map(i => spawn { select { c.recv() => {}, d.send(1) => {}, after 1h => {} } })
                yield()
                all.each(t => t.cancel())
                var cancelled = 0
                for t in all { try { t.join() } catch e { if e.kind == "cancelled" { cancelled += 1 } } }
                let late = spawn { d.recv() == nil or true }
                d.close()
                let last = spawn { c.recv() ?? 0 }
                c.send(7)
                print(cancelled, late.join(), last.join())
                """, false);
    }

    /// 100,000 sleepers that are due in the same millisecond all wake.
    @Test
    void manySleepersAreDueAtOnce() {
        prints("100000 true\n", """
                let n = atomic(0)
                let due = clock() + 300ms
                scope { for i in 0..100000 { spawn { sleep(due - clock()); n.add(1) } } }
                print(n.get(), clock() - due < 20s)
                """, false);
    }

    /// A million time limits that are far away and never reached must not stay in memory; neither must timers of selects that were over early.
    @Test
    void timersNobodyNeedsAreFreedBeforeTheyAreDue() {
        prints("done\n", """
                let c = chan<int>(1)
                for i in 0..1000000 { within 24h { c.send(i); c.recv() } }
                let ping = chan<int>()
                let pong = chan<int>()
                spawn { for v in ping { pong.send(v) }; pong.close() }
                for i in 0..100000 {
                  ping.send(i)
                  select { v = pong.recv() => {}, after 24h => print("late") }
                }
                ping.close()
                print("done")
                """, false);
    }

    @Test
    void extremeTimes() {
        prints("true true timeout late nothing true true\n", """
                let began = clock()
                sleep(-1s)
                sleep(0s)
                let forever = spawn sleep(1ns * 9223372036854775807)
                let never = chan<int>()
                let k = try { within -1s { never.recv() }; "none" } catch e { e.kind }
                let a = select { never.recv() => "value", after -5s => "late" }
                let b = select { never.recv() => "value", else => "nothing" }
                let x = spawn { within 1ns * 9223372036854775807 { sleep(1ms) }; true }
                yield()
                let waits = not forever.done
                forever.cancel()
                let gone = try { forever.join(); false } catch e { e.kind == "cancelled" }
                print(waits, gone, k, a, b, x.join(), clock() - began < 10s)
                """, true);
    }

    /// Lists, maps and sets that carriers change at the same time: an error of kind `race`, or no harm.
    @Test
    void racesDoNoHarm() {
        prints("over\n", """
                let xs: list<int> = []
                let m = map<int, int>()
                let s = set<string>()
                let odd = atomic(0)
                scope {
                  for t in 0..4 { spawn {
                    for i in 0..60000 {
                      try {
                        match (i + t) % 8 {
                          0 | 1 => { xs.push(i) }
                          2 => { if len(xs) > 0 { xs.pop() } }
                          3 => { m[i % 512] = t }
                          4 => { m.remove(i * 7 % 512) }
                          5 => { s.add("k${i % 300}") }
                          6 => { s.remove("k${i % 301}") }
                          _ => { var n = 0; for x in xs { n += x; if n > 1000 { break } }; for k, v in m { n += v; if n > 5000 { break } } }
                        }
                      } catch e { if e.kind != "race" and e.kind != "index" and e.kind != "key" { odd.add(1); print(e.kind, e.message) } }
                    }
                  } }
                }
                assert(odd.get() == 0, "other errors")
                print("over")
                """, true);
    }

    /// Whoever holds a lock and is cancelled or fails inside gives it back; waiters that were cancelled are not missed.
    @Test
    void locksAreReleasedWhateverHappens() {
        prints("600 200 200\n", """
                let m = mutex()
                let never = chan<int>()
                var failed = 0
                var cancelled = 0
                let all = (0..600).map(i => spawn {
                  lock m {
                    if i % 3 == 0 { throw error("inside", kind: "mine") }
                    if i % 3 == 1 { never.recv() }
                  }
                })
                spawn { for i, t in all { if i % 3 == 1 { while not t.done { t.cancel(); sleep(20us) } } } }
                for i, t in all {
                  try { t.join() } catch e { if e.kind == "mine" { failed += 1 }; if e.kind == "cancelled" { cancelled += 1 } }
                }
                lock m { }
                print(len(all), failed, cancelled)
                """, true);
    }

    /// Two threads that yield for ever and one that spins keep nobody else from going on.
    @Test
    void livelockLeavesOthersAlone() {
        prints("55\n", """
                var stop = false
                let a = spawn { while not stop { yield() } }
                let b = spawn { while not stop { yield() } }
                let c = spawn { while not stop { } }
                let d = spawn { var n = 0; for i in 1..=10 { n += i; sleep(1ms) }; n }
                print(d.join())
                stop = true
                """, true);
    }

    /// The deadlock report names each thread with its reason.
    @Test
    void everyWaitHasAReasonInTheReport() {
        ModuleCode module = ScriptRun.compile("reasons.sley", """
                let c = chan<int>()
                let m = mutex()
                spawn { c.recv() }
                spawn { chan<int>().send(1) }
                spawn { select { c.recv() => {}, c.recv() => {} } }
                spawn { lock m { c.recv() } }
                sleep(5ms)
                spawn { lock m { } }
                let t = spawn { select {} }
                spawn { scope { spawn { c.recv() } } }
                t.join()
                """);
        for (VmOptions way : WAYS) {
            ScriptRun run = ScriptRun.of(module, way);
            assertEquals(1, run.code(), ScriptRun.described(way) + run.err());
            for (String reason : List.of("waits to receive", "waits to send", "waits in select", "waits to lock", "in its scope", "waits for the end of")) {
                assertEquals(true, run.err().contains(reason), reason + " in " + run.err());
            }
        }
    }

    /// More threads in blocking calls than there may be: the others wait for their turn, and all come to an end.
    @Test
    void moreBlockingCallsThanTurns() {
        prints("1200\n", """
                extern fn usleep(micros: int) -> int
                let n = atomic(0)
                scope { for i in 0..1200 { spawn { usleep(if model() == "n:1" { 10 } else { 20000 }); n.add(1) } } }
                print(n.get())
                """, true);
    }

    @Test
    void manyDeepThreads() {
        prints("50\n", """
                fn deep(n: int) -> int { if n == 0 { yield(); return 0 }; return 1 + deep(n - 1) }
                let all = (0..50).map(i => spawn deep(20000 + i))
                var right = 0
                for i, t in all { if t.join() == 20000 + i { right += 1 } }
                print(right)
                """, true);
    }

    private static Process start(List<String> before, String... arguments) throws Exception {
        var command = new ArrayList<>(before);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "sley.cli.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// A stopped process misses the times of its timers: each fires once when it goes on, and a ticker drops the beats that it missed.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void stoppedAndContinued(String model) throws Exception {
        Process process = start(List.of(), "run", "--model", model, "-e", """
                import sync
                let t = sync.Ticker(10ms)
                let once = atomic(0)
                let sleepers = (0..20).map(i => spawn { sleep(300ms + i * 1ms); once.add(1) })
                print("begun")
                var waits = 0
                let until = clock() + 1500ms
                while clock() < until { t.wait(); waits += 1 }
                for s in sleepers { s.join() }
                print(waits <= 120, t.beats >= 140, once.get())
                """);
        try (var out = process.inputReader()) {
            assertEquals("begun", out.readLine());
            signal("STOP", process);
            Thread.sleep(MISSED_MILLIS);
            signal("CONT", process);
            assertEquals("true true 20", out.readLine());
            assertEquals(0, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void signal(String name, Process process) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
    }

    /// On one CPU there is one carrier unless more are asked for, and more do no harm.
    @ParameterizedTest
    @CsvSource({"1,", "8,--carriers=8"})
    void oneCpu(int carriers, String option) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/taskset")), "there is no taskset here");
        var arguments = new ArrayList<>(List.of("run"));
        if (option != null) {
            arguments.add(option);
        }
        arguments.addAll(List.of("-e", """
                let c = chan<int>()
                scope {
                  for i in 0..100 { spawn { for k in 0..20 { c.send(k) } } }
                  spawn { var sum = 0; for i in 0..2000 { sum += c.recv() ?? 0 }; print(carriers(), sum) }
                }
                """));
        Process process = start(List.of("taskset", "-c", "0"), arguments.toArray(String[]::new));
        try (var out = process.inputReader()) {
            assertEquals(carriers + " 19000", out.readLine());
            assertEquals(0, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }
}
