package sley.compiler.parse;

import static sley.grammar.SleyLexer.*;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.source.SourceFile;
import sley.compiler.source.Span;
import sley.grammar.SleyLexer;

/// Runs the generated lexer over a text and reports what is no token. The tokens that come out are whole: a broken string ends where its line does.
final class Lexing {
    private final SourceFile file;
    private final Diagnostics diagnostics;
    private final List<CommonToken> tokens = new ArrayList<>();
    private final List<CommonToken> comments = new ArrayList<>();
    private final SleyLexer lexer;
    /// Quotes, `${` and `{` that are not closed yet, the innermost first.
    private final ArrayDeque<CommonToken> open = new ArrayDeque<>();
    private boolean unterminated;
    private boolean openAtEnd;
    private boolean patched;

    Lexing(SourceFile file, Diagnostics diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
        this.lexer = new SleyLexer(CharStreams.fromString(file.text(), file.name())) {
            @Override
            public int popMode() {
                return _modeStack.isEmpty() ? _mode : super.popMode();
            }
        };
        lexer.removeErrorListeners();
    }

    SleyLexer lexer() {
        return lexer;
    }

    /// All tokens but comments, EOF last.
    List<CommonToken> run() {
        boolean supplementary = file.text().codePoints().anyMatch(c -> c > 0xFFFF);
        int[] offsets = supplementary ? offsets() : null;
        CommonToken commentOpener = null;
        while (true) {
            CommonToken token = (CommonToken) lexer.nextToken();
            if (offsets != null && token.getType() != Token.EOF) {
                token.setText(token.getText());
                token.setStartIndex(offsets[token.getStartIndex()]);
                token.setStopIndex(offsets[token.getStopIndex() + 1] - 1);
            }
            if (token.getChannel() == COMMENTS) {
                commentOpener = token.getType() == COMMENT_OPEN ? token : commentOpener;
                comments.add(token);
                continue;
            }
            switch (token.getType()) {
                case STRING_OPEN, INTERPOLATE, LBRACE -> open.push(token);
                case STRING_CLOSE, RBRACE -> open.poll();
                case STRING_BROKEN -> {
                    unterminatedString();
                    token.setType(STRING_CLOSE);
                    tokens.add(token);
                    token = new CommonToken(token);
                    token.setType(NEWLINE);
                }
                case BAD_RAW -> {
                    openAtEnd = true;
                    unterminated(token, "raw string");
                    token.setType(RAW_STRING);
                }
                case BAD_TRIPLE -> {
                    String text = token.getText();
                    report(Code.UNEXPECTED_CHARACTER, token, "strings are not written between triple quotes", "", "a text of several lines stands between backticks");
                    token.setType(RAW_STRING);
                    token.setText("`" + text.substring(3, text.length() - 3) + "`");
                }
                case BAD_CHAR -> badCharacter(token);
                case BAD_NUMBER -> {
                    report(Code.INVALID_NUMBER, token, "`" + token.getText() + "` is not a number", "", numberHelp(token.getText()));
                    token.setType(INT);
                    token.setText("0");
                }
                case UNEXPECTED -> {
                    unexpected(token);
                    continue;
                }
                default -> { }
            }
            if (token.getType() == Token.EOF) {
                int end = file.text().length();
                token.setStartIndex(end);
                token.setStopIndex(end - 1);
                if (lexer._mode == SleyLexer.STRING) {
                    unterminatedString();
                } else if (lexer._mode == SleyLexer.COMMENT) {
                    openAtEnd = true;
                    unterminated(commentOpener, "comment");
                }
                tokens.add(token);
                return tokens;
            }
            tokens.add(token);
        }
    }

    /// All tokens as they stand in the text, comments and what is no token included; EOF last. Nothing is reported.
    List<CommonToken> everything() {
        int[] offsets = file.text().codePoints().anyMatch(c -> c > 0xFFFF) ? offsets() : null;
        while (true) {
            CommonToken token = (CommonToken) lexer.nextToken();
            if (offsets != null && token.getType() != Token.EOF) {
                token.setText(token.getText());
                token.setStartIndex(offsets[token.getStartIndex()]);
                token.setStopIndex(offsets[token.getStopIndex() + 1] - 1);
            }
            tokens.add(token);
            if (token.getType() == Token.EOF) {
                return tokens;
            }
        }
    }

