package sley.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import sley.bytecode.io.ModuleWriter;
import sley.compiler.diag.Renderer;

/// `sley build FILE -o OUT.sleyc`: compiles a script to a module file.
final class BuildCommand implements Command {
    @Override
    public String name() {
        return "build";
    }

    @Override
    public String summary() {
        return "compile a script to a .sleyc file";
    }

    @Override
    public CommandSpec options() {
        return SandboxOptions.addImports(CommandSpec.create())
                .addOption(OptionSpec.builder("-o", "--output").paramLabel("OUT").type(String.class).description("the file to write; default: the script's name with .sleyc").build())
                .addPositional(PositionalParamSpec.builder().paramLabel("FILE").arity("1").required(true).type(String.class).description("the script").build());
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        String name = arguments.matchedPositionals().getFirst().getValue();
        String output = arguments.hasMatchedOption("-o") ? arguments.matchedOption("-o").getValue()
                : (name.endsWith(".sley") ? name.substring(0, name.length() - ".sley".length()) : name.equals("-") ? "out" : name) + ".sleyc";
        try {
            byte[] module = ModuleWriter.write(Sources.compile(name, Sources.bytes(name), SandboxOptions.imports(new Given.Parsed(arguments), System.getenv()), terminal, _ -> { }).module());
            Files.write(Path.of(output), module);
            return Exit.OK;
        } catch (Sources.Unusable problem) {
            if (!problem.getMessage().isEmpty()) {
                terminal.err().println("sley build: " + problem.getMessage());
            }
            return problem.exit();
        } catch (IOException | InvalidPathException problem) {
            terminal.err().println("sley build: cannot write `" + Renderer.visible(output) + "`: " + Renderer.visible(String.valueOf(problem.getMessage())));
            return 1;
        }
    }
}
