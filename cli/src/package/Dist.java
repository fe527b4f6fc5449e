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
        extras(checkout, root, launcher);
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

    /// What the command writes about itself, and the manual page.
    private static void extras(Path checkout, Path root, Path launcher) throws IOException, InterruptedException {
        Path page = checkout.resolve("docs/sley.1");
        if (Files.exists(page)) {
            Files.createDirectories(root.resolve("share/man/man1"));
            Files.copy(page, root.resolve("share/man/man1/sley.1"));
        }
        var builder = new ProcessBuilder(launcher.toString(), "completion", "bash").redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SLEY_NO_CACHE", "1");
        Process process = builder.start();
        byte[] completion = process.getInputStream().readAllBytes();
        if (process.waitFor() == 0 && completion.length > 0) {
            Path file = root.resolve("share/bash-completion/completions/sley");
            Files.createDirectories(file.getParent());
            Files.write(file, completion);
        }
    }

    /// Last, because the JVM holds it against the times of what it was made of.
    private static void cache(Path root, Path jar) throws IOException, InterruptedException {
        String[] sum = run(List.of("cksum", jar.toString())).split(" ");
        Path cache = root.resolve("lib").resolve(sum[0] + "-" + sum[1] + ".aot");
        Path scripts = Files.createTempDirectory("sley-scripts");
        run(List.of(root.resolve("lib/runtime/bin/java").toString(), "-XX:AOTCacheOutput=" + cache, "-Dsley.scripts=" + scripts, "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
            "-cp", jar.toString(), "sley.cli.Main", "--train-start-up"));
        delete(scripts);
        if (!Files.exists(cache)) throw new IllegalStateException("no start-up cache was made");
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
