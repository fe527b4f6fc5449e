package sley.cli.compare;

import java.util.Map;
import sley.cli.process.Ended;
import sley.cli.process.KernelCosts;

/// One run of the program.
///
/// @param number  of the runs of this way, from 1
/// @param printed what it printed; runs that printed the same share it
/// @param vm      what the VM counted, by the names of `--stats-json`; empty when the run did not end by itself
/// @param parks   how often threads parked, by reason
public record Run(Way way, int number, Ended ended, Printed printed, KernelCosts kernel, Map<String, Long> vm, Map<String, Long> parks) {
    String name() {
        return way.label() + " run " + number;
    }

    boolean complete() {
        return ended instanceof Ended.Exited;
    }
}
