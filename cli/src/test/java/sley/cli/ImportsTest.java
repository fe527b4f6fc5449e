package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sley.compiler.ModuleSource.Found;
import sley.compiler.diag.Diagnostics;
import sley.compiler.diag.Renderer;
import sley.compiler.source.SourceFile;

/// Imports never leave the folder of the main file, however their paths are worded, and say nothing of what lies outside.
class ImportsTest {
    private static final String OUTSIDE = "it lies outside of the project's folder";

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
