package sley.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import sley.cli.process.Tty;
import sley.cli.repl.Repl;
import sley.compiler.diag.Renderer;
import sley.vm.io.Environment;

/// `sley repl`, and `sley` alone at a terminal: an interactive session.
final class ReplCommand implements Command {
    @Override
    public String name() {
        return "repl";
    }

    @Override
    public String summary() {
        return "type and run statements one after the other";
    }

    @Override
    public CommandSpec options() {
        CommandSpec spec = CommandSpec.create();
        RunOptions.add(spec);
        return spec;
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        return run(new Given.Parsed(arguments), terminal);
    }

    int run(Given given, Terminal terminal) {
        try {
            var environment = Environment.own();
            var repl = new Repl(() -> new FileModules(Path.of("").toAbsolutePath(), SandboxOptions.imports(given, environment), _ -> { }), RunOptions.of(new Chosen(given, environment)), environment,
                    name -> DocCommand.docs(terminal.colour()).find(name).map(String::stripTrailing), SandboxOptions.of(given, environment));
            boolean keyboard = Tty.INPUT.seemsTerminal() && Tty.OUTPUT.seemsTerminal();
            return keyboard ? repl.interactive(terminal.colour()) : repl.plain();
        } catch (TypeConversionException wrong) {
            terminal.err().println("sley repl: " + Renderer.visible(String.valueOf(wrong.getMessage())));
            return Exit.USAGE;
        } catch (IOException problem) {
            terminal.err().println("sley repl: " + Renderer.visible(String.valueOf(problem.getMessage())));
            return 1;
        }
    }
}
