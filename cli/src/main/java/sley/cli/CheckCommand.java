package sley.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;

/// `sley check FILE…`: the diagnostics of source files.
final class CheckCommand implements Command {

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "report the errors of source files";
    }

    @Override
    public CommandSpec options() {
        return SandboxOptions.addImports(CommandSpec.create())
                .addOption(OptionSpec.builder("--json").description("print the diagnostics as a JSON array on standard output").build())
                .addPositional(PositionalParamSpec.builder().paramLabel("FILE").arity("1..*").required(true).type(List.class).auxiliaryTypes(String.class)
                        .description("source files; `-` is standard input").build());
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        var leave = SandboxOptions.imports(new Given.Parsed(arguments), System.getenv());
        boolean json = arguments.hasMatchedOption("--json");
        List<String> files = arguments.matchedPositionals().getFirst().getValue();
        int exit = Exit.OK;
        var all = new ArrayList<Diagnostic>();
        for (String name : files) {
            var diagnostics = new Diagnostics();
            try {
                Sources.decode(name, Sources.source(name), diagnostics).ifPresent(file -> Sources.check(file, leave, diagnostics));
            } catch (Sources.Unusable problem) {
                terminal.err().println("sley check: " + problem.getMessage());
                exit = problem.exit();
                continue;
            }
            all.addAll(diagnostics.all());
            if (diagnostics.failed() && exit == Exit.OK) {
                exit = Exit.DOES_NOT_COMPILE;
            }
        }
        if (json) {
            terminal.out().print(Renderer.json(all));
        } else {
            terminal.err().print(new Renderer(terminal.colour()).renderAll(all));
        }
        return exit;
    }
}
