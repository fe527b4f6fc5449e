package sley.compiler.parse;

import static sley.grammar.SleyParser.*;

import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.RecognitionException;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.source.SourceFile;
import sley.compiler.source.Span;
import sley.grammar.SleyParser;

/// Words for syntax errors: what stands there, what was expected in the user's terms, and the remedy for the mistakes that people bring from other languages.
final class SyntaxMessages {
    /// How many tokens around a fault are looked at for what it may be.
    private static final int MAX_ARM = 200;

    private final SourceFile file;
    private final Diagnostics diagnostics;

    SyntaxMessages(SourceFile file, Diagnostics diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
    }

    /// @param at index of the token where the parser stopped; the one before the last is the last of the text
    void report(List<CommonToken> tokens, int at, RecognitionException fault) {
        CommonToken token = tokens.get(at);
        CommonToken before = at > 0 ? tokens.get(at - 1) : null;
        int type = token.getType();
        boolean lineEnd = type == SEP || type == EOF;
        String found = type == EOF || type == SEP && !token.getText().equals(";") ? "end of line" : "`" + token.getText() + "`";
        Span span = lineEnd && before != null ? new Span(file, before.getStopIndex() + 1, before.getStopIndex() + 1)
                : new Span(file, token.getStartIndex(), token.getStopIndex() + 1);
        String expected = expected(fault, type);
        var diagnostic = Diagnostic.error(Code.SYNTAX, span, "unexpected " + found).label(expected.isEmpty() ? "" : "expected " + expected);
        String help = help(tokens, at);
        diagnostics.add(help.isEmpty() ? diagnostic : diagnostic.help(help));
    }

    private static String expected(RecognitionException fault, int found) {
        int rule = fault.getCtx() == null ? -1 : fault.getCtx().getRuleIndex();
        var tokens = fault.getExpectedTokens();
        if (tokens != null && tokens.size() == 1) {
            return name(tokens.getMinElement());
        }
        return switch (rule) {
            case RULE_expression, RULE_operand, RULE_primary, RULE_tail, RULE_simple -> "an expression";
            case RULE_pattern, RULE_alternative, RULE_literal -> "a pattern";
            case RULE_type, RULE_baseType -> "a type";
            case RULE_single, RULE_file, RULE_statements, RULE_block -> "the end of the statement";
            case RULE_statement -> "a statement";
            case RULE_functionBody -> "`{` or `=`";
            case RULE_parameter -> "a name and its type";
            default -> tokens != null && tokens.contains(NAME) ? "a name" : tokens != null && tokens.contains(RPAREN) ? "`,` or `)`"
                    : tokens != null && tokens.contains(RBRACKET) ? "`,` or `]`" : tokens != null && tokens.contains(RBRACE) ? "`}`" : "";
        };
    }

    private static String name(int type) {
        return switch (type) {
            case NAME -> "a name";
            case SEP -> "the end of the statement";
            case EOF -> "the end of the statement";
            case STRING_OPEN, RAW_STRING -> "a string";
            case ARM_ARROW -> "`=>`";
            case MAP_OPEN -> "`{`";
            default -> {
                String literal = SleyParser.VOCABULARY.getLiteralName(type);
                yield literal == null ? "" : "`" + literal.substring(1, literal.length() - 1) + "`";
            }
        };
    }

    /// A map was meant where `{` opens a block, so that what follows is taken for something else.
    boolean mapInBlock(List<CommonToken> tokens, int at) {
        int opener = opener(tokens, at);
        return tokens.get(at).getType() == COLON && opener > 0 && tokens.get(opener).getType() == LBRACE
                && (tokens.get(opener - 1).getType() == FAT_ARROW || tokens.get(opener - 1).getType() == ARM_ARROW);
    }

    /// Where the innermost bracket that is open at a token stands, or -1.
    private static int opener(List<CommonToken> tokens, int at) {
        int depth = 0;
        for (int i = at - 1; i >= 0; i--) {
            int type = tokens.get(i).getType();
            if (TokenKinds.in(TokenKinds.OPENERS, type)) {
                if (depth-- == 0) {
                    return i;
                }
            } else if (type == RPAREN || type == RBRACKET || type == RBRACE) {
                depth++;
            }
        }
        return -1;
    }

