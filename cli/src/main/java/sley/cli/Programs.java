package sley.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import sley.bytecode.model.ModuleCode;
import sley.cli.process.Tty;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.code.Program;
import sley.vm.io.Environment;
import sley.vm.io.Output;
import sley.vm.io.Signals;
import sley.vm.io.StandardInput;
import sley.vm.permit.Permissions;
import sley.vm.thread.Fault;

/// Runs compiled programs on the process's own standard streams.
final class Programs {
    private static final long LAST_FLUSH_MILLIS = 1000;
    /// Exit code of a program that the signal TERM ended.
    private static final int TERMINATED = 143;

    private Programs() {}

    static Host host(List<String> arguments, Permissions permissions) {
        Runnable gone = () -> Runtime.getRuntime().halt(Vm.OUTPUT_GONE);
        boolean terminal = Tty.OUTPUT.seemsTerminal();
        var out = new Output("standard output", new FileOutputStream(FileDescriptor.out), terminal, gone);
        var err = new Output("standard error", new FileOutputStream(FileDescriptor.err), true, Output.Policy.IGNORE, gone);
        var host = new Host(new StandardInput(out::flush), out, err, arguments, Environment.own(), permissions, new Signals());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> flush(host)));
        return host;
    }

    /// Writes what was printed, however the process ends; but a reader that reads no more cannot keep it from ending.
    private static void flush(Host host) {
        var flusher = new Thread(() -> {
            try {
                host.out().flush();
            } catch (Fault unwritable) {
                host.err().println("error[io]: " + unwritable.getMessage());
            }
        });
        flusher.setDaemon(true);
        flusher.start();
        try {
            flusher.join(LAST_FLUSH_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Signals go to the program when it takes them. Otherwise INT lets its main thread clean up, the second time it ends the process, and so does TERM the first time.
    private static void takeSignals(Signals signals) {
        var before = new AtomicBoolean();
        HostSignals.register("INT", () -> {
            if (!signals.deliver("INT") && (before.getAndSet(true) || !signals.interrupt())) {
                Runtime.getRuntime().exit(Vm.INTERRUPTED);
            }
        });
        HostSignals.register("TERM", () -> {
            if (!signals.deliver("TERM")) {
                Runtime.getRuntime().exit(TERMINATED);
            }
        });
    }

    /// @return the exit code
    static int run(ModuleCode module, int function, Host host, VmOptions options, Terminal terminal) {
        takeSignals(host.signals());
        try {
            return Vm.run(module, function, host, options);
        } catch (Program.UnknownNative unknown) {
            terminal.err().println("sley: " + unknown.getMessage());
            return Exit.DOES_NOT_COMPILE;
        }
    }
}
