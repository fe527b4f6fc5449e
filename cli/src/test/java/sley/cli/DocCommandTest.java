package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command says about the library and about itself.
class DocCommandTest {
    private record Outcome(int exit, String out, String err) {}

    private static Outcome run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = Main.run(arguments, new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false));
        return new Outcome(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void namesOfAllKinds() {
        assertTrue(run("doc", "list.map").out.contains("fn map<T, R>(self: list<T>"), run("doc", "list.map").out);
        assertTrue(run("doc", "print").out.startsWith("print(values…)\n    Writes"));
        assertTrue(run("doc", "chan").out.contains("c.recv() -> T?"));
        assertTrue(run("doc", "strings").out.startsWith("import strings\n"));
        assertTrue(run("doc", "lists.chunks").out.contains("fn chunks<T>") || run("doc", "chunks").out.contains("fn chunks<T>"));
        assertTrue(run("doc").out.contains("Modules of the standard library"));
        assertEquals(new Outcome(1, "", "sley doc: nothing is called `list.mapp`; did you mean `list.map`?\n"), run("doc", "list.mapp"));
        assertTrue(run("doc", "\u001B[2J").err.indexOf('\u001B') < 0);
    }

    @Test
    void everyDocumentedNameIsFoundByIt() {
        String overview = run("doc").out;
        for (String word : overview.substring(overview.indexOf('\n'), overview.indexOf("Modules of")).split("\\s+")) {
            if (word.matches("[a-z][A-Za-z]*") && !word.equals("with") && !word.equals("methods")) {
                assertEquals(0, run("doc", word).exit, word);
            }
        }
    }

    @Test
    void theManualNamesEveryCommandAndOption() {
        String page = run("man").out.replace("\\-", "-");
        String help = run("--help").out;
        help.lines().filter(l -> l.matches("  [a-z]+ .*")).forEach(l -> assertTrue(page.contains(".SS sley " + l.strip().split(" ")[0]), l));
        assertTrue(page.contains("--time-slice") && page.contains(".SH EXIT STATUS"), page);
    }

    @Test
    void completionInBash(@TempDir Path folder) throws Exception {
        Path script = folder.resolve("sley.bash");
        Files.writeString(script, run("completion", "bash").out);
        assumeTrue(available("bash"), "bash is not installed");
        assertEquals("repl run", bash(script, "r"));
        assertEquals("--carriers", bash(script, "run --carr"));
        assertTrue(!Files.readString(script).contains("+o default"), "files are completed");
        assertEquals(2, run("completion", "tcsh").exit);
        assertTrue(run("completion", "fish").out.contains("complete -c sley -n __fish_use_subcommand -a fmt"));
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
