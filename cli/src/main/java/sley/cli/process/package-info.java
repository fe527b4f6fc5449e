/// Runs Sley programs in processes of their own and watches what they cost. Invariant: knows nothing of the commands that use it.
package sley.cli.process;
