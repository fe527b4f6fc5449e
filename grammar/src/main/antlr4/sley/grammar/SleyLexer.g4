lexer grammar SleyLexer;
ID: [a-z]+;
