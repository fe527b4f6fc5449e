package sley.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// A subcommand.
interface Command {
    String name();

    /// One line for the list of commands.
    String summary();

    /// Its options and arguments.
    CommandSpec options();

    /// Whether everything after the first argument belongs to the script.
    default boolean argumentsFollow() {
        return false;
    }

    /// @return the exit code
    int run(ParseResult arguments, Terminal terminal);
}
