package sley.cli.repl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import sley.cli.repl.Evaluator.Answer;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;
import sley.compiler.source.SourceFile;
import sley.compiler.source.SourceText;
import sley.vm.VmOptions;
import sley.vm.io.Causes;
import sley.vm.report.Census;
import sley.vm.report.ThreadReport;
import sley.vm.thread.GreenThread;

/// The commands of a session, which begin with a colon.
final class MetaCommands {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Evaluator evaluator;
    /// Documentation of a built-in or standard name.
    private final Function<String, Optional<String>> documentation;
    private final Set<Long> killed = new HashSet<>();

    MetaCommands(Evaluator evaluator, Function<String, Optional<String>> documentation) {
        this.evaluator = evaluator;
        this.documentation = documentation;
    }

    static boolean is(String line) {
        return line.stripLeading().startsWith(":");
    }

    Answer run(String line) {
        String text = line.strip().substring(1);
        int end = 0;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        String word = text.substring(0, end);
        String argument = text.substring(end).strip();
        List<String> names = Words.matching(word);
        if (names.size() != 1) {
            return failure(names.isEmpty() ? "no command `:" + Renderer.visible(word) + "`; `:help` lists them"
                    : word.isEmpty() ? "a command follows the colon; `:help` lists them" : "`:" + word + "` may be " + String.join(" or ", names.stream().map(n -> ":" + n).toList()));
        }
        Words.Command command = Words.ALL.stream().filter(c -> c.name().equals(names.getFirst())).findFirst().orElseThrow();
        if (argument.isEmpty() && !command.argument().isEmpty() && !command.name().equals("model")) {
            return failure("`:" + command.name() + " " + command.argument() + "`: " + command.meaning());
        }
        return switch (command.name()) {
            case "help" -> text(Words.help());
            case "type" -> evaluator.type(argument);
            case "doc" -> document(argument);
            case "dis" -> evaluator.disassemble(argument);
            case "ps" -> text(evaluator.vm().threads().isEmpty() ? "no threads" : ThreadReport.of(evaluator.vm().schedulers(), evaluator.held()).stripTrailing());
            case "why" -> thread(argument).<Answer>map(t -> text(Census.why(evaluator.vm().schedulers(), evaluator.held(), t.id).stripTrailing())).orElse(unknown(argument));
            case "kill" -> thread(argument).map(this::kill).orElse(unknown(argument));
            case "model" -> model(argument);
            case "stats" -> text(evaluator.vm().statistics());
            case "load" -> load(argument);
            case "save" -> save(argument);
            case "time" -> time(argument);
            case "reset" -> {
                evaluator.reset();
                killed.clear();
                yield text("everything is forgotten");
            }
            case "quit" -> new Answer.Quit();
            default -> throw new IllegalStateException(command.name());
        };
    }

    private static Answer text(String text) {
        return new Answer.Values(List.of(text));
    }

    private static Answer failure(String text) {
        return new Answer.Failure("error: " + text);
    }

    private Answer document(String name) {
        var own = evaluator.compiler().declared().stream().filter(d -> d.name().equals(name)).findFirst();
        if (own.isPresent()) {
            return text(Renderer.visible(own.get().detail()) + (own.get().doc().isEmpty() ? "" : "\n\n" + Renderer.visible(own.get().doc())));
        }
        return documentation.apply(name).map(MetaCommands::text).orElse(failure("no documentation of `" + Renderer.visible(name) + "`; `:doc list.map`, `:doc json` and names of this session have some"));
    }

    // ---- Threads

    private Optional<GreenThread> thread(String number) {
        return evaluator.vm().threads().stream().filter(t -> Long.toString(t.id).equals(number) || t.name.equals(number)).findFirst();
    }

    private static Answer unknown(String thread) {
        return failure("no thread `" + Renderer.visible(thread) + "`; `:ps` lists them");
    }

    private Answer kill(GreenThread thread) {
        boolean again = !killed.add(thread.id);
        evaluator.vm().kill(thread, again);
        return text("thread " + thread.id + (again ? " must end, whatever it catches" : " gets an error of kind cancelled"));
    }

    private Answer model(String argument) {
        VmOptions.Model model;
        switch (argument) {
            case "" -> {
                return text(evaluator.vm().model());
            }
            case "1:1" -> model = VmOptions.Model.ONE_TO_ONE;
            case "n:1", "N:1" -> model = VmOptions.Model.N_TO_ONE;
            case "m:n", "M:N" -> model = VmOptions.Model.M_TO_N;
            default -> {
                return failure("the models are 1:1, n:1 and m:n");
            }
        }
        List<GreenThread> threads = evaluator.vm().threads();
        int alive = threads.size();
        String before = String.join(" and ", threads.stream().map(t -> t.scheduler.model()).distinct().toList());
        evaluator.use(evaluator.options().withModel(model));
        return text("what follows runs under " + evaluator.vm().model() + (alive == 0 ? "" : "; the " + (alive == 1 ? "thread" : alive + " threads") + " of before "
                + (alive == 1 ? "goes" : "go") + " on under " + before + ", and can still talk to new ones"));
    }

    // ---- Files

    private Answer load(String name) {
        byte[] bytes;
        String identity;
        try {
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                return failure("cannot read `" + Renderer.visible(name) + "`: it is a directory");
            }
            try (var input = Files.newInputStream(path)) {
                bytes = input.readNBytes(SourceText.MAX_BYTES + 1);
            }
            identity = path.toRealPath().toString();
        } catch (IOException | InvalidPathException problem) {
            return failure("cannot read `" + Renderer.visible(name) + "`: " + Renderer.visible(Causes.of(problem)));
        }
        var diagnostics = new Diagnostics();
        Optional<SourceFile> file = SourceText.decode(name, bytes, diagnostics);
        return file.isPresent() ? evaluator.evaluate(file.get(), identity) : new Answer.Failure(new Renderer(false).renderAll(diagnostics.all()).stripTrailing());
    }

    /// Never overwrites a file: the script may hold work.
    private Answer save(String name) {
        String script = evaluator.script();
        if (script.isEmpty()) {
            return failure("there is nothing to save yet");
        }
        try {
            Files.writeString(Path.of(name), script, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return text("saved to " + Renderer.visible(name));
        } catch (FileAlreadyExistsException exists) {
            return failure("`" + Renderer.visible(name) + "` exists already; choose another name");
        } catch (IOException | InvalidPathException problem) {
            return failure("cannot write `" + Renderer.visible(name) + "`: " + Renderer.visible(Causes.of(problem)));
        }
    }

    private Answer time(String input) {
        long began = System.nanoTime();
        Answer answer = evaluator.evaluate(input.getBytes(StandardCharsets.UTF_8));
        String took = String.format("%.3f ms, compiling included", (System.nanoTime() - began) / NANOS_PER_MILLI);
        return switch (answer) {
            case Answer.Values(List<String> lines) -> {
                var all = new ArrayList<>(lines);
                all.add(took);
                yield new Answer.Values(all);
            }
            case Answer.Failure(String report) -> new Answer.Failure(report + "\n" + took);
            case Answer.Incomplete incomplete -> incomplete;
            case Answer.Leave leave -> leave;
            case Answer.Quit quit -> quit;
        };
    }
}
