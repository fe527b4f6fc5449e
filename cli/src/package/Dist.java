import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Makes a self-contained archive for this system: `java Dist.java CHECKOUT VERSION`. It holds the launcher, the jar, a Java runtime with only the modules that are needed, the start-up cache,
/// and the completions and the manual page where the command can write them. It is left in `cli/target`.
final class Dist {
    /// Reached by name only, so that no dependency tells of them: kernel facts, signals, TLS, recordings, other charsets' file names.
    private static final List<String> BY_NAME = List.of("jdk.unsupported", "jdk.crypto.ec", "jdk.jfr", "jdk.net", "java.management");
    /// Asked for by parts of the libraries that Sley does not use: windows of the parser's debugger, a terminal for browsers.
    private static final List<String> UNUSED = List.of("java.desktop", "jdk.httpserver");
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    private Dist() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path checkout = Path.of(arguments[0]).toAbsolutePath().normalize();
        String name = "sley-" + arguments[1] + "-" + system();
        Path target = checkout.resolve("cli/target");
        Path root = target.resolve("dist").resolve(name);
        delete(root);
        Path jar = root.resolve("lib/sley.jar");
        Path launcher = root.resolve("bin/sley");
        Files.createDirectories(jar.getParent());
        Files.createDirectories(launcher.getParent());
        Files.copy(target.resolve("sley.jar"), jar);
        Files.copy(checkout.resolve("sley"), launcher);
        Files.setPosixFilePermissions(launcher, Files.getPosixFilePermissions(checkout.resolve("sley")));
        for (String text : List.of("README.md", "LICENSE", "NOTICE")) {
            if (Files.exists(checkout.resolve(text))) Files.copy(checkout.resolve(text), root.resolve(text));
        }
        runtime(jar, root.resolve("lib/runtime"));
        extras(root, launcher);
        cache(root, jar);
        Path archive = target.resolve(name + ".tar.gz");
        run(List.of("tar", "-C", root.getParent().toString(), "-czf", archive.toString(), name));
        System.out.printf(Locale.ROOT, "%s: %.0f MB, unpacked %.0f MB%n", checkout.relativize(archive), Files.size(archive) / 1e6, size(root) / 1e6);
    }

    private static String system() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "macos" : System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return os + "-" + System.getProperty("os.arch");
    }

    private static void runtime(Path jar, Path out) throws IOException, InterruptedException {
        String found = run(List.of(tool("jdeps"), "--ignore-missing-deps", "--multi-release", "25", "--print-module-deps", jar.toString()));
        Set<String> modules = new TreeSet<>(Arrays.asList(found.strip().lines().toList().getLast().split(",")));
        modules.removeAll(UNUSED);
        modules.addAll(BY_NAME);
        run(List.of(tool("jlink"), "--add-modules", String.join(",", modules), "--strip-debug", "--no-header-files", "--no-man-pages", "--generate-cds-archive", "--output", out.toString()));
    }

    private static String tool(String name) {
        return JAVA_HOME.resolve("bin").resolve(name).toString();
    }

    /// What the command writes about itself: completions and the manual page.
    private static void extras(Path root, Path launcher) throws IOException, InterruptedException {
        written(launcher, root.resolve("share/bash-completion/completions/sley"), "completion", "bash");
        written(launcher, root.resolve("share/zsh/site-functions/_sley"), "completion", "zsh");
        written(launcher, root.resolve("share/fish/vendor_completions.d/sley.fish"), "completion", "fish");
        written(launcher, root.resolve("share/man/man1/sley.1"), "man");
    }

    private static void written(Path launcher, Path file, String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(launcher.toString()));
        words.addAll(List.of(command));
        var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SLEY_NO_CACHE", "1");
        Process process = builder.start();
        byte[] output = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0 || output.length == 0) {
            System.out.println("left out: " + String.join(" ", command));
            return;
        }
        Files.createDirectories(file.getParent());
        Files.write(file, output);
    }

    /// Last, because the JVM holds it against the times of what it was made of.
    private static void cache(Path root, Path jar) throws IOException, InterruptedException {
        String[] sum = run(List.of("cksum", jar.toString())).split(" ");
        Path cache = root.resolve("lib").resolve(sum[0] + "-" + sum[1] + ".aot");
        Path folder = Files.createTempDirectory("sley-training");
        record(root, jar, folder, cache, "--train-start-up");
        // Two more, which hold less: for scripts that must be compiled, and for those whose compiled form is kept.
        Path script = folder.resolve("training.sley");
        Files.writeString(script, record(root, jar, folder, null, "--training-script"));
        record(root, jar, folder, cache.resolveSibling(sum[0] + "-" + sum[1] + ".new.aot"), script.toString());
        record(root, jar, folder, cache.resolveSibling(sum[0] + "-" + sum[1] + ".run.aot"), script.toString());
        delete(folder);
        if (!Files.exists(cache)) throw new IllegalStateException("no start-up cache was made");
    }

    private static String record(Path root, Path jar, Path folder, Path cache, String argument) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(root.resolve("lib/runtime/bin/java").toString()));
        if (cache != null) command.add("-XX:AOTCacheOutput=" + cache);
        command.addAll(List.of("-Dsley.scripts=" + folder.resolve("scripts"), "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:+UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=1000", "-cp", jar.toString(), "sley.cli.Main", argument));
        return run(command);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
        return output;
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
