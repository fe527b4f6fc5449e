/// The command `sley`. Each subcommand is a class that describes its options to picocli in code (no annotations: they cost start-up time) and runs.
/// Start at [Main].
package sley.cli;