    /// Comments in order, each a token or several.
    List<CommonToken> comments() {
        return comments;
    }

    /// A string or comment had no end: what follows cannot be trusted.
    boolean unterminated() {
        return unterminated;
    }

    /// Something that is no token was left out.
    boolean patched() {
        return patched;
    }

    /// A raw string or comment was still open at the end of the text: more lines could close it.
    boolean openAtEnd() {
        return openAtEnd;
    }

    /// UTF-16 offset of each code point, and of the end: the generated lexer counts code points.
    private int[] offsets() {
        String text = file.text();
        var result = new int[text.codePointCount(0, text.length()) + 1];
        int n = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            result[n++] = i;
        }
        result[n] = text.length();
        return result;
    }

    /// In `"${x"` the quote at the end opens a string of its own; what is missing is the `}` before it.
    private void unterminatedString() {
        CommonToken opener = open.poll();
        CommonToken around = open.stream().filter(t -> t.getType() == INTERPOLATE).findFirst().orElse(null);
        if (around == null || unterminated) {
            unterminated(opener, "string");
            return;
        }
        unterminated = true;
        diagnostics.add(Diagnostic.error(Code.UNTERMINATED, new Span(file, around.getStartIndex(), around.getStopIndex() + 1), "`${` is never closed").label("opened here")
                .note(new Span(file, opener.getStartIndex(), opener.getStopIndex() + 1), "a string inside it begins here, and has no end").help("close it with `}`"));
    }

    private void unterminated(CommonToken opener, String what) {
        if (!unterminated) {
            diagnostics.add(Diagnostic.error(Code.UNTERMINATED, new Span(file, opener.getStartIndex(), opener.getStartIndex() + (what.equals("comment") ? 2 : 1)),
                    "this " + what + " has no end").label("begins here")
                    .help(switch (what) {
                        case "string" -> "close it with `\"` on the same line; a text of several lines stands between backticks";
                        case "comment" -> "close it with `*/`; comments nest";
                        default -> "close it with a backtick";
                    }));
        }
        unterminated = true;
    }

    private void badCharacter(CommonToken token) {
        String text = token.getText();
        boolean closed = text.length() > 1 && text.endsWith("'");
        String inside = text.substring(1, closed ? text.length() - 1 : text.length());
        report(Code.INVALID_ESCAPE, token, closed ? "`'…'` holds exactly one character" : "this character literal has no end", "",
                inside.isEmpty() || inside.length() == 1 ? "write `'a'`" : "a string is written with double quotes: `\"" + inside.replace("\"", "\\\"") + "\"`");
        token.setType(INT);
        token.setText("0");
    }

    private void unexpected(CommonToken token) {
        patched = true;
        int c = file.text().codePointAt(token.getStartIndex());
        String help = switch (c) {
            case '\u201C', '\u201D' -> "strings are written with straight quotes: `\"`";
            case '\u2018', '\u2019' -> "characters are written with straight quotes: `'`";
            case '@', '#', '$' -> "comments begin with `//`";
            case '\\' -> "a statement goes on in the next line after an operator, a comma or an open bracket";
            case '\u00A0', '\u200B', '\uFEFF' -> "delete it; this space is not an ordinary one";
            default -> "";
        };
        String shown = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || Character.isSpaceChar(c) ? String.format("U+%04X", c) : Character.toString(c);
        report(Code.UNEXPECTED_CHARACTER, token, "unexpected character `" + shown + "`", "", help);
    }

    private static String numberHelp(String text) {
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return "hexadecimal digits are 0-9 and a-f";
        }
        if (text.startsWith("0b") || text.startsWith("0B")) {
            return "binary digits are 0 and 1";
        }
        return "a name cannot begin with a digit; durations end in ns, us, ms, s, m or h";
    }

    private void report(Code code, CommonToken token, String headline, String label, String help) {
        var diagnostic = Diagnostic.error(code, new Span(file, token.getStartIndex(), token.getStopIndex() + 1), headline).label(label);
        diagnostics.add(help.isEmpty() ? diagnostic : diagnostic.help(help));
    }
}
