/** The grammar of Sley over the tokens that the token pass hands on. Expressions are flat (operands and operators in a row); the tree builder applies
    precedence, so nothing here recurses for an operator and no input makes prediction look far ahead. */
parser grammar SleyParser;

options { tokenVocab = SleyLexer; }

file: statements EOF;

/** One top-level statement by itself; used to find further errors after the first. */
single: statement? EOF;

statements: (statement (SEP statement)*)?;

statement
  : (LET | VAR) pattern (COLON type)? ASSIGN expression     # letStatement
  | WHILE expression block                                  # whileStatement
  | FOR pattern (COMMA pattern)? IN expression block        # forStatement
  | DEFER body                                              # deferStatement
  | FN NAME typeParameters? LPAREN parameters? RPAREN (ARROW type)? functionBody   # functionDeclaration
  | EXTERN string? FN NAME typeParameters? LPAREN parameters? RPAREN (ARROW type)? # externDeclaration
  | STRUCT NAME typeParameters? LBRACE (parameter ((COMMA | SEP) parameter)* COMMA?)? RBRACE    # structDeclaration
  | ENUM NAME typeParameters? LBRACE (enumCase ((COMMA | SEP) enumCase)* COMMA?)? RBRACE        # enumDeclaration
  | IMPORT (string | NAME) (AS NAME)?                       # importDeclaration
  | TEST string (IN NAME NAME)? block                        # testDeclaration
  | simple                                                  # simpleStatement
  ;

functionBody: block | ASSIGN expression;

typeParameters: LANGLE NAME (COMMA NAME)* COMMA? RANGLE;

parameters: parameter (COMMA parameter)* COMMA?;

/** Also a field of a struct or of a case of an enum. */
parameter: NAME (COLON type)? (ASSIGN expression)?;

enumCase: NAME (LPAREN parameters? RPAREN)?;

block: LBRACE statements RBRACE;

/** What stands after an arrow. */
body: block | simple;

/** An expression, or an assignment (which has no value). */
simple: expression (assignment expression)?;

assignment: ASSIGN | PLUS_ASSIGN | MINUS_ASSIGN | TIMES_ASSIGN | DIVIDE_ASSIGN | REM_ASSIGN;

// ---- Expressions

expression
  : tail                                                    # tailExpression
  | operand (operator operand)* (operator tail)?            # flatExpression
  ;

operator
  : COALESCE | OR | AND | EQ | NE | LT | LE | GT | GE | PIPE | CARET | AMPERSAND | SHL | SHR | USHR | DOTDOT | DOTDOT_EQ | BY
  | PLUS | MINUS | STAR | SLASH | PERCENT
  ;

/** What reaches as far to the right as it can. */
tail
  : NAME FAT_ARROW body                                     # nameLambda
  | LAMBDA_OPEN (NAME (COMMA NAME)* COMMA?)? RPAREN FAT_ARROW body   # tupleLambda
  | FN LPAREN parameters? RPAREN (ARROW type)? functionBody # longLambda
  | THROW expression                                        # throwTail
  | RETURN expression?                                      # returnTail
  | BREAK                                                   # breakTail
  | CONTINUE                                                # continueTail
  ;

operand: (MINUS | TILDE | NOT)* primary postfix*;

postfix
  : (DOT | QUESTION_DOT) (NAME | INT | FLOAT)               # memberPostfix
  | typeArguments? LPAREN (argument (COMMA argument)* COMMA?)? RPAREN   # callPostfix
  | LBRACKET expression RBRACKET                            # indexPostfix
  | BANG                                                    # unwrapPostfix
  ;

typeArguments: LANGLE type (COMMA type)* COMMA? RANGLE;

argument: (NAME COLON)? expression;

primary
  : INT                                                     # intPrimary
  | FLOAT                                                   # floatPrimary
  | CHAR                                                    # charPrimary
  | DURATION                                                # durationPrimary
  | (TRUE | FALSE)                                          # boolPrimary
  | NIL                                                     # nilPrimary
  | string                                                  # stringPrimary
  | NAME                                                    # namePrimary
  | LPAREN expression (COMMA expression)* COMMA? RPAREN     # tuplePrimary
  | LBRACKET (expression (COMMA expression)* COMMA?)? RBRACKET      # listPrimary
  | MAP_OPEN (COLON | mapEntry (COMMA mapEntry)* COMMA?)? RBRACE    # mapPrimary
  | IF expression block (ELSE IF expression block)* (ELSE block)?   # ifPrimary
  | MATCH expression LBRACE (matchArm ((COMMA | SEP) matchArm)* COMMA?)? RBRACE     # matchPrimary
  | SELECT LBRACE (selectArm ((COMMA | SEP) selectArm)* COMMA?)? RBRACE             # selectPrimary
  | SPAWN string? (block | spawnTarget)                     # spawnPrimary
  | SCOPE block                                             # scopePrimary
  | WITHIN expression block                                 # withinPrimary
  | LOCK expression block                                   # lockPrimary
  | LOCK_THREAD block                                       # lockThreadPrimary
  | TRY block (CATCH NAME? block)? (FINALLY block)?         # tryPrimary
  ;

spawnTarget: (NAME | LPAREN expression RPAREN) postfix*;

mapEntry: expression COLON expression;

string: STRING_OPEN stringPart* STRING_CLOSE | RAW_STRING;

stringPart: STRING_TEXT | STRING_ESCAPE | INTERPOLATE expression RBRACE;

matchArm: pattern (IF expression)? ARM_ARROW body;

selectArm
  : AFTER expression ARM_ARROW body                         # afterArm
  | ELSE ARM_ARROW body                                     # elseArm
  | expression (ASSIGN expression)? ARM_ARROW body          # channelArm
  ;

// ---- Patterns

pattern: alternative (PIPE alternative)*;

alternative
  : NAME (DOT NAME)* (LPAREN (patternField (COMMA patternField)* COMMA?)? RPAREN)?  # namePattern
  | LPAREN pattern (COMMA pattern)* COMMA? RPAREN           # tuplePattern
  | literal ((DOTDOT | DOTDOT_EQ) literal)?                 # literalPattern
  ;

patternField: (NAME COLON)? pattern;

literal: MINUS? (INT | FLOAT | DURATION) | CHAR | string | TRUE | FALSE | NIL;

// ---- Types

type: baseType QUESTION?;

baseType
  : NAME (DOT NAME)? typeArguments?                         # namedType
  | LPAREN (type (COMMA type)* COMMA?)? RPAREN              # tupleType
  | FN LPAREN (type (COMMA type)* COMMA?)? RPAREN (ARROW type)?     # functionType
  ;