    /// The bracket that closes the one at `from`, or the last token.
    private static int closer(List<CommonToken> tokens, int from) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            int type = tokens.get(i).getType();
            depth += TokenKinds.in(TokenKinds.OPENERS, type) ? 1 : type == RPAREN || type == RBRACKET || type == RBRACE ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size() - 1;
    }

    /// What `{` means around a fault, where something else was meant.
    private String braces(List<CommonToken> tokens, int at, String opening) {
        int opener = opener(tokens, at);
        int type = tokens.get(at).getType();
        if (mapInBlock(tokens, at)) {
            return "after `=>`, `{` opens a block; a map stands in parentheses there: `({…})`";
        }
        if (opener <= 0 || tokens.get(opener).getType() != MAP_OPEN || type != COMMA && type != RBRACE && type != SEP) {
            return "";
        }
        return "`{` opens a map here; " + (opening.equals("fn") && tokens.get(opener - 1).getType() == ASSIGN ? "a body in braces has no `=` before it: `fn f() -> int { … }`" : "a set is made with `set([…])`");
    }

    private String help(List<CommonToken> tokens, int at) {
        CommonToken token = tokens.get(at);
        CommonToken before = at > 0 ? tokens.get(at - 1) : null;
        String text = token.getText();
        String last = before == null ? "" : before.getText();
        int type = token.getType();
        int first = at;
        while (first > 0 && tokens.get(first - 1).getType() != SEP && tokens.get(first - 1).getType() != LBRACE && at - first < 60) {
            first--;
        }
        String opening = tokens.get(Math.min(first, tokens.size() - 1)).getText();
        if (type == AMPERSAND && last.equals("&")) {
            return "`and` joins conditions";
        }
        if (type == PIPE && last.equals("|")) {
            return "`or` joins conditions";
        }
        if (type == BANG) {
            return "`not x` negates a condition";
        }
        if (type == QUESTION && before != null && before.getType() == QUESTION || type == COALESCE) {
            return "an optional of an optional does not exist: `T?` is enough";
        }
        if (type == RBRACKET && (last.equals("..") || last.equals("..=")) || type == DOTDOT && last.equals("[")) {
            return "a slice names both ends: `xs[0..n]`, `xs[n..len(xs)]`";
        }
        if (type == ASSIGN && (opening.equals("if") || opening.equals("while"))) {
            return "`==` compares";
        }
        if (type == PLUS && last.equals("+") || type == MINUS && last.equals("-")) {
            return "there is no `++` or `--`: write `n += 1`";
        }
        if (type == QUESTION) {
            return "a conditional value is written `if c { a } else { b }`";
        }
        if (before != null && before.getType() == NAME) {
            switch (last) {
                case "func", "def", "function", "fun", "proc" -> {
                    return "functions begin with `fn`";
                }
                case "const", "val", "auto", "mut", "final" -> {
                    return "`let` binds a name for good, `var` one that changes";
                }
                case "class", "interface", "type", "record" -> {
                    return "types are declared with `struct` and `enum`";
                }
                case "elif", "elsif", "elseif" -> {
                    return "write `else if`";
                }
                case "go", "async", "thread" -> {
                    return "`spawn f(x)` starts a thread";
                }
                case "switch", "case", "when" -> {
                    return "write `match value { pattern => result }`";
                }
                case "foreach", "loop", "until", "repeat" -> {
                    return "loops are `for x in xs { … }` and `while condition { … }`";
                }
                case "raise", "panic" -> {
                    return "errors are raised with `throw error(\"message\")`";
                }
                case "print", "println", "echo", "puts", "assert" -> {
                    return "calls have parentheses: `" + (last.equals("assert") ? last : "print") + "(x)`";
                }
                case "await" -> {
                    return "calls simply wait; `t.join()` waits for a thread";
                }
                case "int", "string", "float", "bool" -> {
                    return "the type follows the name: `let n: int = 1`";
                }
                default -> { }
            }
        }
        if (opening.equals("for") && type == SEP && text.equals(";") || opening.equals("for") && type == ASSIGN) {
            return "loops over numbers are written `for i in 0..10 { … }`";
        }
        if (opening.equals("let") && (type == SEP || type == EOF)) {
            return "a variable needs a value: `let x = 1`";
        }
        int open = opener(tokens, at);
        if (type == COLON && open >= 0 && tokens.get(open).getType() == LPAREN && tokens.get(Math.min(closer(tokens, open) + 1, tokens.size() - 1)).getType() == FAT_ARROW) {
            return "a lambda whose parameters have types is written `fn(x: int) -> int { … }`";
        }
        if (type == IN) {
            return opening.equals("for") ? "a loop has no parentheses: `for x in xs { … }`" : "`xs.contains(x)` tells whether a list or string holds it, `m.has(k)` whether a map or set does";
        }
        if ((type == DOTDOT || type == DOTDOT_EQ) && arrow(tokens, at, 1) || type == ARM_ARROW && (last.equals("..") || last.equals("..="))) {
            return "a range in a pattern has both ends; for one end there are guards: `n if n < 0 => …`";
        }
        if (type == COLON && opening.equals("if") || type == COLON && (opening.equals("while") || opening.equals("for") || opening.equals("else"))) {
            return "blocks stand in braces: `{ … }`";
        }
        if (type >= FN && type <= NOT && before != null && (before.getType() == LET || before.getType() == VAR || before.getType() == FN)) {
            return "`" + text + "` is a keyword and cannot be a name";
        }
        if (type == LBRACE && before != null && before.getType() == SEP || at == 0 && type == LBRACE || tokens.get(first).getType() == MAP_OPEN) {
            return "there is no bare block; `{` at the beginning of a statement opens a map";
        }
        String braces = braces(tokens, at, opening);
        if (!braces.isEmpty()) {
            return braces;
        }
        if (before != null && before.getType() == SPAWN) {
            return "`spawn` takes a call or a block: `spawn f(x)`, `spawn { … }`";
        }
        if (type == LET && before != null && (before.getType() == IF || before.getType() == WHILE)) {
            return "take the value into a `let` before it, and test `x != nil`: it holds a value then";
        }
        if (secondArm(tokens, at)) {
            return "arms on one line are separated by `,`";
        }
        return "";
    }

    /// Another arm of a `match` or `select` begins here, on the line of the one before it.
    private static boolean secondArm(List<CommonToken> tokens, int at) {
        return arrow(tokens, at, 1) && arrow(tokens, at - 1, -1);
    }

    /// An arrow is met before anything that ends an arm, going from a token in that direction.
    private static boolean arrow(List<CommonToken> tokens, int from, int step) {
        int depth = 0;
        for (int i = from; i >= 0 && i < tokens.size() && Math.abs(i - from) < MAX_ARM; i += step) {
            int type = tokens.get(i).getType();
            boolean opens = TokenKinds.in(TokenKinds.OPENERS, type);
            if (opens || type == RPAREN || type == RBRACKET || type == RBRACE) {
                depth += opens == step > 0 ? 1 : -1;
            }
            if (depth < 0 || depth == 0 && (type == SEP || type == COMMA || type == EOF)) {
                return false;
            }
            if (depth == 0 && (type == ARM_ARROW || type == FAT_ARROW)) {
                return true;
            }
        }
        return false;
    }
}
