package sley.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sley.bytecode.io.ModuleReader;
import sley.bytecode.io.ModuleWriter;
import sley.bytecode.verify.Verifier;
import sley.compiler.Compiler;
import sley.compiler.diag.Renderer;
import sley.compiler.source.SourceFile;

/// Programs of the corpus and the samples, damaged at random: each compiles to a module that verifies, or gives diagnostics, and never an exception.
/// `-Dsley.mutations=N` tries more, `-Dsley.seed=N` others.
class MutatedProgramsTest {
    private static final int COUNT = Integer.getInteger("sley.mutations", 600);
    private static final long SEED = Long.getLong("sley.seed", 42);
    private static final int LONGEST = 12_000;
    private static final int MOST_CHANGES = 4;

    private final Random random = new Random(SEED);

    @Test
    void compileOrExplain() throws IOException {
        List<String> texts = texts();
        List<String> words = texts.stream().flatMap(t -> Stream.of(t.split("(?<=\\W)|(?=\\W)"))).filter(w -> !w.isBlank()).toList();
        var modules = new FileModules(Path.of("../samples"));
        for (int i = 0; i < COUNT; i++) {
            var text = new StringBuilder(texts.get(random.nextInt(texts.size())));
            for (int change = random.nextInt(MOST_CHANGES); change >= 0 && text.length() > 10; change--) {
                damage(text, texts, words);
            }
            compile(text.toString(), modules);
        }
    }

    private static void compile(String text, FileModules modules) {
        try {
            var compiled = Compiler.compile(new SourceFile("../samples/mutated.sley", text), "mutated", modules);
            if (compiled.module().isPresent()) {
                Verifier.verify(ModuleReader.read(ModuleWriter.write(compiled.module().get())));
            } else {
                assertFalse(compiled.diagnostics().isEmpty(), () -> "neither a module nor a diagnostic for\n" + text);
                new Renderer(false).renderAll(compiled.diagnostics());
            }
        } catch (Exception | AssertionError | StackOverflowError fault) {
            fail("seed " + SEED + ":\n" + text, fault);
        }
    }

    private void damage(StringBuilder text, List<String> texts, List<String> words) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(12)));
            case 1 -> text.insert(at, words.get(random.nextInt(words.size())));
            case 2 -> {
                String other = texts.get(random.nextInt(texts.size()));
                int from = random.nextInt(other.length());
                text.insert(at, other, from, Math.min(other.length(), from + random.nextInt(60)));
            }
            default -> {
                int end = at;
                while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
                    end++;
                }
                text.replace(at, end, words.get(random.nextInt(words.size())));
            }
        }
    }

    private static List<String> texts() throws IOException {
        var texts = new ArrayList<String>();
        for (Path folder : List.of(Path.of("src/test/resources/programs"), Path.of("src/test/resources/check"), Path.of("../samples"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(p -> p.toString().endsWith(".sley")).sorted().toList()) {
                    String text = Files.readString(file);
                    if (text.length() < LONGEST) {
                        texts.add(text);
                    }
                }
            }
        }
        return texts;
    }
}
