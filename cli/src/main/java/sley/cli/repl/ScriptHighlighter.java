package sley.cli.repl;

import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import sley.compiler.parse.Highlight;

/// Colours an input as it is typed, by the tokens of the grammar's own lexer.
final class ScriptHighlighter implements Highlighter {
    /// A longer text, pasted most likely, is not coloured: the whole text is looked at with each key.
    private static final int LONGEST = 20_000;

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        if (buffer.length() > LONGEST) {
            return new AttributedString(buffer);
        }
        var text = new AttributedStringBuilder();
        if (MetaCommands.is(buffer)) {
            int end = buffer.indexOf(' ');
            String command = end < 0 ? buffer : buffer.substring(0, end);
            text.styled(AttributedStyle.BOLD, command).append(buffer.substring(command.length()));
            return text.toAttributedString();
        }
        int at = 0;
        for (Highlight.Piece piece : Highlight.pieces(buffer)) {
            if (piece.start() < at) {
                continue;
            }
            text.append(buffer.substring(at, piece.start()));
            text.styled(style(piece.kind()), buffer.substring(piece.start(), piece.end()));
            at = piece.end();
        }
        text.append(buffer.substring(at));
        return text.toAttributedString();
    }

    private static AttributedStyle style(Highlight.Kind kind) {
        AttributedStyle plain = AttributedStyle.DEFAULT;
        return switch (kind) {
            case KEYWORD -> plain.foreground(AttributedStyle.MAGENTA).bold();
            case NUMBER -> plain.foreground(AttributedStyle.CYAN);
            case STRING -> plain.foreground(AttributedStyle.GREEN);
            case ESCAPE -> plain.foreground(AttributedStyle.YELLOW);
            case COMMENT -> plain.foreground(AttributedStyle.BRIGHT);
            case TYPE -> plain.foreground(AttributedStyle.YELLOW);
            case CALL -> plain.foreground(AttributedStyle.BLUE);
            case ERROR -> plain.foreground(AttributedStyle.RED).underline();
            case NAME, OPERATOR, BRACKET -> plain;
        };
    }
}
