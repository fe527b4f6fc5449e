/// Source texts and places in them. Start at [SourceFile].
package sley.compiler.source;
