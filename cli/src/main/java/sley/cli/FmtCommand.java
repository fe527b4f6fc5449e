package sley.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;
import sley.compiler.format.Formatter;
import sley.compiler.source.SourceFile;

/// `sley fmt FILE…`: brings source files into the canonical layout.
final class FmtCommand implements Command {
    private static final int DIFFERS = 1;
    private static final int CONTEXT_LINES = 3;

    @Override
    public String name() {
        return "fmt";
    }

    @Override
    public String summary() {
        return "bring source files into the canonical layout";
    }

    @Override
    public CommandSpec options() {
        return CommandSpec.create()
                .addOption(OptionSpec.builder("--check").description("change nothing; list the files that would change, and end with 1 when there are some").build())
                .addOption(OptionSpec.builder("--diff").description("change nothing; show what would change").build())
                .addPositional(PositionalParamSpec.builder().paramLabel("FILE").arity("1..*").required(true).type(List.class).auxiliaryTypes(String.class)
                        .description("source files, or folders of them; `-` formats standard input to standard output").build());
    }

    private record Way(boolean check, boolean diff, Terminal terminal) {}

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        var way = new Way(arguments.hasMatchedOption("--check"), arguments.hasMatchedOption("--diff"), terminal);
        List<String> words = arguments.matchedPositionals().getFirst().getValue();
        int exit = Exit.OK;
        for (String word : words) {
            try {
                for (String name : Sources.files(word)) {
                    int code = format(name, way);
                    exit = exit == Exit.OK || exit == DIFFERS && code != Exit.OK ? code : exit;
                }
            } catch (Sources.Unusable problem) {
                terminal.err().println("sley fmt: " + problem.getMessage());
                exit = problem.exit();
            }
        }
        return exit;
    }

    private static int format(String name, Way way) throws Sources.Unusable {
        byte[] bytes = Sources.source(name);
        var diagnostics = new Diagnostics();
        Optional<SourceFile> file = Sources.decode(name, bytes, diagnostics);
        Optional<String> formatted = file.flatMap(f -> Formatter.format(f, diagnostics));
        if (formatted.isEmpty()) {
            way.terminal.err().print(new Renderer(way.terminal.colour()).renderAll(diagnostics.all()));
            return Exit.DOES_NOT_COMPILE;
        }
        byte[] after = formatted.get().getBytes(StandardCharsets.UTF_8);
        boolean same = Arrays.equals(bytes, after);
        if (way.diff && !same) {
            diff(file.get().name(), file.get().text(), formatted.get()).forEach(way.terminal.out()::println);
        }
        if (way.check && !same) {
            way.terminal.out().println(Renderer.visible(file.get().name()));
        }
        if (way.check || way.diff) {
            return way.check && !same ? DIFFERS : Exit.OK;
        }
        if (name.equals("-")) {
            way.terminal.out().write(after, 0, after.length);
            way.terminal.out().flush();
        } else if (!same) {
            Sources.write(name, after);
            way.terminal.out().println(Renderer.visible(name));
        }
        return Exit.OK;
    }

    private static List<String> diff(String name, String before, String after) {
        List<String> old = before.lines().toList();
        var shown = new ArrayList<String>();
        for (String line : UnifiedDiffUtils.generateUnifiedDiff(name, name + " (formatted)", old, DiffUtils.diff(old, after.lines().toList()), CONTEXT_LINES)) {
            shown.add(Renderer.visible(line));
        }
        return shown;
    }
}
