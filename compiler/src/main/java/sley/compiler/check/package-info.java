/// Names and types: from the syntax tree to the typed tree.
///
/// Generic functions are checked once for each list of type arguments that is used, with the type parameters bound to concrete types, so the typed tree holds no type
/// variables. An expression that was reported has the type INVALID, which fits everywhere: one fault gives one error. Start reading at [Signatures] for
/// declarations and [Unifier] for inference.
package sley.compiler.check;
