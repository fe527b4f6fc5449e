package sley.cli.repl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import sley.compiler.Session;
import sley.compiler.diag.Renderer;

/// Completes names, methods and fields, each shown with its type as the checker knows it; commands; and the files of `:load` and `:save`.
final class ScriptCompleter implements Completer {
    private static final List<String> KEYWORDS = List.of("fn", "return", "let", "var", "struct", "enum", "import", "if", "else", "while", "for", "in", "break", "continue", "match",
            "select", "after", "spawn", "scope", "within", "lock", "lockThread", "try", "catch", "finally", "throw", "defer", "true", "false", "nil", "and", "or", "not");
    private static final int MOST_FILES = 500;
    private static final int LONGEST_DETAIL = 70;

    private final Supplier<Session> session;

    ScriptCompleter(Supplier<Session> session) {
        this.session = session;
    }

    @Override
    public void complete(LineReader reader, ParsedLine parsed, List<Candidate> candidates) {
        String line = parsed.line();
        String word = parsed.word();
        if (word.startsWith(":") || line.equals(":")) {
            Words.ALL.forEach(c -> candidates.add(new Candidate(":" + c.name(), ":" + c.name(), null, c.meaning(), null, null, true)));
            return;
        }
        int code = 0;
        if (MetaCommands.is(line)) {
            int space = line.indexOf(' ');
            List<String> names = space < 0 ? List.of() : Words.matching(line.substring(line.indexOf(':') + 1, space));
            if (names.size() == 1 && (names.getFirst().equals("load") || names.getFirst().equals("save"))) {
                files(line.substring(space + 1, parsed.cursor()).stripLeading(), word, candidates);
                return;
            }
            if (names.size() == 1 && names.getFirst().equals("model")) {
                Stream.of("1:1", "n:1", "m:n").forEach(m -> candidates.add(new Candidate(m)));
                return;
            }
            code = space < 0 ? line.length() : space + 1;
        }
        String text = line.substring(code);
        int cursor = Math.max(0, parsed.cursor() - code);
        boolean member = cursor > word.length() && text.charAt(cursor - word.length() - 1) == '.';
        for (var found : session.get().complete(text, cursor)) {
            candidates.add(candidate(found.name(), found.detail()));
        }
        if (!member) {
            KEYWORDS.forEach(k -> candidates.add(new Candidate(k, k, null, null, null, null, false)));
        }
    }

    private static Candidate candidate(String name, String detail) {
        String shown = Renderer.visible(detail);
        String shortened = shown.length() > LONGEST_DETAIL ? shown.substring(0, LONGEST_DETAIL - 1) + "…" : shown;
        String separator = shortened.isEmpty() || shortened.startsWith("(") || shortened.startsWith("<") ? "" : ": ";
        return new Candidate(name, name + separator + shortened, null, null, null, null, false);
    }

    private static void files(String typed, String word, List<Candidate> candidates) {
        int slash = typed.lastIndexOf('/');
        String folder = slash < 0 ? "." : typed.substring(0, slash + 1);
        // Only the part behind the last character that is no letter is replaced.
        String kept = typed.substring(slash + 1, typed.length() - word.length());
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            files.limit(MOST_FILES).forEach(file -> {
                String name = file.getFileName().toString();
                if (name.startsWith(kept) && (Files.isDirectory(file) || name.endsWith(".sley"))) {
                    candidates.add(new Candidate(name.substring(kept.length()), Renderer.visible(name), null, null, Files.isDirectory(file) ? "/" : null, null, false));
                }
            });
        } catch (IOException | InvalidPathException unreadable) {
            // Nothing to offer.
            return;
        }
    }
}
