package sley.cli.repl;

import java.util.List;
import java.util.Optional;

/// The commands of a session and how they are written: unique abbreviations are enough.
final class Words {
    /// @param argument how it is shown in the help; empty when there is none
    record Command(String name, String argument, String meaning) {}

    static final List<Command> ALL = List.of(
            new Command("help", "", "this list"),
            new Command("type", "E", "the type of an expression, which is not run"),
            new Command("doc", "NAME", "documentation: `:doc list.map`, `:doc json`, a name of your own"),
            new Command("dis", "NAME", "the bytecode of a function, or of any code"),
            new Command("ps", "", "the threads: state, what they wait for, where"),
            new Command("why", "THREAD", "why a thread waits, and who could wake it"),
            new Command("kill", "THREAD", "end a thread; again: without letting it catch the error"),
            new Command("model", "M", "run what follows under 1:1, n:1 or m:n; without M: which it is"),
            new Command("stats", "", "what the scheduler has done so far"),
            new Command("load", "FILE", "run a file; its names become those of the session"),
            new Command("save", "FILE", "write the inputs that worked to a script"),
            new Command("time", "E", "run an input and say how long it took"),
            new Command("reset", "", "forget all names, end all threads"),
            new Command("quit", "", "leave (also Ctrl-D)"));

    private Words() {}

    static List<String> matching(String word) {
        Optional<Command> exact = ALL.stream().filter(c -> c.name.equals(word)).findFirst();
        return exact.map(c -> List.of(c.name)).orElse(ALL.stream().map(Command::name).filter(n -> n.startsWith(word)).toList());
    }

    static String help() {
        var text = new StringBuilder("Type statements or expressions; the last value is `it`. Open brackets ask for more lines. Tab completes, Ctrl-C ends what runs.\n");
        for (Command command : ALL) {
            text.append(String.format("  :%-13s %s%n", (command.name + " " + command.argument).strip(), command.meaning));
        }
        return text.append("  Commands may be abbreviated: `:h`, `:ty 1 + 2`.").toString();
    }
}
