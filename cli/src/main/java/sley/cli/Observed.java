package sley.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import sley.bytecode.model.ModuleCode;
import sley.cli.compare.PrintLog;
import sley.cli.trace.TraceFile;
import sley.vm.Host;
import sley.vm.Reports;
import sley.vm.VmOptions;

/// Runs a program and writes down what it did, as `--trace` and the hidden `--print-log` ask for.
final class Observed {
    private Observed() {}

    static void add(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("--trace").paramLabel("FILE").type(String.class)
                .description("write what ran where and who woke whom: as trace-event JSON for Perfetto, as a page when FILE ends in .html").build());
        spec.addOption(OptionSpec.builder("--print-log").paramLabel("FILE").type(String.class).hidden(true).description("note which thread printed what").build());
    }

    /// @return the exit code
    static int run(ModuleCode module, Host host, VmOptions options, Given given, Terminal terminal) {
        String log = given.value("--print-log");
        String trace = given.value("--trace");
        if (log == null && trace == null) {
            return Programs.run(module, module.main(), host, options, terminal);
        }
        PrintLog printed = null;
        TraceFile traced = null;
        Reports reports = options.reports();
        try {
            if (log != null) {
                printed = new PrintLog(Path.of(log));
                reports = reports.withBirths(printed);
                host.out().listener(printed);
            }
            if (trace != null) {
                traced = new TraceFile(Path.of(trace), module.name(), options.model().name().toLowerCase(Locale.ROOT).replace('_', ' '));
                reports = reports.withTracer(traced.recorder());
                Runtime.getRuntime().addShutdownHook(new Thread(writing(traced, terminal)));
            }
        } catch (IOException | InvalidPathException problem) {
            terminal.err().println("sley run: cannot write `" + (printed == null && log != null ? log : trace) + "`: " + problem.getMessage());
            return Exit.USAGE;
        }
        int code = Programs.run(module, module.main(), host, options.withReports(reports), terminal);
        try {
            if (printed != null) {
                printed.close();
            }
        } catch (IOException problem) {
            terminal.err().println("sley run: cannot write `" + log + "`: " + problem.getMessage());
            return 1;
        }
        if (traced != null) {
            writing(traced, terminal).run();
        }
        return code;
    }

    private static Runnable writing(TraceFile traced, Terminal terminal) {
        return () -> {
            try {
                traced.write();
            } catch (IOException problem) {
                terminal.err().println("sley run: cannot write the trace: " + problem.getMessage());
            }
        };
    }
}
