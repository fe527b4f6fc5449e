package sley.compiler.parse;

import java.util.List;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import sley.compiler.ast.SourceUnit;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.source.SourceFile;
import sley.compiler.source.Span;
import sley.grammar.SleyLexer;
import sley.grammar.SleyParser;

/// Parses a file. Nesting is bounded by [TokenPass#MAX_NESTING]; still, call it on a thread with a deep stack (see [sley.compiler.Compiler]).
public final class Parser {
    private Parser() {}

    /// The tree of `file`; when `diagnostics` has failed afterwards, only what could be parsed.
    public static SourceUnit parse(SourceFile file, Diagnostics diagnostics) {
        if (!HiddenCharacters.check(file, diagnostics)) {
            return new SourceUnit(file, List.of());
        }
        var lexing = new Lexing(file, diagnostics);
        List<CommonToken> raw = lexing.run();
        if (lexing.unterminated()) {
            return new SourceUnit(file, List.of());
        }
        var brackets = new TypeBrackets(raw);
        List<CommonToken> typed = brackets.run();
        if (brackets.tooDeep() != null) {
            CommonToken at = brackets.tooDeep();
            diagnostics.add(Diagnostic.error(Code.NESTED_TOO_DEEPLY, new Span(file, at.getStartIndex(), at.getStopIndex() + 1),
                    "nested more than " + TokenPass.MAX_NESTING + " levels deep"));
            return new SourceUnit(file, List.of());
        }
        List<CommonToken> tokens = new TokenPass(file, typed, diagnostics).run();
        if (tokens.isEmpty()) {
            return new SourceUnit(file, List.of());
        }
        var stream = new TokenArray(tokens, lexing.lexer());
        SleyParser.FileContext tree = fast(stream);
        if (tree == null) {
            // Where the lexer left something out, a syntax error would only repeat its report.
            if (!lexing.patched()) {
                new SyntaxErrors(file, tokens, lexing.lexer(), diagnostics).report();
            }
            return new SourceUnit(file, List.of());
        }
        return new SourceUnit(file, new TreeBuilder(file, diagnostics, lexing.comments()).statements(tree.statements()));
    }

    /// Parses with the fast prediction mode, then, where that finds a fault, with the full one. Null when there is a fault.
    private static SleyParser.FileContext fast(TokenArray stream) {
        SleyParser parser = quiet(stream);
        parser.setErrorHandler(new BailErrorStrategy());
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        try {
            return parser.file();
        } catch (ParseCancellationException fault) {
            stream.seek(0);
        }
        parser.reset();
        parser.getInterpreter().setPredictionMode(PredictionMode.LL);
        try {
            return parser.file();
        } catch (ParseCancellationException fault) {
            return null;
        }
    }

    static SleyParser quiet(TokenArray stream) {
        var parser = new SleyParser(stream);
        parser.removeErrorListeners();
        return parser;
    }

    /// Whether a text can stand as it is.
    public enum Completeness {
        COMPLETE,
        /// It ends inside a bracket, a string or an expression: further lines may complete it.
        INCOMPLETE,
        /// No further line can make it right.
        BROKEN
    }

    /// Tells a line editor whether to ask for more lines.
    public static Completeness completeness(String text) {
        var file = new SourceFile("<input>", text);
        var diagnostics = new Diagnostics();
        var lexing = new Lexing(file, diagnostics);
        List<CommonToken> raw = lexing.run();
        if (lexing.openAtEnd()) {
            return Completeness.INCOMPLETE;
        }
        if (diagnostics.failed()) {
            return Completeness.BROKEN;
        }
        var pass = new TokenPass(file, new TypeBrackets(raw).run(), diagnostics);
        List<CommonToken> tokens = pass.run();
        if (pass.unclosed()) {
            return Completeness.INCOMPLETE;
        }
        if (diagnostics.failed()) {
            return Completeness.BROKEN;
        }
        if (fast(new TokenArray(tokens, lexing.lexer())) != null) {
            return Completeness.COMPLETE;
        }
        int last = tokens.size() < 2 ? SleyLexer.EOF : tokens.get(tokens.size() - 2).getType();
        return TokenKinds.in(TokenKinds.CONTINUES, last) && last != SleyLexer.SEP ? Completeness.INCOMPLETE : Completeness.BROKEN;
    }
}
