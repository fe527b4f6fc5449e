package sley.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import sley.cli.process.Tty;
import sley.compiler.diag.Renderer;

/// `sley doc [NAME]`: documentation in the terminal.
final class DocCommand implements Command {
    private static final int UNKNOWN = 1;

    @Override
    public String name() {
        return "doc";
    }

    @Override
    public String summary() {
        return "show the documentation of built-ins and the standard library";
    }

    @Override
    public CommandSpec options() {
        return CommandSpec.create().addPositional(PositionalParamSpec.builder().paramLabel("NAME").arity("0..1").type(String.class)
                .description("a function, method, type or module: print, list.map, json; without it, what there is").build());
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        var docs = docs(terminal.colour() && Tty.OUTPUT.seemsTerminal());
        if (arguments.matchedPositionals().isEmpty()) {
            terminal.out().print(docs.overview());
            return Exit.OK;
        }
        String name = arguments.matchedPositionals().getFirst().getValue();
        Optional<String> text = docs.find(name);
        if (text.isEmpty()) {
            terminal.err().println("sley doc: nothing is called `" + Renderer.visible(name) + "`" + docs.meant(name).map(n -> "; did you mean `" + n + "`?").orElse("; `sley doc` lists what there is"));
            return UNKNOWN;
        }
        terminal.out().print(text.get());
        return Exit.OK;
    }

    static Docs docs(boolean colour) {
        return new Docs(new FileModules(Path.of("").toAbsolutePath()), colour);
    }
}
