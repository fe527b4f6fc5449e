package sley.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.text.Disassembler;
import sley.vm.code.Program;
import sley.vm.jit.Listing;

/// `sley dis FILE`: readable bytecode of a script or a compiled module, with the source lines where they can be found; with `--tier jvm`, what tier 2 makes of it.
final class DisCommand implements Command {
    @Override
    public String name() {
        return "dis";
    }

    @Override
    public String summary() {
        return "show the bytecode of a script or a .sleyc file";
    }

    @Override
    public CommandSpec options() {
        return SandboxOptions.addImports(CommandSpec.create())
                .addOption(OptionSpec.builder("--tier").paramLabel("TIER").type(String.class).completionCandidates(List.of("jvm"))
                        .description("sley: the bytecode (default); jvm: the classes that hot functions become").build())
                .addPositional(PositionalParamSpec.builder().paramLabel("FILE").arity("1").required(true).type(String.class)
                .description("the script or compiled module").build());
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        String name = arguments.matchedPositionals().getFirst().getValue();
        String tier = arguments.matchedOptionValue("--tier", "sley");
        if (!tier.equals("sley") && !tier.equals("jvm")) {
            terminal.err().println("sley dis: --tier is sley or jvm, not `" + tier + "`");
            return Exit.USAGE;
        }
        try {
            ModuleCode module = Sources.load(name, Sources.bytes(name), SandboxOptions.imports(new Given.Parsed(arguments), System.getenv()), terminal);
            if (tier.equals("jvm")) {
                // It never runs, so it needs no host.
                terminal.out().print(Listing.text(new Program(module, null)));
                return Exit.OK;
            }
            Map<String, List<String>> files = new HashMap<>();
            terminal.out().print(Disassembler.text(module, (file, line) -> {
                List<String> lines = files.computeIfAbsent(file, DisCommand::lines);
                return line >= 1 && line <= lines.size() ? Optional.of(lines.get(line - 1)) : Optional.empty();
            }));
            return Exit.OK;
        } catch (Sources.Unusable problem) {
            if (!problem.getMessage().isEmpty()) {
                terminal.err().println("sley dis: " + problem.getMessage());
            }
            return problem.exit();
        } catch (Program.UnknownNative unknown) {
            terminal.err().println("sley dis: " + unknown.getMessage());
            return Exit.DOES_NOT_COMPILE;
        }
    }

    /// The lines of a source file; none when it is not there any more, or lies in the library.
    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException | InvalidPathException absent) {
            return List.of();
        }
    }
}
