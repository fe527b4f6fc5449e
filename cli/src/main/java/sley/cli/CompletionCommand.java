package sley.cli;

import java.util.List;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
                .description("bash, zsh or fish; for bash: `source <(sley completion bash)` in ~/.bashrc").build());
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        String shell = arguments.matchedPositionals().getFirst().getValue();
        switch (shell) {
            // The script for bash makes itself at home in zsh.
            case "bash", "zsh" -> terminal.out().print(bash(CommandTree.of(commands.get())));
            case "fish" -> terminal.out().print(fish(CommandTree.of(commands.get())));
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

    private static String fish(CommandLine root) {
        var text = new StringBuilder("# Completion of the command sley for fish; made by `sley completion fish`.\n");
        root.getSubcommands().forEach((name, command) -> text.append("complete -c sley -n __fish_use_subcommand -a ").append(name).append(" -d ").append(quoted(summary(command))).append('\n'));
        root.getSubcommands().forEach((name, command) -> {
            for (OptionSpec option : command.getCommandSpec().options()) {
                text.append("complete -c sley -n '__fish_seen_subcommand_from ").append(name).append('\'');
                for (String written : option.names()) {
                    text.append(written.startsWith("--") ? " -l " + written.substring(2) : " -s " + written.substring(1));
                }
                text.append(option.arity().max() > 0 ? " -r" : "").append(" -d ").append(quoted(String.join(" ", option.description()))).append('\n');
            }
        });
        text.append("complete -c sley -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'\n");
        return text.toString();
    }

    private static String summary(CommandLine command) {
        return String.join(" ", command.getCommandSpec().usageMessage().description());
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
