package sley.compiler.parse;

import static sley.compiler.parse.TokenKinds.in;
import static sley.grammar.SleyLexer.*;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.source.SourceFile;
import sley.compiler.source.Span;

/// The linear pass between lexer and parser; see the package's description for what it decides.
final class TokenPass {
    /// How deep brackets, lambdas and prefixes may nest.
    static final int MAX_NESTING = 500;
    /// How many operators, calls and branches one expression may hold.
    static final int MAX_OPERATORS = 10_000;

    private enum Kind { TOP, BLOCK, ARMS, FIELDS, MAP, PAREN }

    private static final class Frame {
        final Kind kind;
        final int opener;
        /// The heads whose `{` is still to come, the innermost last: true for a `match`, false for an `if`, `within`, `lock` or `catch`, which take theirs first.
        final BitSet heads = new BitSet();
        int headCount;
        boolean pendingBody;
        /// A statement has begun that needs a `{`.
        boolean pendingBlock;
        boolean arrowSeen;
        int lambdas;
        int operators;

        Frame(Kind kind, int opener) {
            this.kind = kind;
            this.opener = opener;
        }

        void head(boolean match) {
            heads.set(headCount++, match);
        }

        /// The `{` that comes now is that of a `match`.
        boolean takesMatch() {
            return headCount > 0 && heads.get(--headCount);
        }
    }

    private final SourceFile file;
    private final List<CommonToken> raw;
    private final Diagnostics diagnostics;
    private final List<CommonToken> out;
    private final ArrayList<Frame> frames = new ArrayList<>();
    /// For a closing bracket in `out`: where its opener stands.
    private final ArrayList<Integer> openerOf = new ArrayList<>();
    private Frame frame = new Frame(Kind.TOP, -1);
    private int prefixRun;
    private boolean failed;
    private boolean unclosed;

    TokenPass(SourceFile file, List<CommonToken> raw, Diagnostics diagnostics) {
        this.file = file;
        this.raw = raw;
        this.diagnostics = diagnostics;
        this.out = new ArrayList<>(raw.size());
    }

    /// The tokens for the parser, or an empty list when the brackets do not match or nest too deeply (reported).
    List<CommonToken> run() {
        boolean newline = false;
        CommonToken newlineToken = null;
        for (int i = 0; i < raw.size() && !failed; i++) {
            CommonToken token = raw.get(i);
            if (token.getType() == NEWLINE) {
                newline = true;
                newlineToken = newlineToken == null ? token : newlineToken;
                continue;
            }
            if (newline) {
                separate(newlineToken, token, i);
                newline = false;
                newlineToken = null;
            }
            add(token, i);
        }
        if (!failed && !frames.isEmpty()) {
            CommonToken opener = out.get(frame.opener);
            unclosed = true;
            error(Code.SYNTAX, opener, "`" + opener.getText() + "` is never closed", "opened here");
        }
        return failed ? List.of() : out;
    }

    /// The text ended inside a bracket.
    boolean unclosed() {
        return unclosed;
    }

    private int previous() {
        return out.isEmpty() ? SEP : out.getLast().getType();
    }

    private void separate(CommonToken newline, CommonToken next, int at) {
        if (frame.kind == Kind.PAREN || frame.kind == Kind.MAP || in(TokenKinds.CONTINUES, previous())) {
            return;
        }
        int type = next.getType();
        boolean armOfSelect = type == ELSE && frame.kind == Kind.ARMS && at + 1 < raw.size() && raw.get(at + 1).getType() == FAT_ARROW;
        if (in(TokenKinds.JOINS_PREVIOUS, type) && !armOfSelect) {
            return;
        }
        if (type == LBRACE && frame.pendingBlock) {
            Span end = new Span(file, out.getLast().getStopIndex() + 1, out.getLast().getStopIndex() + 1);
            diagnostics.add(Diagnostic.error(Code.SYNTAX, end, "unexpected end of line").label("expected `{`").note(span(next), "it stands here")
                    .help("a block begins on the line that it belongs to"));
            return;
        }
        emitSeparator(newline);
    }

    private void emitSeparator(CommonToken token) {
        token.setType(SEP);
        emit(token, -1);
        frame.pendingBlock = false;
        frame.arrowSeen = false;
        frame.lambdas = 0;
        frame.operators = 0;
        frame.headCount = 0;
    }

    private void emit(CommonToken token, int opener) {
        token.setTokenIndex(out.size());
        out.add(token);
        openerOf.add(opener);
    }

    private void add(CommonToken token, int at) {
        int type = retag(token, at);
        prefixRun = in(TokenKinds.PREFIXES, type) ? prefixRun + 1 : 0;
        if (prefixRun > MAX_NESTING) {
            tooDeep(token);
            return;
        }
        switch (type) {
            case SEMI -> {
                if (!in(TokenKinds.CONTINUES, previous()) && !nextCloses(at)) {
                    emitSeparator(token);
                }
            }
            case COMMA -> {
                emit(token, -1);
                frame.arrowSeen = false;
                frame.lambdas = 0;
                frame.operators = 0;
                frame.headCount = 0;
            }
            case FAT_ARROW -> arrow(token);
            case LPAREN, LBRACKET, INTERPOLATE -> {
                count(token);
                open(token, Kind.PAREN);
            }
            case LBRACE -> brace(token);
            case RPAREN, RBRACKET, RBRACE -> close(token);
            default -> {
                frame.pendingBlock = type != ASSIGN && (frame.pendingBlock || in(TokenKinds.NEEDS_BLOCK, type) || type == FN && !in(TokenKinds.BEFORE_FOREIGN, previous()));
                if (in(TokenKinds.OPERATORS, type) || type == DOT || type == QUESTION_DOT || type == BANG || type == ELSE) {
                    count(token);
                } else if (type == MATCH || type == IF || type == WITHIN || type == LOCK || type == CATCH) {
                    frame.head(type == MATCH);
                } else if (type == STRUCT || type == ENUM) {
                    frame.pendingBody = true;
                } else if (type == ARROW && ++frame.lambdas > MAX_NESTING) {
                    tooDeep(token);
                }
                emit(token, -1);
            }
        }
    }

