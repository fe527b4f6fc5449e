package sley.compiler.parse;

import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.Interval;

/// The tokens of a file, as the generated parser reads them. The last one is EOF.
final class TokenArray implements TokenStream {
    private final CommonToken[] tokens;
    private final TokenSource source;
    private int at;

    TokenArray(List<CommonToken> tokens, TokenSource source) {
        this.tokens = tokens.toArray(CommonToken[]::new);
        this.source = source;
        for (int i = 0; i < this.tokens.length; i++) {
            this.tokens[i].setTokenIndex(i);
        }
    }

    @Override
    public Token LT(int k) {
        if (k == 0) {
            return null;
        }
        int i = k > 0 ? at + k - 1 : at + k;
        return i < 0 ? null : tokens[Math.min(i, tokens.length - 1)];
    }

    @Override
    public int LA(int k) {
        return LT(k).getType();
    }

    @Override
    public Token get(int index) {
        return tokens[index];
    }

    @Override
    public void consume() {
        if (at < tokens.length - 1) {
            at++;
        }
    }

    @Override
    public int mark() {
        return -1;
    }

    @Override
    public void release(int marker) {}

    @Override
    public int index() {
        return at;
    }

    @Override
    public void seek(int index) {
        at = index;
    }

    @Override
    public int size() {
        return tokens.length;
    }

    @Override
    public String getSourceName() {
        return source.getSourceName();
    }

    @Override
    public TokenSource getTokenSource() {
        return source;
    }

    @Override
    public String getText(Interval interval) {
        var text = new StringBuilder();
        for (int i = interval.a; i <= interval.b && i < tokens.length; i++) {
            text.append(tokens[i].getText());
        }
        return text.toString();
    }

    @Override
    public String getText() {
        return getText(Interval.of(0, tokens.length - 1));
    }

    @Override
    public String getText(RuleContext context) {
        return getText(context.getSourceInterval());
    }

    @Override
    public String getText(Token start, Token stop) {
        return getText(Interval.of(start.getTokenIndex(), stop.getTokenIndex()));
    }
}
