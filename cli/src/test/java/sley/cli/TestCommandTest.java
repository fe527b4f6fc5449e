package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/// `sley test`: what it reports of tests that pass and fail, its options, and virtual time.
class TestCommandTest {
    private static final String FOLDER = "src/test/resources/tests/";

    @TempDir
    private Path folder;

    private record Ended(int exit, String out, String err) {
        /// Without the times, which differ.
        List<String> lines() {
            return out.replaceAll("  \\([0-9.]+ m?s\\)", "").replaceAll(" in [0-9.]+ m?s", "").lines().toList();
        }
    }

    private static Ended test(String... arguments) {
        CommandRun run = CommandRun.of(Stream.concat(Stream.of("test"), Arrays.stream(arguments)).toArray(String[]::new));
        return new Ended(run.exit(), run.out(), run.err());
    }

    @Test
    void reportsEachTestAndWhyItFailed() {
        String file = FOLDER + "mixed.sley";
        Ended ended = test(file);
        assertEquals("""
                ok      @: passes
                FAILED  @: numbers differ
                        loading
                        shown
                        error[assert]: assertion failed: `add(1, 2) == 4`
                          left:  3
                          right: 4
                            at test "numbers differ" (@:12:3)
                FAILED  @: texts differ
                        loading
                        error[assert]: assertion failed: `"a ".upper() == "A"`
                          left:  "A "
                          right: "A"
                            at test "texts differ" (@:15:23)
                FAILED  @: not less
                        loading
                        error[assert]: assertion failed: `add(2, 2) < 4`
                          left:  4
                          right: 4
                            at test "not less" (@:17:19)
                FAILED  @: lists are equal
                        loading
                        error[assert]: assertion failed: `[1].map(x => x * 2) != [2]`
                          left:  [2]
                          right: [2]
                            at test "lists are equal" (@:19:26)
                FAILED  @: a condition alone
                        loading
                        error[assert]: assertion failed: `[1] .isEmpty()`
                            at test "a condition alone" (@:22:3)
                FAILED  @: own message
                        loading
                        error[assert]: told so
                            at test "own message" (@:26:22)
                FAILED  @: own error
                        loading
                        error[mine]: broken
                            at test "own error" (@:28:20)
                FAILED  @: deadlock
                        loading
                        error[deadlock]: all threads are asleep""".replace("@", file).lines().toList(), ended.lines().subList(0, 41));
        assertTrue(ended.out().contains("FAILED  " + file + ": exits"), ended.out());
        assertTrue(ended.out().contains("ok      " + file + ": operands are evaluated once"), ended.out());
        assertTrue(ended.lines().getLast().equals("2 passed, 9 failed"), ended.out());
        assertEquals("", ended.err());
        assertEquals(1, ended.exit());
    }

    @Test
    void hoursOfVirtualTimePassInAMoment() {
        // Each is stopped after a minute of real time.
        Ended ended = test(FOLDER + "virtual.sley", "--models", "all");
        assertEquals(0, ended.exit(), ended.out());
        assertEquals("7 passed, 0 failed", ended.lines().getLast(), "virtual time has a model of its own");
    }

    @Test
    void runsUnderAllModelsAndSeeds() {
        Ended ended = test(FOLDER + "mixed.sley", "--filter", "passes", "--models", "all", "--seeds", "2");
        assertEquals(0, ended.exit(), ended.out());
        String ok = "ok      " + FOLDER + "mixed.sley: passes ";
        assertEquals(List.of(ok + "[m:n] [seed 1]", ok + "[m:n] [seed 2]", ok + "[n:1] [seed 1]", ok + "[n:1] [seed 2]", ok + "[1:1] [seed 1]", ok + "[1:1] [seed 2]", "6 passed, 0 failed"),
                ended.lines());
    }

    @Test
    void aTestThatCallsExitHasNotPassed() throws Exception {
        Path inside = Files.writeString(folder.resolve("inside.sley"), "test \"inside\" { exit(0) }\n");
        Path before = Files.writeString(folder.resolve("before.sley"), "exit(3)\ntest \"before\" { assert(false) }\n");
        Ended ended = test(inside.toString(), before.toString());
        assertEquals(1, ended.exit());
        assertEquals(List.of("FAILED  " + inside + ": inside", "        exit(0) was called before the test ended", "FAILED  " + before + ": before", "        exit(3) was called before the test ended",
                "0 passed, 2 failed"), ended.lines());
    }

    @Test
    void saysThatNothingWasTested() throws Exception {
        Files.createDirectory(folder.resolve(".hidden"));
        Files.writeString(folder.resolve(".hidden/a.sley"), "test \"a\" { assert(false) }\n");
        Files.writeString(folder.resolve(".b.sley"), "test \"b\" { assert(false) }\n");
        Ended none = test(folder.toString());
        assertEquals(0, none.exit());
        assertEquals("sley test: nothing was tested: there is no `test` block\n", none.err());
        assertEquals("sley test: nothing was tested: no test has `none such` in its name\n", test(FOLDER + "mixed.sley", "--filter", "none such").err());
    }

