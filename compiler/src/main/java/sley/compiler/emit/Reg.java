package sley.compiler.emit;

/// A register that holds a value.
///
/// @param temporary to be released after use; otherwise it belongs to a local, or stands for a value that never comes to be
record Reg(int number, boolean primitive, boolean temporary) {}
