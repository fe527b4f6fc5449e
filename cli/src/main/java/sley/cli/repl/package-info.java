/// The interactive session. [Evaluator] compiles and runs inputs, [MetaCommands] are the commands that begin with a colon; [Screen] is a session at a terminal (the only
/// part that knows jline), [PlainSession] one without. Nothing here knows how the command line is parsed. Start at [Evaluator].
package sley.cli.repl;
