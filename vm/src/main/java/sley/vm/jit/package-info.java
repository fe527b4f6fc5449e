/// Tier 2: hot functions become classes of the host. [sley.vm.jit.Jit] decides what to compile and when; [sley.vm.jit.FunctionCompiler] makes one class for one entry of a function,
/// from what [sley.vm.jit.Flow] finds out about its code, with the instructions as [sley.vm.jit.Translation] translates them. The protocol between the tiers is in
/// [sley.vm.interpret.Seam] and told in `docs/architecture.md`.
///
/// Invariant: nothing here is loaded before something is hot, and the interpreter knows nothing of this package.
package sley.vm.jit;
