package sley.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import sley.bytecode.model.ModuleCode;
import sley.cli.compare.PrintLog;
import sley.cli.trace.LedgerReport;
import sley.cli.trace.TraceFile;
import sley.vm.Host;
import sley.vm.Reports;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.sched.Tracer;
import sley.vm.trace.Ledger;

/// Runs a program and writes down what it did, as `--trace` and the hidden `--print-log` ask for.
final class Observed {
    private Observed() {}

    static void add(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("--trace").paramLabel("FILE").type(String.class)
                .description("write what ran where and who woke whom: as trace-event JSON for Perfetto, as a page when FILE ends in .html").build());
        spec.addOption(OptionSpec.builder("--print-log").paramLabel("FILE").type(String.class).hidden(true).description("note which thread printed what").build());
    }

    /// Whether the scheduler must write down when threads become runnable, for the ledger of lines.
    static boolean measuring(Chosen chosen) {
        String trace = chosen.value("--trace");
        return lines(chosen) || trace != null && TraceFile.isPage(trace);
    }

    /// `--stats=lines`.
    static boolean lines(Chosen chosen) {
        return chosen.on("--stats-lines") || "lines".equals(chosen.value("--stats"));
    }

    /// @return the exit code
    static int run(ModuleCode module, Host host, VmOptions options, Chosen chosen, Terminal terminal) throws Sources.Unusable {
        String log = chosen.value("--print-log");
        String trace = chosen.value("--trace");
        boolean lines = lines(chosen);
        if (log == null && trace == null && !lines) {
            return Programs.run(module, module.main(), host, options, terminal);
        }
        PrintLog printed = null;
        TraceFile traced = null;
        Ledger ledger = lines || trace != null && TraceFile.isPage(trace) ? new Ledger() : null;
        Reports reports = options.reports();
        try {
            if (log != null) {
                printed = new PrintLog(Path.of(log));
                reports = reports.withBirths(printed);
                host.out().listener(printed);
            }
            if (trace != null) {
                TraceFile begun = new TraceFile(Path.of(trace), module.name(), model(options), ledger);
                traced = begun;
                Runtime.getRuntime().addShutdownHook(new Thread(() -> write(begun, trace, terminal)));
            }
        } catch (IOException | InvalidPathException problem) {
            throw Sources.unwritable(printed == null && log != null ? log : trace, problem);
        }
        if (traced != null || ledger != null) {
            reports = reports.withTracer(traced == null ? ledger : ledger == null ? traced.recorder() : Tracer.both(traced.recorder(), ledger));
        }
        int code = Programs.run(module, module.main(), host, options.withReports(reports), terminal);
        try {
            if (printed != null) {
                printed.close();
            }
        } catch (IOException problem) {
            throw Sources.unwritable(log, problem);
        }
        if (traced != null && !write(traced, trace, terminal) && code == Exit.OK) {
            code = Vm.FAILED;
        }
        if (lines) {
            terminal.err().print(LedgerReport.text(ledger));
        }
        return code;
    }

    private static String model(VmOptions options) {
        return switch (options.model()) {
            case ONE_TO_ONE -> "1:1";
            case N_TO_ONE -> "n:1";
            case M_TO_N -> "m:n " + options.pool().carriers();
        };
    }

    private static boolean write(TraceFile traced, String name, Terminal terminal) {
        try {
            traced.write();
            return true;
        } catch (IOException problem) {
            terminal.err().println("sley run: " + Sources.unwritable(name, problem).getMessage());
            return false;
        }
    }
}
