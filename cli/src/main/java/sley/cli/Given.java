package sley.cli;

import picocli.CommandLine.ParseResult;

/// The options that the command line gives, by name. Records, not lambdas: the JVM's start-up cache does not keep a lambda of an interface's own initializer.
sealed interface Given {
    /// The value, `""` for an option without one, null for an option that is not given.
    String value(String option);

    default boolean has(String option) {
        return value(option) != null;
    }

    /// No options at all: what most runs have, and no parser is needed for that.
    record Nothing() implements Given {
        @Override
        public String value(String option) {
            return null;
        }
    }

    record Parsed(ParseResult parsed) implements Given {
        @Override
        public String value(String option) {
            if (!parsed.hasMatchedOption(option)) {
                return null;
            }
            Object value = parsed.matchedOption(option).getValue();
            return value instanceof String text ? text : "";
        }
    }
}
