/// What people are told about threads: which there are, what they wait for, which can never be woken; and the figures of a run as it goes.
///
/// Invariant: it looks, and changes nothing of the program. It knows the scheduler's states and the layout of frames and values; nothing of the scheduler, the tiers or
/// the values knows it. Start with [sley.vm.report.Census].
package sley.vm.report;