    private boolean nextCloses(int at) {
        for (int i = at + 1; i < raw.size(); i++) {
            int type = raw.get(i).getType();
            if (type != NEWLINE && type != SEMI) {
                return type == RBRACE || type == EOF;
            }
        }
        return true;
    }

    /// Keywords that are names here, and `by`.
    private int retag(CommonToken token, int at) {
        int type = token.getType();
        int previous = previous();
        int next = at + 1 < raw.size() ? raw.get(at + 1).getType() : EOF;
        if (type >= FN && type <= NOT && (previous == DOT || previous == QUESTION_DOT)
                || type == TEST && (next == DOT || previous == IMPORT)
                || type == TEST && previous == AS) {
            token.setType(NAME);
        } else if (type == NAME && in(TokenKinds.ENDS_OPERAND, previous) && token.getText().equals("by")) {
            token.setType(BY);
        }
        return token.getType();
    }

    private void count(CommonToken token) {
        if (++frame.operators > MAX_OPERATORS) {
            error(Code.TOO_LARGE, token, "this expression has more than " + MAX_OPERATORS + " operators", "split it into several statements");
        }
    }

    private void arrow(CommonToken token) {
        if (frame.kind == Kind.ARMS && !frame.arrowSeen) {
            frame.arrowSeen = true;
            token.setType(ARM_ARROW);
        } else {
            if (++frame.lambdas > MAX_NESTING) {
                tooDeep(token);
                return;
            }
            if (previous() == RPAREN) {
                tagLambda(openerOf.getLast());
            }
        }
        emit(token, -1);
    }

    private void tagLambda(int opener) {
        for (int i = opener + 1; i < out.size() - 1; i++) {
            int type = out.get(i).getType();
            if (type != NAME && type != COMMA) {
                return;
            }
        }
        out.get(opener).setType(LAMBDA_OPEN);
    }

    private void brace(CommonToken token) {
        int previous = previous();
        frame.pendingBlock = false;
        if (!in(TokenKinds.BEFORE_BLOCK, previous)) {
            token.setType(MAP_OPEN);
            open(token, Kind.MAP);
        } else if (previous == SELECT || !in(TokenKinds.OPENS_BLOCK, previous) && frame.takesMatch()) {
            open(token, Kind.ARMS);
        } else if (frame.pendingBody) {
            frame.pendingBody = false;
            open(token, Kind.FIELDS);
        } else {
            open(token, Kind.BLOCK);
        }
    }

    private void open(CommonToken token, Kind kind) {
        if (frames.size() >= MAX_NESTING) {
            tooDeep(token);
            return;
        }
        frames.add(frame);
        frame = new Frame(kind, out.size());
        emit(token, -1);
    }

    private void close(CommonToken token) {
        if (frames.isEmpty()) {
            error(Code.SYNTAX, token, "unexpected `" + token.getText() + "`", "nothing is open here");
            return;
        }
        CommonToken opener = out.get(frame.opener);
        if (!closes(opener.getType(), token.getType())) {
            boolean outer = frames.stream().skip(1).anyMatch(f -> closes(out.get(f.opener).getType(), token.getType()));
            if (outer) {
                report(Diagnostic.error(Code.SYNTAX, span(opener), "`" + opener.getText() + "` is never closed").label("opened here")
                        .note(span(token), "`" + token.getText() + "` comes first"));
            } else {
                report(Diagnostic.error(Code.SYNTAX, span(token), "unexpected `" + token.getText() + "`").label("does not match")
                        .note(span(opener), "`" + opener.getText() + "` is open here"));
            }
            return;
        }
        if (previous() == SEP) {
            out.removeLast();
            openerOf.removeLast();
        }
        emit(token, frame.opener);
        frame = frames.removeLast();
    }

    private static boolean closes(int opener, int closer) {
        return switch (closer) {
            case RPAREN -> opener == LPAREN || opener == LAMBDA_OPEN;
            case RBRACKET -> opener == LBRACKET;
            default -> opener == LBRACE || opener == MAP_OPEN || opener == INTERPOLATE;
        };
    }

    private void tooDeep(CommonToken token) {
        error(Code.NESTED_TOO_DEEPLY, token, "nested more than " + MAX_NESTING + " levels deep", "move an inner part into a function or variable of its own");
    }

    private void error(Code code, CommonToken token, String headline, String label) {
        report(Diagnostic.error(code, span(token), headline).label(label));
    }

    private void report(Diagnostic diagnostic) {
        failed = true;
        diagnostics.add(diagnostic);
    }

    private Span span(CommonToken token) {
        return new Span(file, token.getStartIndex(), token.getStopIndex() + 1);
    }
}
