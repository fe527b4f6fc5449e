package sley.vm.sched;

/// What a kernel thread of a scheduler does at the moment, for reports.
///
/// @param name its name
public record KernelWork(String name, String does) {}
