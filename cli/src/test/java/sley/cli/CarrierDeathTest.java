package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sley.bytecode.model.ModuleCode;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.VmOptions.Model;
import sley.vm.io.FileStream;
import sley.vm.io.Output;

/// A carrier that dies of an error inside the VM, in the middle of a thread: the program ends and the error is told (the command makes exit code 70 and a report of it), although other threads
/// wait for the one that was lost. Never a hang.
class CarrierDeathTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final class Broken extends Error {
        private static final long serialVersionUID = 1L;

        Broken() {
            super("a fault of the VM, made by the test");
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void isTold(Model model) {
        // Longer than the buffer, so that it is written by the thread itself.
        ModuleCode module = ScriptRun.compile("die.sley", """
                let c = chan<int>()
                let m = mutex()
                let locked = chan<bool>(1)
                let waits = spawn { c.recv() }
                let sleeps = spawn { sleep(1h) }
                let spins = spawn { while true { } }
                let dies = spawn { lock m { locked.send(true); sleep(5ms); print("x".repeat(1000000)); c.send(1) } }
                locked.recv()
                lock m { waits.join() }
                """);
        var broken = new Broken();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                throw broken;
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                throw broken;
            }
        };
        Runnable gone = () -> { };
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", out, false, gone),
                new Output("standard error", new ByteArrayOutputStream(), true, gone), List.of(), Map.of());
        var told = assertThrows(IllegalStateException.class,
                () -> assertTimeoutPreemptively(PATIENCE, () -> Vm.run(module, host, VmOptions.defaults().withModel(model).withCarriers(2))));
        assertEquals(broken, told.getCause());
    }
}
