/// From text to syntax tree: lexer (generated), [TokenPass], parser (generated), [TreeBuilder].
///
/// The token pass is what keeps parsing linear: it matches brackets, decides which newlines end statements, and gives `{`, `(`, `=>`, `<` and `>` different
/// token types by their surroundings, so that the generated parser decides nearly everything by one token. Invariant: what leaves the pass has balanced
/// brackets and bounded nesting. Start reading at [Parser].
package sley.compiler.parse;
