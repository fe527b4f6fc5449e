package sley.vm.sched;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a scheduler counted, in the order in which it is shown.
public final class Statistics {
    private final Map<String, String> lines = new LinkedHashMap<>();

    void add(String name, long value) {
        lines.put(name, Long.toString(value));
    }

    void add(String name, String value) {
        lines.put(name, value);
    }

    public Map<String, String> lines() {
        return lines;
    }
}
