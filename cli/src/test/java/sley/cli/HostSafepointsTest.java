package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import sley.bytecode.model.ModuleCode;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.io.FileStream;
import sley.vm.io.Output;

/// Compiled loops come to the safepoints of the host, not only to those of the VM.
///
/// The host's compiler takes a loop that counts to a fixed end for a short one and leaves out its own safepoint, unless `-XX:+UseCountedLoopSafepoints` says otherwise; that the loop looks at a volatile
/// field in each turn is no hindrance. Then everything stood still, the monitor too, until the loop had ended (measured: 2 s for 1.5 billion turns): nobody asked for preemption.
class HostSafepointsTest {
    private static final String FLAG = "UseCountedLoopSafepoints";
    private static final String OPTION = "-XX:+" + FLAG;

    /// The tests run as users' scripts do. How long a stop takes is not asserted: it depends on the machine.
    @Test
    void itHoldsHere() {
        assertEquals("true", ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).getVMOption(FLAG).getValue());
    }

    /// They end although the host was stopped in the midst of them, and long before they have counted to their end.

    @Test
    void loopsThatCountDoNotHoldUpTheHost() throws Exception {
        ModuleCode module = ScriptRun.compile("spin.sley", """
                fn spin(n: int) -> int { var x = 0; for i in 0..n { x += i * i ^ x }; return x }
                fn step(n: int) -> int { var x = 0; var i = 0; while i < n { x += i; i += 3 }; return x }
                for k in 0..200 { spin(20000); step(20000) }
                spawn spin(1000000000000)
                spawn step(1000000000000)
                sleep(300ms)
                print("runs")
                input()
                exit(7)
                """);
        var running = new CompletableFuture<Void>();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                running.complete(null);
            }
        };
        Runnable gone = () -> { };
        var err = new ByteArrayOutputStream();
        try (var in = new PipedInputStream(); var line = new PipedOutputStream(in)) {
            var host = new Host(new FileStream("standard input", in, null), new Output("standard output", out, false, gone), new Output("standard error", err, true, gone), List.of(), Map.of());
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> Vm.run(module, module.main(), host, VmOptions.defaults().withCarriers(3), ScriptRun.MOST));
            running.get();
            // All threads of the host must stop for it.
            System.gc();
            line.write('\n');
            line.flush();
            assertEquals(7, code.get(), err::toString);
        }
    }

    /// Wherever the project starts a Java that runs scripts for its users, it says so.
    @Test
    void everyStartSaysIt() throws IOException {
        for (String starter : List.of("../sley", "src/package/make-cache", "src/package/Dist.java")) {
            assertTrue(Files.readString(Path.of(starter)).contains(OPTION), starter);
        }
    }
}
