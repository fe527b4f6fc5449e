package sley.vm.sched;

/// What a processor has done; written by its owner, read for the statistics.
final class Counters {
    long switches;
    long steals;
    long parks;
    long yields;
    long timers;
    long polls;
}
