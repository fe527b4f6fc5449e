package sley.cli;

import java.util.Locale;
import java.util.Map;

/// The options of a command as they hold: what the command line gives, else what the environment says as `SLEY_…`.
record Chosen(Given given, Map<String, String> environment) {
    /// The variable that stands for an option.
    static String variable(String option) {
        return "SLEY_" + option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /// The value, null for an option that was not chosen.
    String value(String option) {
        if (given.has(option)) {
            return given.value(option);
        }
        String value = environment.get(variable(option));
        return value == null || value.isEmpty() ? null : value;
    }

    String value(String option, String otherwise) {
        String value = value(option);
        return value == null ? otherwise : value;
    }

    /// Of an option without a value: whether it is on.
    boolean on(String option) {
        String value = value(option);
        return given.has(option) || value != null && !value.equals("0") && !value.equals("false");
    }
}
