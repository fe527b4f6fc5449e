/// The canonical layout of source files. Start at [Formatter].
package sley.compiler.format;
