package sley.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import sley.compiler.Compiler;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;
import sley.compiler.source.SourceFile;
import sley.compiler.source.SourceText;

/// `sley check FILE…`: the diagnostics of source files.
final class CheckCommand implements Command {

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "report the errors of source files";
    }

    @Override
    public CommandSpec options() {
        return CommandSpec.create()
                .addOption(OptionSpec.builder("--json").description("print the diagnostics as a JSON array on standard output").build())
                .addPositional(PositionalParamSpec.builder().paramLabel("FILE").arity("1..*").required(true).type(List.class).auxiliaryTypes(String.class)
                        .description("source files; `-` is standard input").build());
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        boolean json = arguments.hasMatchedOption("--json");
        List<String> files = arguments.matchedPositionals().getFirst().getValue();
        int exit = Exit.OK;
        var all = new ArrayList<Diagnostic>();
        for (String name : files) {
            byte[] bytes;
            try {
                bytes = name.equals("-") ? System.in.readNBytes(SourceText.MAX_BYTES + 1) : read(name);
            } catch (IOException | InvalidPathException problem) {
                terminal.err().println("sley check: cannot read `" + Renderer.visible(name) + "`: " + cause(problem));
                exit = Exit.NO_SUCH_FILE;
                continue;
            }
            var diagnostics = new Diagnostics();
            SourceText.decode(name.equals("-") ? "<stdin>" : name, bytes, diagnostics).ifPresent(file -> check(file, diagnostics));
            all.addAll(diagnostics.all());
            if (diagnostics.failed() && exit == Exit.OK) {
                exit = Exit.DOES_NOT_COMPILE;
            }
        }
        if (json) {
            terminal.out().print(Renderer.json(all));
        } else {
            terminal.err().print(new Renderer(terminal.colour()).renderAll(all));
        }
        return exit;
    }

    private static void check(SourceFile file, Diagnostics diagnostics) {
        Path path = Path.of(file.name()).toAbsolutePath();
        Path root = path.getParent() == null ? path : path.getParent();
        String identity = Files.exists(path) ? real(path) : file.name();
        Compiler.check(file, identity, new FileModules(root)).diagnostics().forEach(diagnostics::add);
    }

    private static String real(Path path) {
        try {
            return path.toRealPath().toString();
        } catch (IOException vanished) {
            return path.toString();
        }
    }

    private static byte[] read(String name) throws IOException {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            throw new IOException("it is a directory");
        }
        try (var input = Files.newInputStream(path)) {
            return input.readNBytes(SourceText.MAX_BYTES + 1);
        }
    }

    private static String cause(Exception problem) {
        return switch (problem) {
            case NoSuchFileException _ -> "no such file";
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            default -> Renderer.visible(String.valueOf(problem.getMessage()));
        };
    }
}
