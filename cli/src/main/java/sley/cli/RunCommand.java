package sley.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import sley.bytecode.model.ModuleCode;
import sley.compiler.diag.Renderer;
import sley.vm.VmOptions;
import sley.vm.permit.Permissions;

/// `sley run FILE`, `sley FILE`, `sley run -`, `sley run -e CODE`: compiles and runs a script.
final class RunCommand implements Command {
    @Override
    public String name() {
        return "run";
    }

    @Override
    public String summary() {
        return "run a script (also without the word `run`)";
    }

    @Override
    public boolean argumentsFollow() {
        return true;
    }

    @Override
    public CommandSpec options() {
        CommandSpec spec = CommandSpec.create();
        RunOptions.add(spec);
        Observed.add(spec);
        return spec
                .addOption(OptionSpec.builder("-e").paramLabel("CODE").type(String.class).description("run this code instead of a file").build())
                .addPositional(PositionalParamSpec.builder().paramLabel("FILE").arity("0..*").type(List.class).auxiliaryTypes(String.class)
                        .description("the script (`-`: standard input), then its arguments").build());
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        List<String> words = arguments.matchedPositionals().isEmpty() ? List.of() : arguments.matchedPositionals().getFirst().getValue();
        return run(new Given.Parsed(arguments), words, terminal);
    }

    /// @param words the script and its arguments
    int run(Given given, List<String> words, Terminal terminal) {
        try {
            var chosen = new Chosen(given, System.getenv());
            VmOptions options = RunOptions.of(chosen);
            String code = given.value("-e");
            if (code == null && words.isEmpty()) {
                terminal.err().println("sley run: which script? `sley run FILE`, `sley run -` or `sley run -e CODE`");
                return Exit.USAGE;
            }
            Permissions leave = SandboxOptions.imports(given, System.getenv());
            ModuleCode module = code != null ? Sources.load("<code>", code.getBytes(StandardCharsets.UTF_8), leave, terminal)
                    : ScriptCache.load(words.getFirst(), Sources.bytes(words.getFirst()), leave, terminal);
            var rest = new ArrayList<>(code != null ? words : words.subList(1, words.size()));
            return Observed.run(module, Programs.host(rest, SandboxOptions.of(given, System.getenv())), options, chosen, terminal);
        } catch (TypeConversionException wrong) {
            terminal.err().println("sley run: " + Renderer.visible(String.valueOf(wrong.getMessage())));
            return Exit.USAGE;
        } catch (Sources.Unusable problem) {
            if (!problem.getMessage().isEmpty()) {
                terminal.err().println("sley run: " + problem.getMessage());
            }
            return problem.exit();
        }
    }
}
