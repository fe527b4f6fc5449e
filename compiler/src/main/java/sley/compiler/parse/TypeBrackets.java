package sley.compiler.parse;

import static sley.compiler.parse.TokenKinds.in;
import static sley.grammar.SleyLexer.*;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;

/// Tells `<` and `>` around type arguments from comparisons, in one pass: a `<` right after a name is a candidate; it stays one while only tokens that occur in types
/// follow; the `>` that matches it makes the pair angle brackets, if what follows that could follow a type. `>>` and `>>>` are split when they close several.
final class TypeBrackets {
    private final List<CommonToken> tokens;
    private final List<CommonToken> out;
    /// Tokens of `out` that wait for their closer: candidates and round brackets inside them.
    private final ArrayList<CommonToken> open = new ArrayList<>();
    private CommonToken tooDeep;

    TypeBrackets(List<CommonToken> tokens) {
        this.tokens = tokens;
        this.out = new ArrayList<>(tokens.size());
    }

    List<CommonToken> run() {
        for (int i = 0; i < tokens.size(); i++) {
            CommonToken token = tokens.get(i);
            int next = i + 1 < tokens.size() ? tokens.get(i + 1).getType() : EOF;
            switch (token.getType()) {
                case LT -> {
                    if (!out.isEmpty() && out.getLast().getType() == NAME) {
                        open.add(token);
                    } else {
                        open.clear();
                    }
                    out.add(token);
                }
                case NAME, DOT, COMMA, QUESTION, ARROW, FN -> out.add(token);
                case LPAREN -> {
                    if (!open.isEmpty()) {
                        open.add(token);
                    }
                    out.add(token);
                }
                case RPAREN -> {
                    while (!open.isEmpty() && open.getLast().getType() == LT) {
                        open.removeLast();
                    }
                    if (!open.isEmpty()) {
                        open.removeLast();
                    }
                    out.add(token);
                }
                case GT -> close(token, 1, next);
                case SHR -> close(token, 2, next);
                case USHR -> close(token, 3, next);
                default -> {
                    open.clear();
                    out.add(token);
                }
            }
        }
        return out;
    }

    /// A bracket that lies deeper than [TokenPass#MAX_NESTING], or null.
    CommonToken tooDeep() {
        return tooDeep;
    }

    private void close(CommonToken token, int count, int next) {
        int depth = open.size();
        boolean fits = depth >= count && in(TokenKinds.AFTER_TYPE_ARGUMENTS, next);
        for (int i = 1; fits && i <= count; i++) {
            fits = open.get(depth - i).getType() == LT;
        }
        if (!fits) {
            open.clear();
            out.add(token);
            return;
        }
        if (depth > TokenPass.MAX_NESTING) {
            tooDeep = token;
        }
        for (int i = 0; i < count; i++) {
            open.removeLast().setType(LANGLE);
            var part = new CommonToken(token);
            part.setType(RANGLE);
            part.setStartIndex(token.getStartIndex() + i);
            part.setStopIndex(token.getStartIndex() + i);
            part.setText(">");
            out.add(part);
        }
    }
}
