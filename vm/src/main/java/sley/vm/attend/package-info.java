/// How a running program answers questions from outside: a private socket for `sley ps`, and the signal of Ctrl-\.
///
/// Invariant: nothing here runs in the first moments of a program, so that starting stays cheap, and nothing here keeps a program from ending. Start with
/// [sley.vm.attend.Attendant].
package sley.vm.attend;
