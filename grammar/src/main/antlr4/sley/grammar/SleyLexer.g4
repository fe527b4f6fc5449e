/** Tokens of Sley. A hand-written pass between lexer and parser (sley.compiler.parse.TokenPass) decides which newlines end a statement and gives
    the tokens of the section `tokens` to brackets, arrows and angle brackets by their surroundings, so that the parser needs next to no lookahead. */
lexer grammar SleyLexer;

channels { COMMENTS }

tokens {
  SEP,          // an end of a statement: a newline that counts, or `;`
  MAP_OPEN,     // `{` that opens a map
  LAMBDA_OPEN,  // `(` that opens the parameters of a lambda
  ARM_ARROW,    // `=>` of an arm of `match` or `select`
  LANGLE,       // `<` and `>` around type arguments
  RANGLE,
  BY            // `by` of a range; elsewhere an ordinary name
}

FN: 'fn';
RETURN: 'return';
LET: 'let';
VAR: 'var';
STRUCT: 'struct';
ENUM: 'enum';
IMPORT: 'import';
AS: 'as';
IF: 'if';
ELSE: 'else';
WHILE: 'while';
FOR: 'for';
IN: 'in';
BREAK: 'break';
CONTINUE: 'continue';
MATCH: 'match';
SELECT: 'select';
AFTER: 'after';
SPAWN: 'spawn';
SCOPE: 'scope';
WITHIN: 'within';
LOCK: 'lock';
LOCK_THREAD: 'lockThread';
TRY: 'try';
CATCH: 'catch';
FINALLY: 'finally';
THROW: 'throw';
DEFER: 'defer';
TEST: 'test';
EXTERN: 'extern';
TRUE: 'true';
FALSE: 'false';
NIL: 'nil';
AND: 'and';
OR: 'or';
NOT: 'not';

NAME: [A-Za-z_] [A-Za-z0-9_]*;

DURATION: DIGITS ('.' DIGITS)? ('ns' | 'us' | 'ms' | 's' | 'm' | 'h');
FLOAT: DIGITS '.' DIGITS EXPONENT? | DIGITS EXPONENT;
INT: DIGITS | '0' [xX] [0-9a-fA-F_]+ | '0' [bB] [01_]+;
/** A number that runs into letters: `12abc`, `0b12`, `1e`. */
BAD_NUMBER: [0-9] [A-Za-z0-9_]*;
fragment DIGITS: [0-9] [0-9_]*;
fragment EXPONENT: [eE] [+-]? [0-9]+;

CHAR: '\'' (~['\\\r\n] | '\\' ~[u\r\n] | '\\u' ('{' [0-9a-fA-F]* '}')?) '\'';
BAD_CHAR: '\'' (~['\\\r\n] | '\\' ~[\r\n])* '\''?;

STRING_OPEN: '"' -> pushMode(STRING);
/** What other languages write for a text of several lines. */
BAD_TRIPLE: '"""' .*? '"""';
RAW_STRING: '`' ~'`'* '`';
BAD_RAW: '`' ~'`'* EOF;

SHEBANG: '#!' ~[\r\n]* -> channel(COMMENTS);
LINE_COMMENT: '//' ~[\r\n]* -> channel(COMMENTS);
COMMENT_OPEN: '/*' -> channel(COMMENTS), pushMode(COMMENT);
SPACE: [ \t\u000C]+ -> skip;
NEWLINE: '\r'? '\n' | '\r';

USHR: '>>>';
SHL: '<<';
SHR: '>>';
LE: '<=';
GE: '>=';
EQ: '==';
NE: '!=';
FAT_ARROW: '=>';
ARROW: '->';
PLUS_ASSIGN: '+=';
MINUS_ASSIGN: '-=';
TIMES_ASSIGN: '*=';
DIVIDE_ASSIGN: '/=';
REM_ASSIGN: '%=';
DOTDOT_EQ: '..=';
DOTDOT: '..';
COALESCE: '??';
QUESTION_DOT: '?.';
QUESTION: '?';
BANG: '!';
ASSIGN: '=';
LT: '<';
GT: '>';
PLUS: '+';
MINUS: '-';
STAR: '*';
SLASH: '/';
PERCENT: '%';
PIPE: '|';
CARET: '^';
AMPERSAND: '&';
TILDE: '~';
DOT: '.';
COMMA: ',';
COLON: ':';
SEMI: ';';
LPAREN: '(';
RPAREN: ')';
LBRACKET: '[';
RBRACKET: ']';
LBRACE: '{' -> pushMode(DEFAULT_MODE);
RBRACE: '}' -> popMode;

/** Anything else; reported by the token pass. */
UNEXPECTED: .;

mode STRING;
STRING_CLOSE: '"' -> popMode;
STRING_TEXT: ~["\\$\r\n]+;
STRING_ESCAPE: '\\u{' [0-9a-fA-F]* '}' | '\\' ~[\r\n];
INTERPOLATE: '${' -> pushMode(DEFAULT_MODE);
STRING_DOLLAR: '$' -> type(STRING_TEXT);
/** The line ended before the string did; reported by the token pass. */
STRING_BROKEN: ('\\'? [\r\n] | '\\') -> popMode;

mode COMMENT;
COMMENT_NEST: '/*' -> channel(COMMENTS), pushMode(COMMENT);
COMMENT_CLOSE: '*/' -> channel(COMMENTS), popMode;
COMMENT_TEXT: ~[*/]+ -> channel(COMMENTS);
COMMENT_STAR: [*/] -> channel(COMMENTS);
