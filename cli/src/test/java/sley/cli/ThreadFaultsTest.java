package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import sley.bytecode.model.ModuleCode;
import sley.vm.VmOptions;
import sley.vm.VmOptions.Model;

/// Faults and extremes of threads and timers, under every model.
class ThreadFaultsTest {
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
}
