package sley.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import sley.bytecode.model.ModuleCode;
import sley.compiler.diag.Renderer;
import sley.vm.VmOptions;
import sley.vm.VmOptions.Model;
import sley.vm.permit.Permissions;

/// `sley test [PATH…]`: runs the `test` blocks of files, each after the file's top-level statements in a program of its own, several at once. What a test prints is shown only when it fails.
final class TestCommand implements Command {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "test";
    }

    @Override
    public String summary() {
        return "run the test blocks of files or folders";
    }

    @Override
    public CommandSpec options() {
        CommandSpec spec = CommandSpec.create();
        spec.addOption(OptionSpec.builder("--filter").paramLabel("TEXT").type(String.class).description("only tests whose name contains this").build());
        spec.addOption(OptionSpec.builder("--models").paramLabel("all").type(String.class).completionCandidates(List.of("all"))
                .description("run each test under each thread model (virtual time has its own)").build());
        spec.addOption(OptionSpec.builder("--seeds").paramLabel("N").type(String.class)
                .description("run each test N times, each with another seed of a scheduler that yields at random").build());
        spec.addOption(OptionSpec.builder("--jobs").paramLabel("N").type(String.class).description("tests that run at once; default: the CPUs, not counting tests that only wait").build());
        spec.addOption(OptionSpec.builder("--timeout").paramLabel("D").type(String.class).description("stop a test after this time; default 1m").build());
        spec.addOption(OptionSpec.builder("--junit").paramLabel("FILE").type(String.class).description("also write the results as JUnit XML").build());
        RunOptions.add(spec);
        return spec.addPositional(PositionalParamSpec.builder().paramLabel("PATH").arity("0..*").type(List.class).auxiliaryTypes(String.class)
                .description("files or folders; default: this folder").build());
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        List<String> paths = arguments.matchedPositionals().isEmpty() ? List.of(".") : arguments.matchedPositionals().getFirst().getValue();
        try {
            var given = new Given.Parsed(arguments);
            return run(paths, given, RunOptions.of(given, System.getenv()), SandboxOptions.of(given, System.getenv()), terminal);
        } catch (TypeConversionException wrong) {
            terminal.err().println("sley test: " + Renderer.visible(String.valueOf(wrong.getMessage())));
            return Exit.USAGE;
        } catch (Sources.Unusable problem) {
            terminal.err().println("sley test: " + problem.getMessage());
            return problem.exit();
        }
    }

    private static int run(List<String> paths, Given given, VmOptions options, Permissions permissions, Terminal terminal) throws Sources.Unusable {
        String filter = given.has("--filter") ? given.value("--filter") : "";
        int seeds = given.has("--seeds") ? (int) RunOptions.number("--seeds", given.value("--seeds"), 1, 1_000_000) : 0;
        int jobs = given.has("--jobs") ? (int) RunOptions.number("--jobs", given.value("--jobs"), 1, 1024) : 0;
        Duration timeout = given.has("--timeout") ? Duration.ofNanos(RunOptions.duration("--timeout", given.value("--timeout"))) : TIMEOUT;
        boolean all = given.has("--models");
        if (all && !given.value("--models").equals("all")) {
            throw new TypeConversionException("--models is all, not `" + given.value("--models") + "`; --model takes one");
        }
        List<Model> models = all ? List.of(Model.M_TO_N, Model.N_TO_ONE, Model.ONE_TO_ONE) : List.of(options.model());
        int exit = Exit.OK;
        List<TestRun> runs = new ArrayList<>();
        for (String file : files(paths)) {
            try {
                ModuleCode module = Sources.load(file, Sources.bytes(file), SandboxOptions.imports(given, System.getenv()), terminal);
                for (ModuleCode.Test test : module.tests()) {
                    if (test.name().contains(filter)) {
                        add(runs, file, module, test, options, models, seeds);
                    }
                }
            } catch (Sources.Unusable problem) {
                if (!problem.getMessage().isEmpty()) {
                    terminal.err().println("sley test: " + problem.getMessage());
                }
                exit = problem.exit();
            }
        }
        TestReport report = new TestReport(terminal);
        long began = System.nanoTime();
        new TestRuns(runs, jobs, timeout, permissions).all(options.reports().attended(), report::add);
        report.summary(Duration.ofNanos(System.nanoTime() - began));
        if (given.has("--junit") && !writeJUnit(given.value("--junit"), report, terminal)) {
            return 1;
        }
        return exit != Exit.OK ? exit : report.failures() > 0 ? 1 : 0;
    }

    private static void add(List<TestRun> runs, String file, ModuleCode module, ModuleCode.Test test, VmOptions options, List<Model> models, int seeds) {
        List<Model> ways = test.virtualTime() ? List.of(Model.N_TO_ONE) : models;
        for (Model model : ways) {
            String label = ways.size() > 1 ? switch (model) {
                case M_TO_N -> "m:n";
                case N_TO_ONE -> "n:1";
                case ONE_TO_ONE -> "1:1";
            } : "";
            for (int seed = seeds == 0 ? 0 : 1; seed <= seeds; seed++) {
                runs.add(new TestRun(file, module, test, options.withModel(model), label, seed));
            }
        }
    }

    private static boolean writeJUnit(String file, TestReport report, Terminal terminal) {
        try {
            Files.writeString(Path.of(file), JUnitXml.of(report.results()));
            return true;
        } catch (IOException | InvalidPathException problem) {
            terminal.err().println("sley test: cannot write `" + Renderer.visible(file) + "`: " + Renderer.visible(String.valueOf(problem.getMessage())));
            return false;
        }
    }

    private static List<String> files(List<String> paths) throws Sources.Unusable {
        var files = new ArrayList<String>();
        for (String path : paths) {
            if (!Files.isDirectory(Path.of(path))) {
                files.add(path);
                continue;
            }
            try (Stream<Path> all = Files.walk(Path.of(path))) {
                all.filter(p -> p.toString().endsWith(".sley") && Files.isRegularFile(p)).sorted().map(Path::toString).forEach(files::add);
            } catch (IOException problem) {
                throw new Sources.Unusable("cannot list `" + Renderer.visible(path) + "`: " + problem.getMessage(), Exit.NO_SUCH_FILE);
            }
        }
        return files;
    }
}
