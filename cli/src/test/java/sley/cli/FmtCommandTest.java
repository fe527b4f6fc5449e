package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import sley.compiler.diag.Diagnostics;
import sley.compiler.format.Formatter;
import sley.compiler.parse.DeepStack;
import sley.compiler.parse.Parser;
import sley.compiler.source.SourceFile;

/// The formatter changes layout and nothing else, and has nothing to do the second time.
class FmtCommandTest {
    private static String format(String text) {
        var diagnostics = new Diagnostics();
        return Formatter.format(new SourceFile("f", text), diagnostics).orElseThrow(() -> new AssertionError(diagnostics.all().toString()));
    }

    @TestFactory
    Stream<DynamicTest> nothingButLayoutChanges() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (String folder : List.of("../samples", "../stdlib/src/main/resources", "src/test/resources")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(p -> p.toString().endsWith(".sley")).sorted().toList()) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                    if (tree(text) != null) {
                        tests.add(DynamicTest.dynamicTest(file.toString(), () -> unchanged(text)));
                    }
                }
            }
        }
        assertTrue(tests.size() > 50, "the corpus was not found");
        return tests.stream();
    }

    private static void unchanged(String text) {
        String once = format(text);
        assertEquals(tree(text), tree(once));
        assertEquals(once, format(once));
        // Whatever the layout was before, as long as the lines are the same.
        String mangled = text.lines().map(l -> l.contains("`") || l.contains("/*") ? l : "     " + l.strip()).reduce("", (a, b) -> a + b + "\n");
        if (!text.startsWith("#!") && !text.contains("`") && !text.contains("/*")) {
            assertEquals(once, format(mangled));
        }
    }

    /// The syntax tree without places; null when the text does not parse.
    private static String tree(String text) {
        var diagnostics = new Diagnostics();
        String tree = DeepStack.call(() -> Parser.parse(new SourceFile("f", text), diagnostics).statements().toString());
        return diagnostics.failed() ? null : tree.replaceAll("f:\\d+:\\d+", "@");
    }

    @Test
    void aCommentInAChainStandsWhereTheChainDoes() {
        assertEquals("let ys = xs\n  // first\n  .map(f)\n\n  // second\n  /* third */\n  .each(g)\n// done\nprint(ys)\n",
                format("let ys = xs\n// first\n.map(f)\n\n      // second\n/* third */\n.each(g)\n  // done\nprint(ys)\n"));
    }

    @Test
    void layout() {
        assertEquals("""
                #!/usr/bin/env sley
                import http

                /// Adds.
                fn add(a: int, b: int = -1) -> int {
                  return a + b * (a - -b) // not: - - b
                }
                let xs = [1, 2].map(x => x * 2)
                  .filter(x => x > 1)
                let m = {"a": [1], "b": []}
                let e: map<string, list<int>> = {:}
                let f = fn(x: int) -> int { return x }
                call(1, fn() {
                  print("${ a+b }")
                }, [
                  1, // one
                  22 // two
                ])
                match x {
                  Circle(r) | Dot => r!
                  1..5 => xs[0..=2]
                  _ if not y => {}
                }
                let long = 1 +
                  2
                if a { b() } else { c }
                /* kept
                     as it is */
                let s = `a
                 b`
                """.replace(" // not", "  // not").replace("1, // one", "1,  // one").replace("22 // two", "22  // two"), format("""
                #!/usr/bin/env sley
                import http;


                /// Adds.\s\s
                fn  add ( a:int,b : int=- 1 )->int{

                return a+b*(a - -b)// not: - - b

                }
                let xs=[1,2].map(x=>x*2)
                .filter( x=>x>1 )
                let m={ "a":[ 1 ],"b":[] }
                let e:map< string,list<int> > ={ : }
                let f=fn (x:int)->int{return x}
                call(1,fn(){
                print("${ a+b }")
                },[
                1,// one
                22// two
                ])
                match x{
                Circle(r)|Dot=>r !
                1 .. 5=>xs [0 ..= 2]
                _ if not y=>{}
                }
                let long=1+
                2
                if a{b()}else{c}
                /* kept
                     as it is */
                let s=`a
                 b`


                """));
        assertEquals("", format(""));
        assertEquals("a()\nb(); c()\n", format("a()\r\n\r\n\r\nb();c();\r\n").replace("\n\n", "\n"));
    }

    // ---- The command

    @Test
    void filesAreRewrittenOnceAndBrokenOnesLeftAlone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.sley");
        Path broken = folder.resolve("broken.sley");
        Files.writeString(file, "print( 1 )\n");
        Files.writeString(broken, "print( 1 \n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
        assertEquals(new CommandRun(1, file + "\n", ""), CommandRun.of("fmt", "--check", file.toString()));
        CommandRun diff = CommandRun.of("fmt", "--diff", file.toString());
        assertEquals(0, diff.exit());
        assertTrue(diff.out().endsWith("-print( 1 )\n+print(1)\n"), diff.out());
        assertEquals("print( 1 )\n", Files.readString(file));
        assertEquals(new CommandRun(0, file + "\n", ""), CommandRun.of("fmt", file.toString()));
        assertEquals("print(1)\n", Files.readString(file));
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(new CommandRun(0, "", ""), CommandRun.of("fmt", "--check", file.toString()));
        CommandRun failed = CommandRun.of("fmt", folder.toString());
        assertEquals(65, failed.exit());
        assertTrue(failed.err().startsWith("error[syntax]"), failed.err());
        assertEquals("print( 1 \n", Files.readString(broken));
        assertEquals(66, CommandRun.of("fmt", folder.resolve("none.sley").toString()).exit());
    }
}
