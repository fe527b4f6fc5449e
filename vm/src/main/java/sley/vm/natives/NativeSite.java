package sley.vm.natives;

import sley.vm.code.Program;
import sley.vm.value.Shape;

/// A native as one program uses it: at concrete types.
///
/// @param primitives how many of the parameters lie in bank P; instructions list these first
public record NativeSite(String name, NativeBody body, Shape[] parameters, int primitives, Shape result, boolean primitiveResult, Program program) {}
