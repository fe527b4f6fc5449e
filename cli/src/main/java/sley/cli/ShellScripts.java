package sley.cli;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Completion scripts for the shells that the options' library does not write them for: zsh and fish.
final class ShellScripts {
    /// Options and arguments whose values are files; the others' values are nobody's to guess, unless they are listed.
    private static final Set<String> FILES = Set.of("FILE", "PATH", "OUT", "OUT.sleyc");
    /// The values of options that take one of a few, by their label.
    private static final Map<String, String> VALUES = Map.of("MODEL", "1:1 n:1 m:n", "ORDER", "exact per-thread any", "all", "all", "TIER", "jvm", "SHELL", "bash zsh fish");

    private ShellScripts() {}

    // ---- zsh

    static String zsh(CommandLine root) {
        var text = new StringBuilder("""
                #compdef sley
                # Completion of the command sley for zsh; made by `sley completion zsh`. As a file: name it _sley and put it into a folder of $fpath.
                _sley() {
                  local -a commands
                  commands=(
                """);
        root.getSubcommands().forEach((name, command) -> text.append("    ").append(quoted(name + ":" + summary(command))).append('\n'));
        text.append("""
                  )
                  if (( CURRENT == 2 )); then
                    _describe -t commands command commands
                    _files -g '*.sley(|c)'
                    return
                  fi
                  local command=$words[2]
                  shift words
                  (( CURRENT-- ))
                  case $command in
                """);
        root.getSubcommands().forEach((name, command) -> text.append("    ").append(name).append(") _arguments -s").append(arguments(command.getCommandSpec())).append(" ;;\n"));
        return text.append("""
                    *) _files ;;
                  esac
                }
                if [ "$funcstack[1]" = _sley ]; then
                  _sley "$@"
                else
                  compdef _sley sley
                fi
                """).toString();
    }

    private static String arguments(CommandSpec spec) {
        String options = shown(spec).flatMap(option -> Stream.of(option.names()).map(name -> " \\\n      " + quoted(zshOption(option, name)))).collect(Collectors.joining());
        return options + spec.positionalParameters().stream().map(p -> " \\\n      " + quoted((p.arity().max() > 1 ? "*" : "") + ":" + p.paramLabel() + ":" + zshValues(p.paramLabel())))
                .collect(Collectors.joining());
    }

    private static String zshOption(OptionSpec option, String name) {
        boolean value = option.arity().max() > 0;
        String meaning = String.join(" ", option.description()).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]");
        return name + (value && name.startsWith("--") ? "=" : "") + "[" + meaning + "]" + (value ? ":" + option.paramLabel() + ":" + zshValues(option.paramLabel()) : "");
    }

    private static String zshValues(String label) {
        if (VALUES.containsKey(label)) {
            // Colons separate the parts of a specification.
            return "(" + VALUES.get(label).replace(":", "\\:") + ")";
        }
        return FILES.contains(label) ? "_files" : " ";
    }

    // ---- fish

    static String fish(CommandLine root) {
        var text = new StringBuilder("# Completion of the command sley for fish; made by `sley completion fish`.\n");
        root.getSubcommands().forEach((name, command) -> text.append("complete -c sley -n __fish_use_subcommand -a ").append(name).append(" -d ").append(fishQuoted(summary(command))).append('\n'));
        root.getSubcommands().forEach((name, command) -> {
            CommandSpec spec = command.getCommandSpec();
            String condition = "complete -c sley -n '__fish_seen_subcommand_from " + name + "'";
            shown(spec).forEach(option -> {
                text.append(condition);
                for (String written : option.names()) {
                    text.append(written.startsWith("--") ? " -l " + written.substring(2) : " -s " + written.substring(1));
                }
                text.append(option.arity().max() > 0 ? FILES.contains(option.paramLabel()) ? " -r" : " -x" + fishValues(option.paramLabel()) : "");
                text.append(" -d ").append(fishQuoted(String.join(" ", option.description()))).append('\n');
            });
            for (PositionalParamSpec parameter : spec.positionalParameters()) {
                if (!FILES.contains(parameter.paramLabel())) {
                    text.append(condition).append(" -f").append(fishValues(parameter.paramLabel())).append('\n');
                }
            }
        });
        return text.toString();
    }

    private static String fishValues(String label) {
        return VALUES.containsKey(label) ? " -a " + fishQuoted(VALUES.get(label)) : "";
    }

    // ---- Both

    private static Stream<OptionSpec> shown(CommandSpec spec) {
        return spec.options().stream().filter(option -> !option.hidden());
    }

    private static String summary(CommandLine command) {
        return String.join(" ", command.getCommandSpec().usageMessage().description());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String fishQuoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
