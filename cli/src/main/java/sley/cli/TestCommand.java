package sley.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import sley.vm.Host;
import sley.vm.VmOptions;

/// `sley test [PATH…]`: runs the `test` blocks of files, each after the file's top-level statements in a program of its own.
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
        RunOptions.add(spec);
        return spec
                .addOption(OptionSpec.builder("--filter").paramLabel("TEXT").type(String.class).description("only tests whose name contains this").build())
                .addPositional(PositionalParamSpec.builder().paramLabel("PATH").arity("0..*").type(List.class).auxiliaryTypes(String.class)
                        .description("files or folders; default: this folder").build());
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        List<String> paths = arguments.matchedPositionals().isEmpty() ? List.of(".") : arguments.matchedPositionals().getFirst().getValue();
        String filter = arguments.hasMatchedOption("--filter") ? arguments.matchedOption("--filter").getValue() : "";
        int passed = 0;
        int failed = 0;
        int exit = Exit.OK;
        try {
            VmOptions options = RunOptions.of(arguments, System.getenv());
            for (String file : files(paths)) {
                ModuleCode module;
                try {
                    module = Sources.compile(file, Sources.bytes(file), terminal);
                } catch (Sources.Unusable problem) {
                    if (!problem.getMessage().isEmpty()) {
                        terminal.err().println("sley test: " + problem.getMessage());
                    }
                    exit = problem.exit();
                    continue;
                }
                for (ModuleCode.Test test : module.tests()) {
                    if (!test.name().contains(filter)) {
                        continue;
                    }
                    Host host = Programs.host(List.of(), SandboxOptions.of(arguments, System.getenv()));
                    int result = Programs.run(module, test.function(), host, options, terminal);
                    terminal.out().println((result == 0 ? "ok      " : "FAILED  ") + Renderer.visible(file + ": " + test.name()));
                    passed += result == 0 ? 1 : 0;
                    failed += result == 0 ? 0 : 1;
                }
            }
        } catch (TypeConversionException wrong) {
            terminal.err().println("sley test: " + wrong.getMessage());
            return Exit.USAGE;
        } catch (Sources.Unusable problem) {
            terminal.err().println("sley test: " + problem.getMessage());
            return problem.exit();
        }
        terminal.out().println(passed + " passed, " + failed + " failed");
        return exit != Exit.OK ? exit : failed > 0 ? 1 : 0;
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
