package sley.compiler.parse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import sley.compiler.diag.Diagnostics;
import sley.compiler.source.SourceFile;
import sley.grammar.SleyLexer;

/// A file as the formatter sees it: tokens and comments in order, each with what it is to its neighbours. Strings, with all that is interpolated, are one piece.
public final class FormatTokens {
    public enum Role {
        /// A name, literal or string: what an operand ends with, also `break` and the like.
        WORD, KEYWORD,
        /// `(` or `[`
        OPEN,
        /// `)` or `]`
        CLOSE,
        BLOCK_OPEN, BLOCK_CLOSE, MAP_OPEN, MAP_CLOSE,
        /// `<` and `>` around types
        TYPE_OPEN, TYPE_CLOSE,
        COMMA, COLON, SEMICOLON,
        /// `.` `?.` `..` `..=`
        TIGHT,
        /// An operator, assignment or arrow between two things.
        BINARY,
        /// `-` `~` before an operand
        PREFIX,
        /// `!` `?` behind an operand or type
        POSTFIX,
        LINE_COMMENT, BLOCK_COMMENT
    }

    /// @param text     as it stands in the source
    /// @param newlines line breaks between the piece before and this one
    /// @param goesOn   a line break behind it does not end a statement
    /// @param joins    a line that begins with it belongs to the line before
    public record Piece(Role role, String text, int newlines, boolean goesOn, boolean joins) {}

    private final String text;
    private final List<CommonToken> tokens;
    private final List<Piece> pieces = new ArrayList<>();
    private final Deque<Role> braces = new ArrayDeque<>();
    private int end;

    private FormatTokens(String text, List<CommonToken> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    /// The pieces of a file that parses; empty when it does not, and `diagnostics` says why.
    public static Optional<List<Piece>> of(SourceFile file, Diagnostics diagnostics) {
        Parser.parse(file, diagnostics);
        if (diagnostics.failed()) {
            return Optional.empty();
        }
        var lexing = new Lexing(file, new Diagnostics());
        List<CommonToken> parsed = new TokenPass(file, new TypeBrackets(lexing.run()).run(), new Diagnostics()).run();
        var all = new ArrayList<>(lexing.comments());
        parsed.stream().filter(t -> t.getType() != Token.EOF && !(t.getType() == SleyLexer.SEP && !t.getText().equals(";"))).forEach(all::add);
        all.sort(Comparator.comparingInt(CommonToken::getStartIndex));
        return Optional.of(new FormatTokens(file.text(), all).run());
    }

    /// What the parser and readers of comments see of a file, layout left out: equal for files of the same meaning.
    public static List<String> meaning(SourceFile file) {
        var lexing = new Lexing(file, new Diagnostics());
        var result = new ArrayList<String>();
        for (CommonToken token : new TokenPass(file, new TypeBrackets(lexing.run()).run(), new Diagnostics()).run()) {
            result.add(token.getType() == SleyLexer.SEP ? ";" : token.getType() + " " + token.getText());
        }
        lexing.comments().forEach(c -> result.add(c.getText().replaceAll("\\r\\n?", "\n").stripTrailing()));
        return result;
    }

    private List<Piece> run() {
        int i = 0;
        while (i < tokens.size()) {
            CommonToken token = tokens.get(i);
            int last = switch (token.getType()) {
                case SleyLexer.STRING_OPEN -> closing(i, SleyLexer.STRING_OPEN, SleyLexer.STRING_OPEN, SleyLexer.STRING_CLOSE);
                case SleyLexer.COMMENT_OPEN -> closing(i, SleyLexer.COMMENT_OPEN, SleyLexer.COMMENT_NEST, SleyLexer.COMMENT_CLOSE);
                default -> i;
            };
            add(token, tokens.get(last));
            i = last + 1;
        }
        return pieces;
    }

    private int closing(int from, int open, int nested, int close) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            int type = tokens.get(i).getType();
            depth += type == open || type == nested ? 1 : type == close ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size() - 1;
    }

    private void add(CommonToken first, CommonToken last) {
        int newlines = 0;
        for (int i = end; i < first.getStartIndex(); i++) {
            char c = text.charAt(i);
            newlines += c == '\n' || c == '\r' && text.charAt(i + 1) != '\n' ? 1 : 0;
        }
        end = last.getStopIndex() + 1;
        int type = first.getType();
        pieces.add(new Piece(role(first), text.substring(first.getStartIndex(), end), newlines, goesOn(type),
                type == SleyLexer.DOT || type == SleyLexer.QUESTION_DOT || type == SleyLexer.COALESCE));
    }

    private static boolean goesOn(int type) {
        return TokenKinds.in(TokenKinds.CONTINUES, type) && !TokenKinds.in(TokenKinds.OPENERS, type) && type != SleyLexer.COMMA && type != SleyLexer.SEP && type != SleyLexer.LANGLE;
    }

    private Role role(CommonToken token) {
        int type = token.getType();
        if (token.getChannel() == SleyLexer.COMMENTS) {
            return type == SleyLexer.COMMENT_OPEN ? Role.BLOCK_COMMENT : Role.LINE_COMMENT;
        }
        return switch (type) {
            case SleyLexer.LPAREN, SleyLexer.LBRACKET, SleyLexer.LAMBDA_OPEN -> Role.OPEN;
            case SleyLexer.RPAREN, SleyLexer.RBRACKET -> Role.CLOSE;
            case SleyLexer.LBRACE -> opened(Role.BLOCK_OPEN);
            case SleyLexer.MAP_OPEN -> opened(Role.MAP_OPEN);
            case SleyLexer.RBRACE -> braces.poll() == Role.MAP_OPEN ? Role.MAP_CLOSE : Role.BLOCK_CLOSE;
            case SleyLexer.LANGLE -> Role.TYPE_OPEN;
            case SleyLexer.RANGLE -> Role.TYPE_CLOSE;
            case SleyLexer.COMMA -> Role.COMMA;
            case SleyLexer.COLON -> Role.COLON;
            case SleyLexer.SEP -> Role.SEMICOLON;
            case SleyLexer.DOT, SleyLexer.QUESTION_DOT, SleyLexer.DOTDOT, SleyLexer.DOTDOT_EQ -> Role.TIGHT;
            case SleyLexer.TILDE -> Role.PREFIX;
            case SleyLexer.MINUS -> endsOperand() ? Role.BINARY : Role.PREFIX;
            case SleyLexer.BANG, SleyLexer.QUESTION -> Role.POSTFIX;
            case SleyLexer.NAME, SleyLexer.INT, SleyLexer.FLOAT, SleyLexer.CHAR, SleyLexer.DURATION, SleyLexer.STRING_OPEN, SleyLexer.RAW_STRING, SleyLexer.TRUE, SleyLexer.FALSE,
                    SleyLexer.NIL, SleyLexer.BREAK, SleyLexer.CONTINUE -> Role.WORD;
            default -> type >= SleyLexer.FN && type <= SleyLexer.EXTERN || type == SleyLexer.NOT ? Role.KEYWORD : Role.BINARY;
        };
    }

    private Role opened(Role brace) {
        braces.push(brace);
        return brace;
    }

    private boolean endsOperand() {
        for (int i = pieces.size() - 1; i >= 0; i--) {
            switch (pieces.get(i).role()) {
                case LINE_COMMENT, BLOCK_COMMENT -> { }
                case WORD, CLOSE, BLOCK_CLOSE, MAP_CLOSE, TYPE_CLOSE, POSTFIX -> {
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }
}
