package sley.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A language that a workload is written in: its source file, how it is built, how it is run. C stands for what the kernel allows, not for a peer of a script.
enum Peer {
    SLEY("main.sley", "sley"),
    GO("main.go", "go"),
    JAVA("Main.java", "javac"),
    NODE("main.js", "node"),
    ERLANG("main.erl", "erlc"),
    PYTHON("main.py", "python3"),
    C("main.c", "cc");

    private final String source;
    private final String tool;

    Peer(String source, String tool) {
        this.source = source;
        this.tool = tool;
    }

    static Optional<Peer> named(String name) {
        return Arrays.stream(values()).filter(peer -> peer.label().equals(name)).findFirst();
    }

    String label() {
        return name().toLowerCase();
    }

    /// Whether the workload has a program for this peer.
    boolean has(Workload workload) {
        return Files.exists(source(workload));
    }

    Path source(Workload workload) {
        return workload.folder().resolve(source);
    }

    /// The tool that must be on the machine: the launcher of this checkout for Sley, the JDK that runs the bench for Java, else something on the path.
    Optional<Path> find(Path home) {
        return switch (this) {
            case SLEY -> Optional.of(home.resolve("sley"));
            case JAVA -> Optional.of(Path.of(System.getProperty("java.home"), "bin", tool)).filter(Files::isExecutable);
            default -> onPath(tool);
        };
    }

    static Optional<Path> onPath(String tool) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).map(folder -> Path.of(folder, tool)).filter(Files::isExecutable).findFirst();
    }

    /// What makes a runnable program in `out`; empty for a language that runs its source.
    List<String> build(Path tool, Workload workload, Path out) {
        String file = source(workload).toString();
        return switch (this) {
            case SLEY, NODE, PYTHON -> List.of();
            case GO -> List.of(tool.toString(), "build", "-o", out.resolve("main").toString(), file);
            case JAVA -> List.of(tool.toString(), "-d", out.toString(), file);
            case ERLANG -> List.of(tool.toString(), "-o", out.toString(), file);
            case C -> List.of(tool.toString(), "-O2", "-pthread", "-o", out.resolve("main").toString(), file, "-lm");
        };
    }

    /// The command that runs it. `carriers` is 0 for as many as the machine has.
    List<String> command(Path tool, Workload workload, Path out, int carriers) {
        List<String> command = new ArrayList<>();
        switch (this) {
            case SLEY -> command.addAll(List.of(tool.toString(), "run"));
            case GO, C -> command.add(out.resolve("main").toString());
            case JAVA -> {
                command.add(tool.resolveSibling("java").toString());
                if (carriers > 0) command.addAll(List.of("-Djdk.virtualThreadScheduler.parallelism=" + carriers, "-Djdk.virtualThreadScheduler.maxPoolSize=" + carriers));
                command.addAll(List.of("-cp", out.toString(), "Main"));
            }
            case NODE, PYTHON -> command.add(tool.toString());
            case ERLANG -> {
                command.addAll(List.of(tool.resolveSibling("erl").toString(), "+P", "5000000", "-noshell", "-pa", out.toString()));
                if (carriers > 0) command.addAll(List.of("+S", String.valueOf(carriers)));
                command.addAll(List.of("-s", "main", "main"));
            }
        }
        if (this == SLEY && carriers > 0) command.addAll(List.of("--carriers", String.valueOf(carriers)));
        if (this == SLEY || this == NODE || this == PYTHON) command.add(source(workload).toString());
        return command;
    }

    /// Whether a number of carriers means anything to it.
    boolean takesCarriers() {
        return this != NODE && this != PYTHON && this != C;
    }
}
