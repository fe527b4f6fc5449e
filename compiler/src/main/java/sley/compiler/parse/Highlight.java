package sley.compiler.parse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import sley.compiler.diag.Diagnostics;
import sley.compiler.source.SourceFile;
import sley.grammar.SleyLexer;

/// What the parts of a text are, finished or not, for editors: colours, and the brackets that are open at its end.
public final class Highlight {
    public enum Kind { KEYWORD, NUMBER, STRING, ESCAPE, COMMENT, NAME, TYPE, CALL, OPERATOR, BRACKET, ERROR }

    /// @param start UTF-16 offset, inclusive
    /// @param end   exclusive
    public record Piece(Kind kind, int start, int end) {}

    private Highlight() {}

    /// In order; blanks belong to no piece.
    public static List<Piece> pieces(String text) {
        List<CommonToken> tokens = new Lexing(new SourceFile("<input>", text), new Diagnostics()).everything();
        var pieces = new ArrayList<Piece>();
        for (int i = 0; i < tokens.size(); i++) {
            CommonToken token = tokens.get(i);
            if (token.getType() != Token.EOF && token.getType() != SleyLexer.NEWLINE && token.getStopIndex() >= token.getStartIndex()) {
                pieces.add(new Piece(kind(token, i + 1 < tokens.size() ? tokens.get(i + 1) : token), token.getStartIndex(), token.getStopIndex() + 1));
            }
        }
        return pieces;
    }

    private static Kind kind(CommonToken token, CommonToken next) {
        int type = token.getType();
        if (token.getChannel() == SleyLexer.COMMENTS) {
            return Kind.COMMENT;
        }
        if (type >= SleyLexer.FN && type <= SleyLexer.NOT) {
            return Kind.KEYWORD;
        }
        return switch (type) {
            case SleyLexer.NAME -> Character.isUpperCase(token.getText().charAt(0)) ? Kind.TYPE
                    : next.getType() == SleyLexer.LPAREN && next.getStartIndex() == token.getStopIndex() + 1 ? Kind.CALL : Kind.NAME;
            case SleyLexer.INT, SleyLexer.FLOAT, SleyLexer.DURATION, SleyLexer.CHAR -> Kind.NUMBER;
            case SleyLexer.STRING_OPEN, SleyLexer.STRING_TEXT, SleyLexer.STRING_CLOSE, SleyLexer.RAW_STRING, SleyLexer.BAD_RAW -> Kind.STRING;
            case SleyLexer.STRING_ESCAPE, SleyLexer.INTERPOLATE -> Kind.ESCAPE;
            case SleyLexer.LPAREN, SleyLexer.RPAREN, SleyLexer.LBRACKET, SleyLexer.RBRACKET, SleyLexer.LBRACE, SleyLexer.RBRACE -> Kind.BRACKET;
            case SleyLexer.BAD_NUMBER, SleyLexer.BAD_CHAR, SleyLexer.UNEXPECTED -> Kind.ERROR;
            default -> Kind.OPERATOR;
        };
    }

    /// The closing brackets (and the end of a string) that the text still needs, innermost first.
    public static String closers(String text) {
        var open = new ArrayDeque<String>();
        for (CommonToken token : new Lexing(new SourceFile("<input>", text), new Diagnostics()).everything()) {
            switch (token.getType()) {
                case SleyLexer.LPAREN -> open.push(")");
                case SleyLexer.LBRACKET -> open.push("]");
                case SleyLexer.LBRACE, SleyLexer.INTERPOLATE -> open.push("}");
                case SleyLexer.STRING_OPEN -> open.push("\"");
                case SleyLexer.RPAREN, SleyLexer.RBRACKET, SleyLexer.RBRACE, SleyLexer.STRING_CLOSE -> open.poll();
                default -> { }
            }
        }
        return String.join("", open);
    }
}
