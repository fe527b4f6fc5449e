package sley.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import sley.bytecode.io.ModuleWriter;

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
            byte[] module = ModuleWriter.write(Sources.compile(name, Sources.source(name), SandboxOptions.imports(new Given.Parsed(arguments), System.getenv()), terminal, _ -> { }).module());
            Sources.write(output, module);
            return Exit.OK;
        } catch (Sources.Unusable problem) {
            if (!problem.getMessage().isEmpty()) {
                terminal.err().println("sley build: " + problem.getMessage());
            }
            return problem.exit();
        }
    }
}