    @Test
    void stopsATestThatDoesNotEnd() throws Exception {
        Path file = Files.writeString(folder.resolve("long.sley"), "test \"long\" { while true { } }\ntest \"stuck in time\" in virtual time { while true { } }\n");
        Ended ended = test(file.toString(), "--timeout", "300ms");
        assertEquals(1, ended.exit());
        assertEquals(2, ended.lines().stream().filter(line -> line.equals("        not done after 300ms")).count(), ended.out());
    }

    @Test
    void aFileThatDoesNotCompileIsReportedAndTheOthersRun() {
        Ended ended = test(FOLDER + "words.sley", FOLDER + "mixed.sley", "--filter", "passes");
        assertEquals(65, ended.exit());
        assertTrue(ended.err().contains("a test runs in virtual time or in real time"), ended.err());
        assertEquals("1 passed, 0 failed", ended.lines().getLast());
        assertEquals(66, test("no-such-file.sley").exit());
        assertEquals(2, test("--seeds", "none", FOLDER).exit());
        assertEquals(2, test("--models", "some", FOLDER).exit());
    }

    @Test
    void writesJUnitXml() throws Exception {
        Path file = Files.writeString(folder.resolve("a.sley"), "test \"<&>\" { print(\"\\u{1b}[1m\") assert(1 == 2, \"\\\"]]>\") }\ntest \"good\" { }\n".replace(") assert", ")\nassert"));
        Path xml = folder.resolve("out.xml");
        assertEquals(1, test(file.toString(), "--junit", xml.toString()).exit());
        Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml.toFile()).getDocumentElement();
        assertEquals("2", root.getAttribute("tests"));
        assertEquals("1", root.getAttribute("failures"));
        Element first = (Element) root.getElementsByTagName("testcase").item(0);
        assertEquals("<&>", first.getAttribute("name"));
        assertEquals("error[assert]: \"]]>", ((Element) first.getElementsByTagName("failure").item(0)).getAttribute("message"));
        assertEquals(1, test(file.toString(), "--filter", "good", "--junit", folder.resolve("none/out.xml").toString()).exit());

        Path broken = Files.writeString(folder.resolve("broken.sley"), "let x: int = \"a\"\n");
        Path slow = Files.writeString(folder.resolve("slow.sley"), "test \"slow\" { while true { } }\n");
        assertEquals(65, test(broken.toString(), slow.toString(), "--timeout", "300ms", "--junit", xml.toString()).exit());
        root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml.toFile()).getDocumentElement();
        assertEquals("2", root.getAttribute("tests"));
        assertEquals("1", root.getAttribute("errors"));
        assertEquals("it does not compile", ((Element) root.getElementsByTagName("error").item(0)).getAttribute("message"));
        assertEquals("not done after 300ms", ((Element) root.getElementsByTagName("failure").item(0)).getAttribute("message"));
    }

    /// Each waits until the last one has begun, which it never has unless those that wait make room.
    @ParameterizedTest
    @ValueSource(strings = {"m:n", "n:1", "1:1"})
    void testsThatWaitMakeRoomForOthers(String model) throws Exception {
        int count = 60;
        Path file = Files.writeString(folder.resolve("waits.sley"), "import os\nvar begun = 0\nfn awaitLast(i: int) {\n  begun += 1\n  assert(begun == 1)\n  writeFile(\"" + folder + "/${i}\", \"\")\n"
                + "  while not os.exists(\"" + folder + "/" + (count - 1) + "\") { sleep(5ms) }\n}\n"
                + IntStream.range(0, count).mapToObj(i -> "test \"" + i + "\" { awaitLast(" + i + ") }\n").collect(Collectors.joining()));
        Ended ended = test(file.toString(), "--model", model);
        assertEquals(0, ended.exit(), ended.out());
        assertEquals(IntStream.range(0, count).mapToObj(i -> "ok      " + file + ": " + i).toList(), ended.lines().subList(0, count));
    }

    @Test
    void withOneJobNoTestRunsBesideAnother() throws Exception {
        Path file = Files.writeString(folder.resolve("alone.sley"), "import os\nfn alone() {\n  assert(not os.exists(\"" + folder + "/busy\"))\n  writeFile(\"" + folder + "/busy\", \"\")\n  sleep(20ms)\n"
                + "  os.remove(\"" + folder + "/busy\")\n}\n" + "test \"a\" { alone() }\n".repeat(20));
        Ended ended = test(file.toString(), "--jobs", "1");
        assertEquals("20 passed, 0 failed", ended.lines().getLast(), ended.out());
    }

    @Test
    void testsOfTheSamplesPass() {
        Ended ended = test("../samples", "--models", "all", "--seeds", "2");
        assertEquals(0, ended.exit(), ended.out() + ended.err());
        assertTrue(ended.out().contains("retry.sley: pauses double"), ended.out());
    }
}
