package sley.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher and its caches, as users meet them: a copy of the built checkout in a folder of its own, started as a process with a cache folder of its own.
class LauncherTest {
    private static final Path BUILT = Path.of("../cli/target/sley.jar");
    /// The cache is made at the lowest priority: a few seconds on a quiet machine, minutes on one that is busy with other builds.
    private static final long PATIENCE_SECONDS = 600;

    @TempDir
    private Path folder;
    private Path caches;

    @BeforeEach
    void copyOfTheCheckout() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the launcher needs a POSIX shell");
        assumeTrue(Files.exists(BUILT), "the jar is made by the phase `package`");
        caches = folder.resolve("caches");
        copy("../sley", "sley");
        copy("../cli/src/package/make-cache", "cli/src/package/make-cache");
        copy(BUILT.toString(), "cli/target/sley.jar");
    }

    private void copy(String from, String to) throws IOException {
        Path target = folder.resolve(to);
        Files.createDirectories(target.getParent());
        Files.copy(Path.of(from), target, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private record Ended(int exit, String out, String err) {}

    private Process start(Path cacheFolder, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(folder.resolve("sley").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SLEY_"));
        builder.environment().put("SLEY_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_CACHE_HOME", cacheFolder.toString());
        builder.environment().put("SLEY_JAVA_OPTS", "-Xlog:class+load:file=" + folder.resolve("classes.log"));
        return builder.start();
    }

    /// The JVM decodes arguments and names of files by the locale, Sley does not.
    @Test
    void namesAreUtf8InEveryLocale() throws Exception {
        // Its name is given to a shell that makes the file: this process may have another locale itself.
        Files.writeString(folder.resolve("names.sley"), "print(len(args[0]), args[0] == \"\\u{FC}\", readFile(\"\\u{FC}\"), env(\"LC_ALL\") ?? \"none\")\n"
                + "print(readLine(exec([\"sh\", \"-c\", \"echo locale $LC_ALL\"]).stdout))\n");
        String shell = "name=$(printf '\\303\\274'); printf text > \"$name\"; SLEY_NO_CACHE=1 ./sley names.sley \"$name\"";
        for (String set : List.of("LC_ALL=C export LC_ALL; ", "unset LC_ALL LC_CTYPE LANG; ")) {
            var builder = new ProcessBuilder("/bin/sh", "-c", set + shell).directory(folder.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SLEY_"));
            builder.environment().put("SLEY_JAVA_HOME", System.getProperty("java.home"));
            boolean given = set.startsWith("LC_ALL");
            assertEquals(new Ended(0, "1 true text " + (given ? "C" : "none") + "\nlocale" + (given ? " C" : " ").stripTrailing() + "\n", ""), trimmed(end(builder.start())));
        }
    }

    private static Ended trimmed(Ended ended) {
        return new Ended(ended.exit(), ended.out().replace(" \n", "\n"), ended.err());
    }

    private Ended end(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it ends");
        return new Ended(process.exitValue(), out, err);
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return end(start(caches, arguments));
    }

    private String script(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        return name;
    }

    private List<Path> caches(String ending) throws IOException {
        Path inside = caches.resolve("sley");
        if (!Files.isDirectory(inside)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inside)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    /// Waits for the background to have made a cache and tidied up.
    private List<Path> cache() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            if (!caches(".aot").isEmpty() && caches(".lock").isEmpty()) {
                return caches(".aot");
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no start-up cache after " + PATIENCE_SECONDS + " s; there is " + caches(""));
    }

    private boolean startedFromCache() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("classes.log"))) {
            return lines.anyMatch(line -> line.contains(" sley.cli.Main source: shared objects file"));
        }
    }

    @Test
    void theFirstStartMakesACacheAndAChangedJarDoesNotUseIt() throws Exception {
        String hello = script("hello.sley", "print(\"hello\")");
        Files.createDirectories(caches.resolve("sley/1-2.scripts"));
        Process first = start(caches, hello);
        Process second = start(caches, hello);
        assertEquals(new Ended(0, "hello\n", ""), end(first));
        assertEquals(new Ended(0, "hello\n", ""), end(second));
        List<Path> made = cache();
        assertFalse(Files.exists(caches.resolve("sley/1-2.scripts")), "what belongs to a build without a cache goes");
        assertEquals(3, made.size(), "two first starts make them once, for compiled scripts, for scripts, and for all else: " + made);
        assertEquals(new Ended(0, "hello\n", ""), run(hello));
        assertTrue(startedFromCache(), "the next start uses it");

        Ended before = run("--version");
        replaceInJar("sley/cli/", "0.1.0", "9.9.9");
        Ended after = run("--version");
        assertEquals(before.out().replace("0.1.0", "9.9.9"), after.out(), "the new classes run");
        assertFalse(startedFromCache());
        assertEquals(new Ended(0, "hello\n", ""), run(hello));

        for (Path each : made) {
            Files.writeString(each, "not a cache");
        }
        copy(BUILT.toString(), "cli/target/again.jar");
        Files.move(folder.resolve("cli/target/again.jar"), folder.resolve("cli/target/sley.jar"), StandardCopyOption.REPLACE_EXISTING);
        assertEquals(new Ended(0, "hello\n", ""), run(hello), "a broken cache is passed over in silence");
        assertEquals(before, run("--version"));
    }

    /// Ctrl-\: the list of the script's threads, or nothing when it comes too early; never that of the host's.
    @Test
    void quitShowsNothingOfTheHost() throws Exception {
        String limit = new String(new ProcessBuilder("/bin/sh", "-c", "ulimit -v").start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(limit.equals("unlimited\n"), "the address space is limited");
        String waiting = script("waiting.sley", "print(\"up\")\ninput()\nprint(\"end\")");
        Process process = start(Path.of("/proc/none"), waiting);
        var out = process.inputReader(StandardCharsets.UTF_8);
        assertEquals("up", out.readLine());
        assertEquals(0, new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor());
        process.getOutputStream().write('\n');
        process.getOutputStream().close();
        assertEquals("end", out.readLine());
        assertNull(out.readLine());
        assertEquals(0, process.waitFor());
    }

    @Test
    void aWorkingFolderThatIsGoneIsTold() throws Exception {
        String shell = "mkdir gone; cd gone; rmdir ../gone; SLEY_NO_CACHE=1 '" + folder.resolve("sley") + "' -e 'print(1)'";
        var builder = new ProcessBuilder("/bin/sh", "-c", shell).directory(folder.toFile());
        builder.environment().put("SLEY_JAVA_HOME", System.getProperty("java.home"));
        Ended ended = end(builder.start());
        assertEquals(66, ended.exit());
        assertEquals("", ended.out());
        assertTrue(ended.err().endsWith("sley: the working folder is not there any more; go to another one\n"), ended.err());
    }

    @Test
    void worksWithoutAnyCacheFolder() throws Exception {
        String hello = script("hello.sley", "print(\"hello\")");
        Path file = Files.writeString(folder.resolve("a file"), "");
        assertEquals(new Ended(0, "hello\n", ""), end(start(file, hello)));
        assertEquals(new Ended(0, "hello\n", ""), end(start(Path.of("/proc/none"), hello)));
        assertEquals("", Files.readString(file));
    }

    @Test
    void aScriptIsCompiledAgainWhenAnythingOfItHasChanged() throws Exception {
        String main = script("main.sley", "import \"part.sley\"\nprint(part.word(), 1)");
        script("part.sley", "fn word() -> string = \"one\"");
        assertEquals(new Ended(0, "one 1\n", ""), run(main));
        assertEquals(1, entries().size());
        assertEquals(new Ended(0, "one 1\n", ""), run(main));
        script("part.sley", "fn word() -> string = \"two\"");
        assertEquals(new Ended(0, "two 1\n", ""), run(main), "an imported file has changed");
        script("main.sley", "import \"part.sley\"\nprint(part.word(), 2)");
        assertEquals(new Ended(0, "two 2\n", ""), run(main), "the script has changed");
        assertEquals(1, entries().size());

        Path entry = entries().getFirst();
        byte[] bytes = Files.readAllBytes(entry);
        Files.write(entry, Arrays.copyOf(bytes, bytes.length - 40));
        assertEquals(new Ended(0, "two 2\n", ""), run(main), "a damaged entry is as good as none");
        Files.delete(folder.resolve("part.sley"));
        Ended missing = run(main);
        assertEquals(65, missing.exit(), missing.err());
        assertTrue(missing.err().contains("cannot import `part.sley`"), missing.err());
        // What is made in the background is made in this folder, which is about to be deleted.
        cache();
    }

    private List<Path> entries() throws IOException {
        // The training run in the background has a folder of its own.
        Path folderOfScripts = caches(".scripts").stream().filter(path -> !path.toString().contains(".aot")).findFirst().orElseThrow();
        try (Stream<Path> files = Files.list(folderOfScripts)) {
            return files.toList();
        }
    }

    /// Replaces a text by one of the same length in the classes of a folder of the jar.
    private void replaceInJar(String folderOfClasses, String from, String to) throws IOException {
        Path jar = folder.resolve("cli/target/sley.jar");
        Path changed = folder.resolve("cli/target/changed.jar");
        try (var input = new ZipFile(jar.toFile()); var output = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (ZipEntry entry : input.stream().toList()) {
                output.putNextEntry(new ZipEntry(entry.getName()));
                byte[] bytes = input.getInputStream(entry).readAllBytes();
                if (entry.getName().startsWith(folderOfClasses) && entry.getName().endsWith(".class")) {
                    bytes = new String(bytes, StandardCharsets.ISO_8859_1).replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
                }
                output.write(bytes);
                output.closeEntry();
            }
        }
        Files.move(changed, jar, StandardCopyOption.REPLACE_EXISTING);
    }
}
