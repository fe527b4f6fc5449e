package sley.cli.lab;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import sley.cli.compare.Grid;
import sley.cli.process.Child;
import sley.cli.process.Ended;
import sley.cli.process.Machine;
import sley.cli.process.SameVm;

/// All trials, one after the other, and what they gave.
public final class Lab {
    /// A process takes two seconds or less; on a busy machine longer.
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long SILENT_MILLIS = 200;
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final List<Measured> all = new ArrayList<>();
    private final long nanos;
    /// Kernel threads that wanted a CPU when it began, on average over a minute; negative when that is not known.
    private final double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();

    /// @param folder   for files of the runs, which the caller deletes
    /// @param progress told what is being measured
    public Lab(Path folder, Consumer<String> progress) throws IOException, InterruptedException {
        long began = System.nanoTime();
        for (Trial trial : Trial.ALL) {
            progress.accept("trial " + (all.size() + 1) + " of " + Trial.ALL.size() + ": " + trial.question() + ", " + trial.subject());
            all.add(measure(trial, folder));
        }
        nanos = System.nanoTime() - began;
    }

    /// Whether every trial gave a value.
    public boolean complete() {
        return all.stream().allMatch(m -> m.failed().isEmpty());
    }

    private static Measured measure(Trial trial, Path folder) throws IOException, InterruptedException {
        var values = LongStream.builder();
        String limit = "";
        for (int run = 0; run < trial.runs(); run++) {
            Path output = folder.resolve("out");
            Path errors = folder.resolve("err");
            Path program = program(trial, folder);
            var words = new ArrayList<>(List.of("run"));
            words.addAll(trial.options());
            words.add(program.toString());
            for (String argument : trial.arguments()) {
                words.add(argument.equals(Trial.FIFO) ? silentFifo(folder).toString() : argument);
            }
            Child.Result result = new Child(SameVm.command(words), null, output, errors, program, LIMIT_NANOS, _ -> { }).run();
            if (!(result.ended() instanceof Ended.Exited(int code)) || code != 0) {
                String why = result.ended() instanceof Ended.TooLong ? "it took longer than " + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NANOS) + " s" : Files.readString(errors).lines().findFirst().orElse("it ended with " + result.ended());
                return new Measured(trial, new long[0], "", Optional.of(why));
            }
            List<String> lines = Files.readAllLines(output);
            limit = lines.stream().filter(l -> l.startsWith("limit ")).map(l -> l.substring("limit ".length())).findFirst().orElse(limit);
            lines.stream().filter(l -> l.startsWith(trial.printed() + " ")).skip(trial.discarded()).mapToLong(l -> Long.parseLong(l.substring(trial.printed().length() + 1))).forEach(values);
        }
        return new Measured(trial, values.build().sorted().toArray(), limit, Optional.empty());
    }

    private static Path program(Trial trial, Path folder) throws IOException {
        Path file = folder.resolve(trial.program() + ".sley");
        if (!Files.exists(file)) {
            try (InputStream source = Lab.class.getResourceAsStream(trial.program() + ".sley")) {
                Files.copy(source, file);
            }
        }
        return file;
    }

    /// A FIFO whose writer comes when the reader does, and then writes nothing for a while.
    private static Path silentFifo(Path folder) throws IOException, InterruptedException {
        Path fifo = folder.resolve("fifo");
        Files.deleteIfExists(fifo);
        if (new ProcessBuilder("mkfifo", fifo.toString()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() != 0) {
            throw new IOException("mkfifo failed");
        }
        var writer = new Thread(() -> {
            try (var _ = new FileOutputStream(fifo.toFile())) {
                Thread.sleep(SILENT_MILLIS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nothing interrupts this thread", e);
            }
        }, "sley-lab-fifo");
        writer.setDaemon(true);
        writer.start();
        return fifo;
    }

    /// A sentence when the figures are those of a busy machine, else nothing.
    private String busy() {
        return load <= Runtime.getRuntime().availableProcessors() / 2.0 ? ""
                : String.format(Locale.ROOT, "The machine had other work (load %.1f): times and spreads are larger than on a quiet one.%n", load);
    }

    public String text() {
        var text = new StringBuilder("lab: " + Machine.here() + "; " + TimeUnit.NANOSECONDS.toSeconds(nanos) + " s of measuring\n" + busy() + "\n");
        var grid = new Grid();
        grid.row(List.of("", "here", "±", "textbooks say"));
        String question = "";
        for (Measured measured : all) {
            if (!measured.trial().question().equals(question)) {
                question = measured.trial().question();
                grid.row(List.of(question));
            }
            grid.row(List.of("  " + measured.trial().subject(), measured.value(), measured.spread(), measured.trial().textbooks().text()));
        }
        text.append(grid.text()).append("\nMedians; ± is half of the distance between the least and the most.\n\nHow\n");
        for (Measured measured : all) {
            String line = measured.trial().question() + ", " + measured.trial().subject() + ": " + measured.trial().method()
                    + (measured.limit().isEmpty() ? "" : " (ended by: " + measured.limit() + ")") + measured.failed().map(w -> "; FAILED: " + w).orElse("");
            text.append(wrapped(line));
        }
        return text.toString();
    }

    private static String wrapped(String line) {
        var text = new StringBuilder();
        int width = 0;
        for (String word : ("- " + line + ".").split(" ")) {
            if (width + word.length() + 1 > Grid.WIDTH) {
                text.append("\n ");
                width = 1;
            }
            text.append(text.isEmpty() ? "" : " ").append(word);
            width += word.length() + 1;
        }
        return text.append('\n').toString();
    }

    /// Times in nanoseconds, sizes in bytes.
    public JsonObject data() {
        var object = new JsonObject();
        object.addProperty("kind", "lab");
        object.add("machine", GSON.toJsonTree(Machine.here()));
        object.addProperty("machineText", Machine.here().toString());
        object.addProperty("busy", busy().strip());
        object.addProperty("nanos", nanos);
        var trials = new JsonArray();
        for (Measured measured : all) {
            Trial trial = measured.trial();
            var one = new JsonObject();
            one.addProperty("key", trial.key());
            one.addProperty("question", trial.question());
            one.addProperty("subject", trial.subject());
            one.addProperty("unit", trial.unit().name().toLowerCase(Locale.ROOT));
            one.addProperty("text", measured.value());
            one.addProperty("spread", measured.spread());
            if (measured.values().length > 0) {
                one.addProperty("median", measured.median());
            }
            one.add("values", GSON.toJsonTree(measured.values()));
            one.addProperty("limit", measured.limit());
            one.add("textbooks", GSON.toJsonTree(trial.textbooks()));
            one.addProperty("method", trial.method());
            one.addProperty("command", SameVm.shown(List.of("run", String.join(" ", trial.options()), trial.program() + ".sley", String.join(" ", trial.arguments()))));
            measured.failed().ifPresent(w -> one.addProperty("failed", w));
            trials.add(one);
        }
        object.add("trials", trials);
        return object;
    }

    public String json() {
        return GSON.toJson(data()) + "\n";
    }
}
