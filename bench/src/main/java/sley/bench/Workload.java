package sley.bench;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.stream.Stream;

/// What is measured: a folder of `bench/programs` with the same program in several languages and a `workload.properties`.
///
/// `title` and `shows` are for people; `order` places it in the table; `kind` says who measures (see [Kind]); `memory = yes` adds the peak of resident memory;
/// `scales = yes` repeats it over 1, 2, 4 ... carriers, up to the cores of the machine;
/// `goal` is the ratio to a peer (`against`, Go unless said) that the main figure is to reach, `goal.NAME` that of another figure.
record Workload(String name, Path folder, Properties properties) {
    /// Who measures: the program itself, the runner from start to end of the process, or a load generator that talks to it as a server.
    enum Kind { SELF, WALL, HTTP, ECHO }

    static List<Workload> all(Path programs) {
        try (Stream<Path> folders = Files.list(programs)) {
            return folders.filter(folder -> Files.exists(folder.resolve("workload.properties"))).map(Workload::read)
                .sorted(Comparator.comparingInt(Workload::order).thenComparing(Workload::name)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + programs, e);
        }
    }

    private static Workload read(Path folder) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("workload.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the properties in " + folder, e);
        }
        return new Workload(folder.getFileName().toString(), folder, properties);
    }

    String title() {
        return properties.getProperty("title", name);
    }

    String shows() {
        return properties.getProperty("shows", "");
    }

    int order() {
        return Integer.parseInt(properties.getProperty("order", "100"));
    }

    Kind kind() {
        return Kind.valueOf(properties.getProperty("kind", "self").toUpperCase());
    }

    /// Whether it is also measured over 1, 2, 4 ... carriers.
    boolean scales() {
        return properties.getProperty("scales", "no").equals("yes");
    }

    boolean showsMemory() {
        return properties.getProperty("memory", "no").equals("yes");
    }

    /// The peer that the goal is set against.
    Peer against() {
        return Peer.named(properties.getProperty("against", "go")).orElseThrow(() -> new IllegalStateException(name + ": unknown peer in `against`"));
    }

    /// The ratio to reach for a figure; the main figure's is `goal` unless it has one by name.
    OptionalDouble goal(String figure, boolean isMain) {
        String goal = properties.getProperty("goal." + figure, isMain ? properties.getProperty("goal") : null);
        return goal == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(goal));
    }
}
