package sley.cli.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How to start this same command again: the same java, the same classes, the same options of the host.
public final class SameVm {
    private static final String MAIN = "sley.cli.Main";
    /// Options of the host that belong to one process: what its streams are, tools that watch it, files that it writes.
    private static final List<String> ITS_OWN = List.of("-Dsley.tty", "-javaagent", "-agentlib", "-agentpath", "-Xrunjdwp", "-XX:AOTCacheOutput", "-XX:AOTMode", "-XX:AOTConfiguration", "-XX:ArchiveClassesAtExit");

    private SameVm() {}

    /// @param arguments those of `sley`
    public static List<String> command(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(a -> ITS_OWN.stream().noneMatch(a::startsWith)).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(arguments);
        return command;
    }

    /// As [#command], for users to read.
    public static String shown(List<String> arguments) {
        return String.join(" ", Stream.concat(Stream.of("sley"), arguments.stream()).toList());
    }
}
