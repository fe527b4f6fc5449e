package sley.cli.lab;

import java.util.Optional;
import sley.cli.compare.Costs;

/// What a trial gave.
///
/// @param values sorted; empty when it failed
/// @param limit  for counts: why there were no more, or empty when the bound was reached
/// @param failed why there is no value
record Measured(Trial trial, long[] values, String limit, Optional<String> failed) {
    long median() {
        return values[values.length / 2];
    }

    String value() {
        if (values.length == 0) {
            return "-";
        }
        return switch (trial.unit()) {
            case NANOS -> Costs.time(median());
            case BYTES -> median() < 10 << 10 ? median() + " B" : median() < 10 << 20 ? (median() >> 10) + " KB" : (median() >> 20) + " MB";
            case COUNT -> Costs.text(Costs.Unit.COUNT, median()) + (limit.isEmpty() ? " (bound)" : "");
        };
    }

    String spread() {
        return values.length < 2 || median() <= 0 ? "" : "±" + Math.round((values[values.length - 1] - values[0]) * 50.0 / median()) + "%";
    }
}
