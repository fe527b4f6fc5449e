package sley.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import sley.cli.process.Tty;
import sley.compiler.check.Spelling;
import sley.compiler.diag.Renderer;

/// Chooses the subcommand and turns its result into the exit code.
public final class Main {
    static final String VERSION = Version.TEXT;
    private static final List<Command> COMMANDS = List.of(new RunCommand(), new CheckCommand(), new TestCommand(), new BuildCommand(), new DisCommand(), new CompareCommand(), new LabCommand(), new PsCommand(),
            new ReplCommand(), new FmtCommand(), new DocCommand(), new CompletionCommand(Main::commands), new ManCommand(Main::commands));

    private Main() {}

    private static List<Command> commands() {
        return COMMANDS;
    }

    public static void main(String[] arguments) {
        var out = new StandardOutput();
        Terminal terminal = Terminal.system(out);
        int exit;
        try {
            exit = out.ended(run(arguments, terminal), terminal);
        } catch (Throwable fault) {
            exit = VmFault.report(fault, terminal);
        }
        // Returning does the same and saves the host's look for somebody who logs ends; all threads of ours are daemons.
        if (exit != Exit.OK) {
            System.exit(exit);
        }
    }

    static int run(String[] arguments, Terminal terminal) {
        boolean alone = arguments.length == 0 && Tty.INPUT.seemsTerminal() && Tty.OUTPUT.seemsTerminal();
        String first = alone ? "repl" : arguments.length == 0 ? "--help" : arguments[0];
        switch (first) {
            case "help" -> {
                return help(arguments, terminal);
            }
            case "--help", "-h" -> {
                terminal.out().print(help());
                return Exit.OK;
            }
            case "--version", "-V", "version" -> {
                terminal.out().println("sley " + VERSION + " (Java " + Runtime.version().feature() + ")");
                return Exit.OK;
            }
            case Training.SCRIPT -> {
                terminal.out().print(Training.script());
                return Exit.OK;
            }
            case Training.WORD -> {
                return Training.run();
            }
            default -> { }
        }
        for (Command command : COMMANDS) {
            if (command.name().equals(first)) {
                return run(command, alone ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length), terminal);
            }
        }
        if (first.equals("-") || first.endsWith(".sley") || first.endsWith(".sleyc") || first.startsWith("-") || first.contains("/") || !first.isEmpty() && Files.exists(Path.of(first))) {
            return run(COMMANDS.getFirst(), arguments, terminal);
        }
        return unknown("command or file", first, terminal);
    }

    private static int unknown(String what, String word, Terminal terminal) {
        String hint = Spelling.closest(word, COMMANDS.stream().map(Command::name)).map(name -> "did you mean `sley " + name + "`?").orElse("`sley --help` lists the commands");
        terminal.err().println("sley: no " + what + " `" + Renderer.visible(word) + "`; " + hint);
        return Exit.USAGE;
    }

    /// `sley help COMMAND`, or `sley help` alone.
    private static int help(String[] arguments, Terminal terminal) {
        if (arguments.length == 1) {
            terminal.out().print(help());
            return Exit.OK;
        }
        for (Command command : COMMANDS) {
            if (command.name().equals(arguments[1])) {
                return run(command, new String[] {"--help"}, terminal);
            }
        }
        return unknown("command", arguments[1], terminal);
    }

    private static int run(Command command, String[] arguments, Terminal terminal) {
        if (command instanceof RunCommand run && arguments.length > 0 && !arguments[0].startsWith("-")) {
            return run.run(new Given.Nothing(), List.of(arguments), terminal);     // what follows the script belongs to it
        }
        if (command instanceof ReplCommand repl && arguments.length == 0) {
            return repl.run(new Given.Nothing(), terminal);
        }
        CommandSpec spec = command.options();
        // Not picocli's mixin of standard options: reading its annotations takes longer than all else that picocli does for us.
        spec.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("show this help and end").build());
        spec.usageMessage().description(command.summary());
        var line = new CommandLine(spec.name("sley " + command.name()));
        line.setStopAtPositional(command.argumentsFollow());
        line.setCommandName("sley " + command.name());
        line.setExpandAtFiles(false);
        line.setOverwrittenOptionsAllowed(true);
        CommandLine.ParseResult parsed;
        try {
            parsed = line.parseArgs(SandboxOptions.complete(spec, arguments, command.argumentsFollow()));
        } catch (CommandLine.ParameterException wrong) {
            terminal.err().println("sley " + command.name() + ": " + Renderer.visible(wrong.getMessage()) + "; see `sley " + command.name() + " --help`");
            return Exit.USAGE;
        }
        if (parsed.isUsageHelpRequested()) {
            line.usage(terminal.out());
            return Exit.OK;
        }
        return command.run(parsed, terminal);
    }

    private static String help() {
        var text = new StringBuilder("Sley, a small statically typed language for concurrent scripts.\n\nUsage: sley COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n");
        for (Command command : COMMANDS) {
            text.append(String.format("  %-10s %s%n", command.name(), command.summary()));
        }
        return text.append("\n`sley COMMAND --help` tells more. `sley --version` prints the version.\n").toString();
    }
}
