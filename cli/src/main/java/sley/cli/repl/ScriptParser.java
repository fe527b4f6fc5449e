package sley.cli.repl;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import sley.compiler.parse.Highlight;
import sley.compiler.parse.Parser.Completeness;

/// Tells the line editor whether an input is complete, and which word a completion replaces.
final class ScriptParser implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !MetaCommands.is(line) && sley.compiler.parse.Parser.completeness(line) == Completeness.INCOMPLETE) {
            int open = Highlight.closers(line).length();
            throw new EOFError(-1, cursor, "more lines are needed", "", open, null);
        }
        int start = Math.min(cursor, line.length());
        while (start > 0 && isWord(line.charAt(start - 1))) {
            start--;
        }
        // A command is completed with its colon.
        if (start == 1 && line.charAt(0) == ':') {
            start = 0;
        }
        return new Word(line.substring(start, Math.min(cursor, line.length())), line, cursor);
    }

    private static boolean isWord(char c) {
        return c < 128 && Character.isLetterOrDigit(c) || c == '_';
    }

    @Override
    public boolean isEscapeChar(char ch) {
        return false;
    }

    private record Word(String word, String line, int cursor) implements CompletingParsedLine {
        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return word.length();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }
    }
}
