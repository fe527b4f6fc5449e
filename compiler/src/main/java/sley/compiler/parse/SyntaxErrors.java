package sley.compiler.parse;

import static sley.grammar.SleyParser.*;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import sley.compiler.diag.Diagnostics;
import sley.compiler.source.SourceFile;
import sley.grammar.SleyParser;

/// Finds all syntax errors of a file whose parse failed: each top-level statement is parsed by itself; where it fails, the innermost statement around the fault is
/// reported and taken out, and the rest is tried again. So one fault gives one error and hides no other.
final class SyntaxErrors {
    private static final int MAX_ERRORS = 50;

    private final SourceFile file;
    private final List<CommonToken> tokens;
    private final TokenSource source;
    private final SyntaxMessages messages;
    private int reported;

    SyntaxErrors(SourceFile file, List<CommonToken> tokens, TokenSource source, Diagnostics diagnostics) {
        this.file = file;
        this.tokens = tokens;
        this.source = source;
        this.messages = new SyntaxMessages(file, diagnostics);
    }

    void report() {
        var chunk = new ArrayList<CommonToken>();
        int depth = 0;
        for (CommonToken token : tokens) {
            int type = token.getType();
            depth += opens(type) ? 1 : closes(type) ? -1 : 0;
            if (type == EOF || type == SEP && depth == 0) {
                examine(chunk);
                chunk.clear();
            } else {
                chunk.add(token);
            }
        }
    }

    private void examine(List<CommonToken> chunk) {
        List<CommonToken> rest = new ArrayList<>(chunk);
        int previous = -1;
        while (!rest.isEmpty() && reported < MAX_ERRORS) {
            CommonToken end = new CommonToken(EOF, "");
            int stop = chunk.getLast().getStopIndex() + 1;
            end.setStartIndex(stop);
            end.setStopIndex(stop - 1);
            var all = new ArrayList<>(rest);
            all.add(end);
            RecognitionException fault = parse(all);
            if (fault == null) {
                return;
            }
            int at = Math.min(fault.getOffendingToken().getTokenIndex(), rest.size());
            messages.report(all, at, fault);
            reported++;
            if (messages.mapInBlock(all, at)) {
                return;
            }
            int[] around = innermostStatement(rest, at);
            if (around[0] == 0 || rest.size() == previous) {
                return;
            }
            previous = rest.size();
            rest.subList(around[0], around[1]).clear();
        }
    }

    /// The statement inside the innermost block around token `at`: first token, and the one after its last; starts at 0 when that is the whole chunk.
    private static int[] innermostStatement(List<CommonToken> chunk, int at) {
        int depth = 0;
        int begin = Math.min(at, chunk.size()) - 1;
        // The offending token may be the separator or bracket after the statement.
        while (begin >= 0) {
            int type = chunk.get(begin).getType();
            if (closes(type)) {
                depth++;
            } else if (opens(type)) {
                if (depth == 0 && type == LBRACE) {
                    break;
                }
                depth = Math.max(0, depth - 1);
            } else if (type == SEP && depth == 0) {
                break;
            }
            begin--;
        }
        begin++;
        int end = begin;
        depth = 0;
        while (end < chunk.size()) {
            int type = chunk.get(end).getType();
            if (opens(type)) {
                depth++;
            } else if (closes(type)) {
                if (depth == 0) {
                    break;
                }
                depth--;
            } else if (type == SEP && depth == 0 && end >= at) {
                break;
            }
            end++;
        }
        // Take the separator before it along, or the one after it, so that no empty statement remains.
        if (begin > 0 && chunk.get(begin - 1).getType() == SEP) {
            begin--;
        } else if (end < chunk.size() && chunk.get(end).getType() == SEP) {
            end++;
        }
        return new int[] {begin, end};
    }

    /// The first fault, or null.
    private RecognitionException parse(List<CommonToken> chunk) {
        SleyParser parser = Parser.quiet(new TokenArray(chunk, source));
        parser.setErrorHandler(new FirstFault());
        try {
            parser.single();
            return null;
        } catch (ParseCancellationException cancelled) {
            return (RecognitionException) cancelled.getCause();
        }
    }

    private static boolean opens(int type) {
        return TokenKinds.in(TokenKinds.OPENERS, type);
    }

    private static boolean closes(int type) {
        return type == RPAREN || type == RBRACKET || type == RBRACE;
    }

    /// Stops at the first fault and keeps it with the rule it happened in.
    private static final class FirstFault extends DefaultErrorStrategy {
        @Override
        public void recover(org.antlr.v4.runtime.Parser recognizer, RecognitionException fault) {
            throw new ParseCancellationException(fault);
        }

        @Override
        public Token recoverInline(org.antlr.v4.runtime.Parser recognizer) {
            throw new ParseCancellationException(new Mismatch(recognizer));
        }

        @Override
        public void sync(org.antlr.v4.runtime.Parser recognizer) {}

        @Override
        public void reportError(org.antlr.v4.runtime.Parser recognizer, RecognitionException fault) {}
    }

    /// A token other than the one the rule asks for.
    private static final class Mismatch extends RecognitionException {
        private static final long serialVersionUID = 1L;

        Mismatch(org.antlr.v4.runtime.Parser parser) {
            super(parser, parser.getInputStream(), parser.getContext());
            setOffendingToken(parser.getCurrentToken());
        }
    }
}
