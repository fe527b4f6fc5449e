package sley.cli;

import java.util.List;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import sley.compiler.diag.Renderer;

/// `sley completion bash|zsh|fish`: prints a completion script of the command line as it is now.
final class CompletionCommand implements Command {
    private final Supplier<List<Command>> commands;

    CompletionCommand(Supplier<List<Command>> commands) {
        this.commands = commands;
    }

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public String summary() {
        return "print a completion script for a shell";
    }

    @Override
    public CommandSpec options() {
        return CommandSpec.create().addPositional(PositionalParamSpec.builder().paramLabel("SHELL").arity("1").required(true).type(String.class)
                .completionCandidates(List.of("bash", "zsh", "fish"))
                .description("bash: `source <(sley completion bash)` in ~/.bashrc; zsh: the same in ~/.zshrc, after compinit; fish: `sley completion fish | source` in config.fish").build());
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        String shell = arguments.matchedPositionals().getFirst().getValue();
        switch (shell) {
            case "bash" -> terminal.out().print(bash(CommandTree.of(commands.get())));
            case "zsh" -> terminal.out().print(ShellScripts.zsh(CommandTree.of(commands.get())));
            case "fish" -> terminal.out().print(ShellScripts.fish(CommandTree.of(commands.get())));
            default -> {
                terminal.err().println("sley completion: bash, zsh or fish, not `" + Renderer.visible(shell) + "`");
                return Exit.USAGE;
            }
        }
        return Exit.OK;
    }

    /// The generator turns the shell's own completion off where it knows of no words; ours are files there.
    private static String bash(CommandLine root) {
        return AutoComplete.bash("sley", root).replace("compopt +o default", "compopt -o default");
    }
}
