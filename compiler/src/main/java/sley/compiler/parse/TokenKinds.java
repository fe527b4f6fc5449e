package sley.compiler.parse;

import static sley.grammar.SleyLexer.*;

import java.util.BitSet;

/// Sets of token types that the token pass decides by.
final class TokenKinds {
    private TokenKinds() {}

    /// Tokens that may end an operand.
    static final BitSet ENDS_OPERAND = of(NAME, INT, FLOAT, CHAR, DURATION, STRING_CLOSE, RAW_STRING, TRUE, FALSE, NIL, RPAREN, RBRACKET, RBRACE, BANG,
            RANGLE, QUESTION, BREAK, CONTINUE);
    /// Binary operators, range operators included.
    static final BitSet OPERATORS = of(COALESCE, OR, AND, EQ, NE, LT, LE, GT, GE, PIPE, CARET, AMPERSAND, SHL, SHR, USHR, DOTDOT, DOTDOT_EQ, BY, PLUS, MINUS,
            STAR, SLASH, PERCENT);
    static final BitSet ASSIGNMENTS = of(ASSIGN, PLUS_ASSIGN, MINUS_ASSIGN, TIMES_ASSIGN, DIVIDE_ASSIGN, REM_ASSIGN);
    static final BitSet OPENERS = of(LPAREN, LBRACKET, LBRACE, MAP_OPEN, LAMBDA_OPEN, INTERPOLATE);
    /// After these a newline does not end a statement.
    static final BitSet CONTINUES = union(OPERATORS, ASSIGNMENTS, OPENERS, of(COMMA, DOT, QUESTION_DOT, FAT_ARROW, ARM_ARROW, ARROW, COLON, SEP, NOT, TILDE, LANGLE));
    /// A line that begins with one of these goes on with the line before.
    static final BitSet JOINS_PREVIOUS = of(DOT, QUESTION_DOT, ELSE, CATCH, FINALLY, COALESCE, RBRACE, EOF);
    /// After these `{` opens a block or a body; elsewhere it opens a map.
    static final BitSet BEFORE_BLOCK = union(ENDS_OPERAND, of(FAT_ARROW, ARM_ARROW, SPAWN, SCOPE, LOCK_THREAD, TRY, CATCH, FINALLY, ELSE, SELECT, DEFER));
    /// A `{` behind one of these is theirs, whatever head is still without its own.
    static final BitSet OPENS_BLOCK = of(FAT_ARROW, ARM_ARROW, SPAWN, SCOPE, LOCK_THREAD, TRY, FINALLY, ELSE, DEFER);
    /// A `{` must follow these, behind a condition or name or at once; it may not stand on a line of its own.
    static final BitSet NEEDS_BLOCK = of(IF, ELSE, WHILE, FOR, MATCH, SELECT, SCOPE, WITHIN, LOCK, LOCK_THREAD, TRY, CATCH, FINALLY, STRUCT, ENUM, TEST);
    /// `fn` behind these declares a foreign function, which has no body.
    static final BitSet BEFORE_FOREIGN = of(EXTERN, STRING_CLOSE, RAW_STRING);
    /// Tokens after which another operand must follow; a long run of them nests deeply.
    static final BitSet PREFIXES = of(MINUS, TILDE, NOT, THROW, RETURN, SPAWN, IF, MATCH, WITHIN, LOCK, DEFER, FN);
    /// What may follow the `>` of type arguments.
    static final BitSet AFTER_TYPE_ARGUMENTS = of(LPAREN, RPAREN, RBRACKET, COLON, SEMI, COMMA, DOT, QUESTION, QUESTION_DOT, COALESCE, ASSIGN, LBRACE, RBRACE,
            NEWLINE, EOF, GT, SHR, USHR, RANGLE, ARROW, FAT_ARROW, EQ, NE, PIPE, AS, STRING_CLOSE);

    static BitSet of(int... types) {
        var set = new BitSet();
        for (int type : types) {
            set.set(type + 1);
        }
        return set;
    }

    private static BitSet union(BitSet... sets) {
        var all = new BitSet();
        for (BitSet set : sets) {
            all.or(set);
        }
        return all;
    }

    /// EOF is -1, so types are shifted by one.
    static boolean in(BitSet set, int type) {
        return set.get(type + 1);
    }
}
