package sley.compiler.hir;

/// The identity of a loop, which `break` and `continue` name.
public final class Loop {}
