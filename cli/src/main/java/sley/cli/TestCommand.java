package sley.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            var chosen = new Chosen(new Given.Parsed(arguments), System.getenv());
            return run(paths, chosen, RunOptions.of(chosen), SandboxOptions.of(chosen.given(), chosen.environment()), terminal);
        } catch (TypeConversionException wrong) {
            terminal.err().println("sley test: " + Renderer.visible(String.valueOf(wrong.getMessage())));
            return Exit.USAGE;
        } catch (Sources.Unusable problem) {
            terminal.err().println("sley test: " + problem.getMessage());
            return problem.exit();
        }
    }

    private static int run(List<String> paths, Chosen chosen, VmOptions options, Permissions permissions, Terminal terminal) throws Sources.Unusable {
        String filter = chosen.value("--filter", "");
        int seeds = count(chosen, "--seeds", 1_000_000);
        int jobs = count(chosen, "--jobs", 1024);
        Duration timeout = Duration.ofNanos(RunOptions.period("--timeout", chosen.value("--timeout", "1m")));
        String asked = chosen.value("--models");
        if (asked != null && !asked.equals("all")) {
            throw new TypeConversionException("--models is all, not `" + asked + "`; --model takes one");
        }
        Optional<String> junit = Optional.ofNullable(chosen.value("--junit"));
        if (junit.isPresent()) {
            // So that a file that cannot be written is told of before the tests run.
            Sources.write(junit.get(), "");
        }
        List<Model> models = asked != null ? List.of(Model.M_TO_N, Model.N_TO_ONE, Model.ONE_TO_ONE) : List.of(options.model());
        int exit = Exit.OK;
        List<TestRun> runs = new ArrayList<>();
        Map<String, String> unusable = new LinkedHashMap<>();
        for (String file : files(paths)) {
            try {
                ModuleCode module = Sources.load(file, Sources.bytes(file), SandboxOptions.imports(chosen.given(), chosen.environment()), terminal);
                for (ModuleCode.Test test : module.tests()) {
                    if (test.name().contains(filter)) {
                        add(runs, file, module, test, options, models, seeds);
                    }
                }
            } catch (Sources.Unusable problem) {
                if (!problem.getMessage().isEmpty()) {
                    terminal.err().println("sley test: " + problem.getMessage());
                }
                unusable.put(file, problem.getMessage().isEmpty() ? "it does not compile" : problem.getMessage());
                exit = problem.exit();
            }
        }
        TestReport report = new TestReport(terminal);
        long began = System.nanoTime();
        new TestRuns(runs, jobs, timeout, permissions).all(options.reports().attended(), report::add);
        report.summary(Duration.ofNanos(System.nanoTime() - began));
        if (runs.isEmpty() && exit == Exit.OK) {
            terminal.err().println("sley test: nothing was tested: " + (filter.isEmpty() ? "there is no `test` block" : "no test has `" + Renderer.visible(filter) + "` in its name"));
        }
        if (junit.isPresent()) {
            Sources.write(junit.get(), JUnitXml.of(report.results(), unusable));
        }
        return exit != Exit.OK ? exit : report.failures() > 0 ? 1 : 0;
    }

    /// 0 when it was not said.
    private static int count(Chosen chosen, String option, int most) {
        String text = chosen.value(option);
        return text == null ? 0 : (int) RunOptions.number(option, text, 1, most);
    }

    private static List<String> files(List<String> paths) throws Sources.Unusable {
        var files = new ArrayList<String>();
        for (String path : paths) {
            files.addAll(Sources.files(path));
        }
        return files;
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
}
