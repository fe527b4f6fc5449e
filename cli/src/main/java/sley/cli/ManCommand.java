package sley.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `sley man`: prints the manual page, made from the commands and options as they are now (`sley man | man -l -`).
final class ManCommand implements Command {
    private static final String[][] EXITS = {
        {"0", "success"}, {"1", "an uncaught error, a deadlock, failed tests, files that are not formatted"}, {"2", "wrong usage"},
        {"65", "the source does not compile, or a module does not verify"}, {"66", "no such file"}, {"70", "a fault of sley itself"},
        {"129, 130, 143", "ended by the signals HUP, INT, TERM"}, {"141", "nobody reads standard output any more"}, {"other", "what the script passed to exit"}};

    private final Supplier<List<Command>> commands;

    ManCommand(Supplier<List<Command>> commands) {
        this.commands = commands;
    }

    @Override
    public String name() {
        return "man";
    }

    @Override
    public String summary() {
        return "print the manual page";
    }

    @Override
    public CommandSpec options() {
        return CommandSpec.create();
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        terminal.out().print(page(CommandTree.of(commands.get())));
        return Exit.OK;
    }

    private static String page(CommandLine root) {
        var text = new StringBuilder(".TH SLEY 1 \"\" \"sley ").append(Version.TEXT).append("\"\n.SH NAME\nsley \\- a small statically typed language for concurrent scripts\n");
        text.append(".SH SYNOPSIS\n.B sley\n.RI [ COMMAND ]\n.RI [ OPTIONS ]\n.RI [ FILE\n.RI [ ARGUMENTS... ]]\n");
        text.append(".SH DESCRIPTION\nWithout a command, a file is run with the arguments that follow it; at a terminal and without a file, a session begins.\n.SH COMMANDS\n");
        root.getSubcommands().forEach((name, command) -> command(name, command.getCommandSpec(), text));
        text.append(".SH EXIT STATUS\n");
        for (String[] exit : EXITS) {
            text.append(".TP\n.B ").append(exit[0]).append('\n').append(escaped(exit[1])).append('\n');
        }
        text.append(".SH ENVIRONMENT\nOptions of \\fBrun\\fR, \\fBcompare\\fR and \\fBtest\\fR may also come from the environment: \\fB\\-\\-time\\-slice\\fR as \\fBSLEY_TIME_SLICE\\fR, and so on. ");
        return text.append("\\fBNO_COLOR\\fR turns colours off.\n.SH FILES\n.TP\n.I ~/.local/state/sley/history\nwhat was typed in sessions\n").toString();
    }

    private static void command(String name, CommandSpec spec, StringBuilder text) {
        String parameters = spec.positionalParameters().stream().map(PositionalParamSpec::paramLabel).collect(Collectors.joining(" "));
        text.append(".SS sley ").append(name).append(parameters.isEmpty() ? "" : " " + escaped(parameters)).append('\n').append(escaped(String.join(" ", spec.usageMessage().description()))).append('\n');
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            entry("\\fI" + escaped(parameter.paramLabel()) + "\\fR", parameter.description(), text);
        }
        for (OptionSpec option : spec.options().stream().filter(o -> !o.hidden()).toList()) {
            String names = Arrays.stream(option.names()).map(n -> "\\fB" + escaped(n) + "\\fR").collect(Collectors.joining(", "));
            entry(names + (option.arity().max() > 0 ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : ""), option.description(), text);
        }
    }

    private static void entry(String head, String[] description, StringBuilder text) {
        text.append(".TP\n").append(head).append('\n').append(escaped(String.join(" ", description))).append('\n');
    }

    private static String escaped(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
