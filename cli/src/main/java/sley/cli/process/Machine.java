package sley.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What was measured on: figures say little without it.
///
/// @param memory bytes, or 0 when that is not known
public record Machine(int cpus, long memory, String system, int java) {
    public static Machine here() {
        long memory = 0;
        try {
            String info = Files.readString(Path.of("/proc/meminfo"));
            String digits = info.lines().filter(l -> l.startsWith("MemTotal:")).findFirst().orElse("").replaceAll("[^0-9]", "");
            memory = digits.isEmpty() ? 0 : Long.parseLong(digits) << 10;
        } catch (IOException _) {
            // Not Linux; the line does without.
        }
        return new Machine(Runtime.getRuntime().availableProcessors(), memory, System.getProperty("os.name"), Runtime.version().feature());
    }

    @Override
    public String toString() {
        return cpus + (cpus == 1 ? " CPU, " : " CPUs, ") + (memory == 0 ? "" : String.format(Locale.ROOT, "%.0f GB, ", memory / (double) (1L << 30))) + system + ", Java " + java;
    }
}
