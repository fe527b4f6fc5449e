/// Diagnostics as data ([Diagnostic]) and their rendering for people and tools ([Renderer]).
package sley.compiler.diag;
