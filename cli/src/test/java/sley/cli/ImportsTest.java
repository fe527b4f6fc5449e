package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sley.compiler.ModuleSource.Found;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;
import sley.compiler.source.SourceFile;
import sley.vm.permit.Permissions;
import sley.vm.permit.Rules;

/// Imports leave the folder of the main file only where `--allow-read` lets them, however their paths are worded, and say nothing of what lies outside.
class ImportsTest {
    private static final String OUTSIDE = "it lies outside of the project's folder, and `--allow-read` does not name where it leads";

    @TempDir
    private Path folder;
    private Path project;

    @BeforeEach
    void files() throws Exception {
        project = Files.createDirectories(folder.resolve("project"));
        Files.createDirectories(project.resolve("sub"));
        Files.writeString(project.resolve("util.sley"), "let shared = 1\n");
        Files.writeString(folder.resolve("secret.sley"), "the secret words\n");
        Files.createSymbolicLink(project.resolve("out.sley"), Path.of("../secret.sley"));
        Files.createSymbolicLink(project.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(project.resolve("same.sley"), Path.of("util.sley"));
    }

    private Found find(String path) {
        return new FileModules(project).file(new SourceFile(project.resolve("main.sley").toString(), ""), path);
    }

    @Test
    void nothingOutsideIsFound() {
        for (String path : new String[] {"../secret.sley", "sub/../../secret.sley", "/etc/passwd", "..//secret.sley", "./../secret.sley", "out.sley", "up/secret.sley", "/dev/stdin",
                "../../../../../../etc/passwd"}) {
            assertEquals(OUTSIDE, find(path).problem(), path);
        }
        // Whether it exists makes no difference.
        assertEquals(find("../secret.sley").problem(), find("../no-such-file.sley").problem());
    }

    private Found find(Rules read, String path) {
        Rules none = new Rules(List.of(), List.of());
        return new FileModules(project, new Permissions(true, read, none, none, none, none, none), _ -> { }).file(new SourceFile(project.resolve("main.sley").toString(), ""), path);
    }

    @Test
    void leaveIsGivenByWhereAPathLeads() throws Exception {
        Files.createDirectories(folder.resolve("library"));
        Files.writeString(folder.resolve("library/part.sley"), "let part = 1\n");
        Files.createSymbolicLink(folder.resolve("library/trap.sley"), Path.of("../secret.sley"));
        var library = new Rules(List.of(folder.resolve("library").toString()), List.of());
        for (String path : new String[] {"../library/part.sley", folder.resolve("library/part.sley").toString(), "up/library/part.sley", "../library/../library/part.sley"}) {
            assertTrue(find(library, path).file().isPresent(), path + ": " + find(library, path).problem());
        }
        for (String path : new String[] {"../secret.sley", "../library/trap.sley", "../library/../secret.sley", "out.sley", "../librarypart.sley", "/proc/self/environ"}) {
            assertEquals(OUTSIDE, find(library, path).problem(), path);
        }
        assertEquals("no such file", find(library, "../library/none.sley").problem());
        var but = new Rules(List.of(folder.toString()), List.of(folder.resolve("library").toString()));
        assertTrue(find(but, "../secret.sley").file().isPresent());
        assertEquals(OUTSIDE, find(but, "../library/part.sley").problem());
    }

    /// As a user does it; and what was read by leave is not kept for a run that has none.
    @Test
    void theOptionOfTheCommand() throws Exception {
        Path main = Files.writeString(project.resolve("main.sley"), "import \"../secret.sley\" as s\nprint(s.word)\n");
        Files.writeString(folder.resolve("secret.sley"), "let word = \"open\"\n");
        for (String[] command : new String[][] {{"run", "--allow-read", folder.toString()}, {"check", "--allow-read=" + folder}, {"dis", "--allow-read", folder.toString()}}) {
            assertEquals(0, sley(command, main), String.join(" ", command));
        }
        for (String[] command : new String[][] {{"run"}, {"check"}, {"run", "--allow-read", project.toString()}, {"run", "--allow-read", "*", "--deny-read", folder.toString()}}) {
            assertEquals(Exit.DOES_NOT_COMPILE, sley(command, main), String.join(" ", command));
        }
    }

    private static int sley(String[] command, Path file) throws Exception {
        var words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "sley.cli.Main"));
        words.addAll(List.of(command));
        words.add(file.toString());
        return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    @Test
    void whatIsNoFileIsRefused() throws Exception {
        assertEquals("it is not a file", find("sub").problem());
        assertEquals("no such file", find("none.sley").problem());
        assertEquals("no such file", find("%2e%2e/secret.sley").problem());
        assertFalse(find("a\0b.sley").problem().isEmpty());
        Process made = new ProcessBuilder("mkfifo", project.resolve("pipe.sley").toString()).inheritIO().start();
        assumeTrue(made.waitFor() == 0, "there is no mkfifo here");
        assertEquals("it is not a file", find("pipe.sley").problem());
    }

    @Test
    void oneFileUnderSeveralNamesIsOneModule() {
        String identity = find("util.sley").identity();
        assertFalse(identity.isEmpty());
        for (String path : new String[] {"./util.sley", "sub/../util.sley", "same.sley", ".//util.sley"}) {
            assertEquals(identity, find(path).identity(), path);
        }
    }

    @Test
    void theMessageShowsNothingOfAForeignFile() {
        var diagnostics = new Diagnostics();
        var main = new SourceFile(project.resolve("main.sley").toString(), "import \"out.sley\"\nimport \"/etc/passwd\" as users\n");
        Sources.check(main, diagnostics);
        String text = new Renderer(false).renderAll(diagnostics.all());
        assertTrue(text.contains("cannot import `out.sley`: " + OUTSIDE) && text.contains("cannot import `/etc/passwd`: " + OUTSIDE), text);
        assertFalse(text.contains("secret words") || text.contains("root:"), text);
    }
}
