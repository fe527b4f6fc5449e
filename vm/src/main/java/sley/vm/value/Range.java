package sley.vm.value;

import sley.vm.thread.Fault;

/// A value of type `range`: `length` ints from `from` on, `step` apart.
public record Range(long from, long to, boolean inclusive, long step) {
    public Range {
        if (step == 0) {
            throw new Fault("arith", "the step of a range is 0");
        }
    }

    /// How many ints it has; at most 2^63 - 1.
    public long length() {
        if (inclusive ? (step > 0 ? from > to : from < to) : (step > 0 ? from >= to : from <= to)) {
            return 0;
        }
        // The distance as an unsigned number cannot overflow.
        long distance = step > 0 ? to - from : from - to;
        long stride = step > 0 ? step : -step;
        long turns = Long.divideUnsigned(distance, stride);
        boolean exact = Long.remainderUnsigned(distance, stride) == 0;
        long count = inclusive || !exact ? turns + 1 : turns;
        return count < 0 || turns < 0 ? Long.MAX_VALUE : count;
    }

    public boolean contains(long x) {
        if (length() == 0) {
            return false;
        }
        boolean inside = step > 0 ? x >= from && (inclusive ? x <= to : x < to) : x <= from && (inclusive ? x >= to : x > to);
        return inside && Long.remainderUnsigned(step > 0 ? x - from : from - x, step > 0 ? step : -step) == 0;
    }
}
