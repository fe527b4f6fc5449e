package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Main.run(arguments, new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false));
    }

    private String file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("a.sley"), bytes).toString();
    }

    private String file(String text) throws IOException {
        return file(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aGoodFileIsSilent() throws IOException {
        assertEquals(0, run("check", file("\uFEFFlet x = 1\r\nprint(x)\r\n")));
        assertEquals("", out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void showsPlaceLineAndRemedy() throws IOException {
        String name = file("let x = 1\nif x = 2 { }\n");
        assertEquals(65, run("check", name));
        assertEquals("""
                error[syntax]: unexpected `=`
                  --> NAME:2:6
                  |
                2 | if x = 2 { }
                  |      ^ expected `{`
                  = help: `==` compares

                """.replace("NAME", name), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void jsonGoesToStandardOutput() throws IOException {
        assertEquals(65, run("check", "--json", file("let x = \"a\n")));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("\"code\": \"unterminated\""));
    }

    @Test
    void badTextIsOneError() throws IOException {
        assertEquals(65, run("check", file(new byte[] {'a', (byte) 0xFF})));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("bad byte 0xff at offset 1"));
    }

    @Test
    void exitCodes() {
        assertEquals(66, run("check", folder.resolve("missing.sley").toString()));
        assertEquals(66, run("check", folder.toString()));
        assertEquals(2, run("check"));
        assertEquals(2, run("nonsense"));
        assertEquals(2, run("check", "--nonsense", "x"));
        assertEquals(0, run("--version"));
        assertEquals(0, run("check", "--help"));
    }
}
