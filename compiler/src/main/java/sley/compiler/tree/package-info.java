/// Syntax trees of the standard library as bytes, made when Sley is built, so that a program that uses it need not parse it. [sley.compiler.tree.Kind] tells what they look like.
package sley.compiler.tree;
