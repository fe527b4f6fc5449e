package sley.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.List;
import sley.bytecode.model.ModuleCode;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.code.Program;
import sley.vm.io.FileStream;
import sley.vm.io.Output;
import sley.vm.permit.Permissions;

/// Runs compiled programs on the process's own standard streams.
final class Programs {
    private Programs() {}

    static Host host(List<String> arguments, Permissions permissions) {
        Runnable gone = () -> Runtime.getRuntime().halt(Vm.OUTPUT_GONE);
        boolean terminal = System.console() != null && System.console().isTerminal();
        var host = new Host(new FileStream("standard input", new FileInputStream(FileDescriptor.in), null),
                new Output("standard output", new FileOutputStream(FileDescriptor.out), terminal, gone),
                new Output("standard error", new FileOutputStream(FileDescriptor.err), true, gone), arguments, System.getenv(), permissions);
        // A signal ends the process through the host's shutdown; what was printed before is written.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                host.out().flush();
            } catch (sley.vm.thread.Fault unwritable) {
                host.err().println("error[io]: " + unwritable.getMessage());
            }
        }));
        return host;
    }

    /// @return the exit code
    static int run(ModuleCode module, int function, Host host, VmOptions options, Terminal terminal) {
        try {
            return Vm.run(module, function, host, options);
        } catch (Program.UnknownNative unknown) {
            terminal.err().println("sley: " + unknown.getMessage());
            return Exit.DOES_NOT_COMPILE;
        }
    }
}
