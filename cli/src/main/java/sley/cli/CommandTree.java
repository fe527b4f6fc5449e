package sley.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// All commands with their options at once, for what describes the command line as a whole. Running a command builds only that one.
final class CommandTree {
    private CommandTree() {}

    static CommandLine of(List<Command> commands) {
        CommandSpec root = CommandSpec.create().name("sley");
        root.usageMessage().description("a small statically typed language for concurrent scripts");
        root.addOption(OptionSpec.builder("--version", "-V").description("print the version").build());
        root.addOption(OptionSpec.builder("--help", "-h").usageHelp(true).description("list the commands").build());
        for (Command command : commands) {
            CommandSpec spec = command.options();
            spec.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("show this help and end").build());
            spec.usageMessage().description(command.summary());
            root.addSubcommand(command.name(), spec);
        }
        return new CommandLine(root);
    }
}
