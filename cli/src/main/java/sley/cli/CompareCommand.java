package sley.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import sley.bytecode.io.ModuleWriter;
import sley.bytecode.model.ModuleCode;
import sley.cli.compare.Comparison;
import sley.cli.compare.Order;
import sley.cli.compare.Report;
import sley.cli.compare.Way;
import sley.cli.process.Tty;
import sley.compiler.diag.Renderer;

/// `sley compare FILE [ARGS…]`: runs a script under each thread model and shows what it printed and what it cost.
final class CompareCommand implements Command {
    /// Options of `run` that mean something else here.
    private static final Set<String> OTHERWISE = Set.of("--model", "--carriers");
    /// Options of `run` for what the comparison tells by itself.
    private static final Set<String> TOLD = Set.of("--stats", "--stats-lines", "--stats-json", "--trace", "--sched-trace", "--print-log");
    private static final List<String> MODELS = List.of("1:1", "n:1", "m:n");
    private static final int MOST_RUNS = 1000;
    /// Of standard input, which is kept in a file; arbitrary, chosen because most temporary folders hold it.
    private static final long MOST_INPUT = 1L << 30;
    /// Built-in functions whose results differ from run to run, or from model to model.
    private static final Set<String> VARYING = Set.of("now", "clock", "carrierId", "osThreadId", "carriers", "model", "threadId", "random", "rand", "chan.len", "chan.tryRecv", "chan.trySend", "thread.get_done");
    private static final Set<String> READING = Set.of("input", "stdin", "get_stdin");

    @Override
    public String name() {
        return "compare";
    }

    @Override
    public String summary() {
        return "run a script under each thread model; compare output and costs";
    }

    @Override
    public boolean argumentsFollow() {
        return true;
    }

    @Override
    public CommandSpec options() {
        CommandSpec spec = CommandSpec.create()
                .addOption(OptionSpec.builder("--model").paramLabel("MODEL").type(String.class).description("only these models, as `n:1,m:n`; default: 1:1,n:1,m:n").build())
                .addOption(OptionSpec.builder("--carriers").paramLabel("N,…").type(String.class).description("numbers of carriers of m:n, a column each: `1,2,4`; default: the CPUs").build())
                .addOption(OptionSpec.builder("--runs").paramLabel("N").type(String.class).description("runs of each model; default 3").build())
                .addOption(OptionSpec.builder("--order").paramLabel("ORDER").type(String.class).completionCandidates(List.of("exact", "per-thread", "any")).description("what of the order of printed lines must be equal: exact (default), per-thread, any").build())
                .addOption(OptionSpec.builder("--time-limit").paramLabel("D").type(String.class).description("stop a run that takes longer; default 60s").build())
                .addOption(OptionSpec.builder("--json").description("print the comparison as JSON").build())
                .addOption(OptionSpec.builder("--html").paramLabel("FILE").type(String.class).description("also write it as a page that opens without a network").build());
        runOptions().forEach(o -> spec.addOption(OptionSpec.builder(o).hidden(TOLD.contains(o.longestName())).build()));
        return spec.addPositional(PositionalParamSpec.builder().paramLabel("FILE").arity("0..*").type(List.class).auxiliaryTypes(String.class)
                .description("the script, then its arguments").build());
    }

    private static List<OptionSpec> runOptions() {
        CommandSpec all = CommandSpec.create();
        RunOptions.add(all);
        Observed.add(all);
        return all.options().stream().filter(o -> !OTHERWISE.contains(o.longestName())).toList();
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        List<String> words = arguments.matchedPositionals().isEmpty() ? List.of() : arguments.matchedPositionals().getFirst().getValue();
        if (words.isEmpty()) {
            terminal.err().println("sley compare: which script? `sley compare FILE [ARGUMENTS]`");
            return Exit.USAGE;
        }
        try {
            var chosen = new Chosen(new Given.Parsed(arguments), System.getenv());
            TOLD.stream().filter(arguments::hasMatchedOption).sorted().findFirst().ifPresent(option -> {
                throw new TypeConversionException(option + " is for `sley run`; compare tells what every run cost, and with --html FILE also who ran where");
            });
            checkRunOptions(passedOn(arguments));
            return compare(arguments, chosen, words, terminal);
        } catch (TypeConversionException wrong) {
            terminal.err().println("sley compare: " + Renderer.visible(String.valueOf(wrong.getMessage())));
            return Exit.USAGE;
        } catch (Sources.Unusable problem) {
            if (!problem.getMessage().isEmpty()) {
                terminal.err().println("sley compare: " + problem.getMessage());
            }
            return problem.exit();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing interrupts the main thread", e);
        }
    }

    /// What `run` would refuse is refused here, once.
    private static void checkRunOptions(List<String> words) {
        CommandSpec spec = CommandSpec.create();
        RunOptions.add(spec);
        Observed.add(spec);
        var environment = new HashMap<>(System.getenv());
        OTHERWISE.forEach(option -> environment.remove(Chosen.variable(option)));
        RunOptions.of(new Chosen(new Given.Parsed(new CommandLine(spec).setOverwrittenOptionsAllowed(true).parseArgs(words.toArray(String[]::new))), environment));
    }

