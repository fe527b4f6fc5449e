package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command says about the library and about itself.
class DocCommandTest {
    @Test
    void namesOfAllKinds() {
        assertTrue(CommandRun.of("doc", "list.map").out().contains("fn map<T, R>(self: list<T>"), CommandRun.of("doc", "list.map").out());
        assertTrue(CommandRun.of("doc", "print").out().startsWith("print(values…)\n    Writes"));
        assertTrue(CommandRun.of("doc", "chan").out().contains("c.recv() -> T?"));
        assertTrue(CommandRun.of("doc", "strings").out().startsWith("import strings\n"));
        assertTrue(CommandRun.of("doc", "lists.chunks").out().contains("fn chunks<T>") || CommandRun.of("doc", "chunks").out().contains("fn chunks<T>"));
        assertTrue(CommandRun.of("doc", "sync").out().contains("struct WaitGroup\n"), "fields that are the module's own are left out");
        assertTrue(CommandRun.of("doc").out().contains("Modules of the standard library"));
        assertEquals(new CommandRun(1, "", "sley doc: nothing is called `list.mapp`; did you mean `list.map`?\n"), CommandRun.of("doc", "list.mapp"));
        assertTrue(CommandRun.of("doc", "\u001B[2J").err().indexOf('\u001B') < 0);
    }

    @Test
    void everyDocumentedNameIsFoundByIt() {
        String overview = CommandRun.of("doc").out();
        for (String word : overview.substring(overview.indexOf('\n'), overview.indexOf("Modules of")).split("\\s+")) {
            if (word.matches("[a-z][A-Za-z]*") && !word.equals("with") && !word.equals("methods")) {
                assertEquals(0, CommandRun.of("doc", word).exit(), word);
            }
        }
    }

    @Test
    void theManualNamesEveryCommandAndOption() {
        String page = CommandRun.of("man").out().replace("\\-", "-");
        String help = CommandRun.of("--help").out();
        help.lines().filter(l -> l.matches("  [a-z]+ .*")).forEach(l -> assertTrue(page.contains(".SS sley " + l.strip().split(" ")[0]), l));
        assertTrue(page.contains("--time-slice") && page.contains(".SH EXIT STATUS"), page);
    }

    @Test
    void completionInBash(@TempDir Path folder) throws Exception {
        Path script = folder.resolve("sley.bash");
        Files.writeString(script, CommandRun.of("completion", "bash").out());
        assumeTrue(available("bash"), "bash is not installed");
        assertEquals("repl run", bash(script, "r"));
        assertEquals("--carriers", bash(script, "run --carr"));
        assertEquals("exact", bash(script, "compare --order e"));
        assertTrue(!Files.readString(script).contains("+o default"), "files are completed");
        assertEquals(2, CommandRun.of("completion", "tcsh").exit());
    }

    @Test
    void completionInFish(@TempDir Path folder) throws Exception {
        assumeTrue(available("fish"), "fish is not installed");
        Path script = Files.writeString(folder.resolve("sley.fish"), CommandRun.of("completion", "fish").out());
        assertEquals("1:1 m:n n:1", fish(script, "sley run --model "));
        assertEquals("--models", fish(script, "sley test --models"));
        assertTrue(fish(script, "sley comp").contains("compare completion"), fish(script, "sley comp"));
    }

    private static String fish(Path script, String line) throws IOException {
        var process = new ProcessBuilder("fish", "--no-config", "-c", "source " + script + "; complete -C '" + line + "'").redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().map(l -> l.split("\t")[0]).reduce((a, b) -> a + " " + b).orElse("");
    }

    /// A real shell at a pseudo-terminal, where Tab is pressed.
    @Test
    void completionInZsh(@TempDir Path folder) throws Exception {
        assumeTrue(available("zsh") && available("python3"), "zsh or python3 is not installed");
        Files.writeString(folder.resolve("_sley"), CommandRun.of("completion", "zsh").out());
        var process = new ProcessBuilder("python3", Path.of("src/test/resources/completion/zsh.py").toAbsolutePath().toString()).directory(folder.toFile()).redirectErrorStream(true).start();
        String transcript = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), transcript);
    }

    private static String bash(Path script, String line) throws IOException, InterruptedException {
        String[] words = line.split(" ");
        String array = "COMP_WORDS=(sley " + line + "); COMP_CWORD=" + words.length + "; COMP_LINE='sley " + line + "'; COMP_POINT=${#COMP_LINE}";
        var process = new ProcessBuilder("bash", "-c", "source " + script + "; " + array + "; _complete_sley 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\" | sort").redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out.lines().map(String::strip).distinct().reduce((a, b) -> a + " " + b).orElse("");
    }

    private static boolean available(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}
