package sley.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import sley.vm.permit.Permissions;
import sley.vm.permit.Rules;

/// `--sandbox`, and what it lets through: `--allow-read PATH`, `--deny-net HOST:PORT` and so on. Each takes a list with commas, or comes several times; `*` is everything.
final class SandboxOptions {
    /// Kinds whose value may be left out, to mean everything; a value then stands behind `=`.
    private static final List<String> BARE = List.of("run", "env", "ffi");

    private record Kind(String name, String label, String what) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("read", "PATH", "read files under this path (also without the sandbox: import from there)"), new Kind("write", "PATH", "write files under this path"),
            new Kind("net", "HOST[:PORT]", "connect to, or listen at, this host"), new Kind("run", "PROGRAM", "run this program (without a value: any, which undoes the sandbox)"),
            new Kind("env", "NAME", "see this environment variable (without a value: all)"), new Kind("ffi", "LIBRARY", "call this library (without a value: any, which undoes the sandbox)"));

    /// Imports never leave the project's folder.
    static final Permissions NO_LEAVE = leave(List.of(), List.of());

    private SandboxOptions() {}

    private static Permissions leave(List<String> allowed, List<String> denied) {
        Rules none = new Rules(List.of(), List.of());
        return new Permissions(true, new Rules(allowed, denied), none, none, none, none, none);
    }

    /// What may be imported from outside of the project's folder: what `--allow-read` names, in the sandbox or not.
    static Permissions imports(Given given, Map<String, String> environment) {
        return switch (given) {
            case Given.Parsed(ParseResult arguments) -> leave(list(arguments, environment, "--allow-read"), list(arguments, environment, "--deny-read"));
            case Given.Nothing _ -> environment.containsKey("SLEY_ALLOW_READ") ? imports(new Given.Parsed(new CommandLine(CommandSpec.create()).parseArgs()), environment) : NO_LEAVE;
        };
    }

    /// For commands that compile and do not run.
    static CommandSpec addImports(CommandSpec spec) {
        return spec.addOption(OptionSpec.builder("--allow-read").paramLabel("PATH").arity("1").type(List.class).auxiliaryTypes(String.class)
                        .description("import files under this path too, outside of the project's folder").build())
                .addOption(OptionSpec.builder("--deny-read").paramLabel("PATH").arity("1").type(List.class).auxiliaryTypes(String.class).description("never, even where allowed").build());
    }

    static void add(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("--sandbox").description("allow nothing outside of the program but what the options below let through").build());
        for (Kind kind : KINDS) {
            for (String verb : List.of("allow", "deny")) {
                spec.addOption(OptionSpec.builder("--" + verb + "-" + kind.name).paramLabel(kind.label).arity("1").type(List.class).auxiliaryTypes(String.class)
                        .description(verb.equals("allow") ? "in the sandbox: " + kind.what : "never, even where allowed").build());
            }
        }
    }

    /// Gives `--allow-run` and its like without a value the value `*`.
    static String[] complete(CommandSpec spec, String[] arguments, boolean stopAtPositional) {
        String[] complete = arguments.clone();
        for (int i = 0; i < complete.length; i++) {
            String word = complete[i];
            if (word.equals("--") || stopAtPositional && !word.startsWith("-") || word.equals("-")) {
                break;
            }
            if (word.startsWith("--stats=") && spec.findOption("--stats-lines") != null) {
                if (!word.equals("--stats=lines")) {
                    throw new CommandLine.ParameterException(spec.commandLine(), "--stats stands alone or is --stats=lines, not `" + word + "`");
                }
                complete[i] = "--stats-lines";
            } else if (BARE.stream().anyMatch(k -> word.equals("--allow-" + k) || word.equals("--deny-" + k)) && spec.findOption(word) != null) {
                complete[i] = word + "=" + Rules.EVERYTHING;
            } else if (!word.contains("=") && spec.findOption(word) != null && spec.findOption(word).arity().min() > 0) {
                i++;
            }
        }
        return complete;
    }

    static Permissions of(Given given, Map<String, String> environment) {
        return switch (given) {
            case Given.Parsed(ParseResult arguments) -> of(arguments, environment);
            // Most runs have no options at all, and load no parser.
            case Given.Nothing _ -> environment.containsKey("SLEY_SANDBOX") ? of(new CommandLine(CommandSpec.create()).parseArgs(), environment) : Permissions.ALL;
        };
    }

    static Permissions of(ParseResult arguments, Map<String, String> environment) {
        String variable = environment.get("SLEY_SANDBOX");
        boolean sandbox = arguments.hasMatchedOption("--sandbox") || variable != null && !variable.isEmpty() && !variable.equals("0");
        if (!sandbox) {
            KINDS.stream().filter(k -> !k.name.equals("read")).flatMap(k -> Stream.of("--allow-" + k.name, "--deny-" + k.name)).filter(arguments::hasMatchedOption).findFirst().ifPresent(o -> {
                throw new TypeConversionException(o + " means something only with --sandbox");
            });
            return Permissions.ALL;
        }
        Rules[] rules = KINDS.stream().map(k -> new Rules(list(arguments, environment, "--allow-" + k.name), list(arguments, environment, "--deny-" + k.name))).toArray(Rules[]::new);
        return new Permissions(true, rules[0], rules[1], rules[2], rules[3], rules[4], rules[5]);
    }

    private static List<String> list(ParseResult arguments, Map<String, String> environment, String option) {
        List<String> given = new ArrayList<>();
        if (arguments.hasMatchedOption(option)) {
            List<String> values = arguments.matchedOption(option).getValue();
            given.addAll(values);
        } else {
            String value = environment.get(Chosen.variable(option));
            if (value != null) {
                given.add(value);
            }
        }
        return given.stream().flatMap(v -> Stream.of(v.split(","))).map(String::strip).filter(v -> !v.isEmpty()).toList();
    }
}