    private int compare(ParseResult arguments, Chosen chosen, List<String> words, Terminal terminal) throws Sources.Unusable, InterruptedException {
        List<Way> ways = Way.of(models(chosen), carriers(chosen));
        int rounds = (int) number("--runs", chosen.value("--runs", "3"), MOST_RUNS);
        Order order = order(chosen.value("--order", "exact"));
        long limit = RunOptions.period("--time-limit", chosen.value("--time-limit", "60s"));
        ModuleCode module = Sources.load(words.getFirst(), Sources.bytes(words.getFirst()), SandboxOptions.imports(chosen.given(), chosen.environment()), terminal);
        String page = chosen.value("--html");
        if (page != null) {
            Sources.write(page, "");
        }
        try (Scratch scratch = Scratch.make("compare")) {
            Path folder = scratch.folder();
            Path compiled = Files.write(folder.resolve("program.sleyc"), ModuleWriter.write(module));
            var plan = new Comparison.Plan(words.getFirst(), compiled, passedOn(arguments), words.subList(1, words.size()), input(module, folder, terminal), ways, rounds, order, limit);
            var progress = new ProgressLine(terminal);
            Comparison.Progress shown = (done, all, way, number, nanos) ->
                    progress.show("run " + (done + 1) + " of " + all + ": " + way.label() + ", " + nanos / 100_000_000 / 10.0 + " s");
            Comparison comparison = Comparison.of(plan, folder, shown);
            progress.clear();
            var report = new Report(comparison, varying(module));
            terminal.out().print(chosen.on("--json") ? report.json() : report.text());
            if (page != null) {
                Sources.write(page, report.page(plan, folder, shown));
                progress.clear();
            }
            return report.equal() ? Exit.OK : 1;
        } catch (IOException problem) {
            terminal.err().println("sley compare: " + problem.getMessage());
            return 1;
        }
    }

    private static List<String> models(Chosen chosen) {
        List<String> models = Arrays.stream(chosen.value("--model", String.join(",", MODELS)).toLowerCase(Locale.ROOT).split(",", -1)).map(String::trim).distinct().toList();
        for (String model : models) {
            if (!MODELS.contains(model)) {
                throw new TypeConversionException("--model is a list of 1:1, n:1 and m:n, not `" + model + "`");
            }
        }
        return models;
    }

    private static List<Integer> carriers(Chosen chosen) {
        String text = chosen.value("--carriers");
        if (text == null) {
            return List.of(Runtime.getRuntime().availableProcessors());
        }
        return Arrays.stream(text.split(",", -1)).map(n -> (int) number("--carriers", n.trim(), 1024)).distinct().toList();
    }

    private static long number(String option, String text, int most) {
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= most) {
                return value;
            }
        } catch (NumberFormatException _) {
            // One message for both cases.
        }
        throw new TypeConversionException(option + " takes numbers from 1 to " + most + ", not `" + text + "`");
    }

    private static Order order(String word) {
        return switch (word) {
            case "exact" -> Order.EXACT;
            case "per-thread" -> Order.PER_THREAD;
            case "any" -> Order.ANY;
            default -> throw new TypeConversionException("--order is exact, per-thread or any, not `" + word + "`");
        };
    }

    /// The options of `run` that were given, as words.
    private static List<String> passedOn(ParseResult arguments) {
        Set<String> names = runOptions().stream().map(OptionSpec::longestName).collect(Collectors.toSet());
        var words = new ArrayList<String>();
        for (OptionSpec option : arguments.matchedOptions()) {
            if (!names.contains(option.longestName())) {
                continue;
            }
            if (option.arity().max() == 0) {
                words.add(option.longestName());
            } else {
                option.originalStringValues().forEach(v -> words.add(option.longestName() + "=" + v));
            }
        }
        return words;
    }

    /// Every run reads the same input, so it is read once and kept; null when the program reads none.
    private static Path input(ModuleCode module, Path folder, Terminal terminal) throws IOException {
        if (module.natives().stream().noneMatch(n -> READING.contains(n.name()))) {
            return null;
        }
        if (Tty.INPUT.isTerminal()) {
            terminal.err().println("sley compare: the script reads standard input; type it now, Ctrl-D ends it");
        }
        Path file = folder.resolve("input");
        try (OutputStream copy = Files.newOutputStream(file)) {
            byte[] some = new byte[1 << 16];
            long all = 0;
            for (int n = System.in.read(some); n >= 0; n = System.in.read(some)) {
                all += n;
                if (all > MOST_INPUT) {
                    throw new IOException("standard input has more than " + (MOST_INPUT >> 20) + " MB, or no end; every run needs a copy of it");
                }
                copy.write(some, 0, n);
            }
        }
        return file;
    }

    private static Set<String> varying(ModuleCode module) {
        return module.natives().stream().map(ModuleCode.NativeRef::name).filter(VARYING::contains).map(n -> n.substring(n.lastIndexOf('_') + 1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
