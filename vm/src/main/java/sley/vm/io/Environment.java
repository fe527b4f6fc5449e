package sley.vm.io;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// The environment of the process as its user has set it.
///
/// The JVM reads arguments and names of files in the encoding of the locale, which nothing but the locale can tell it; where that is not UTF-8 (as in most containers) it could not open `ü.txt`. So the
/// launcher sets `LC_ALL` to one that is, and says what it was before, in the property `sley.lc_all`: `=` and its value, or nothing when it was not set.
public final class Environment {
    private static final String LOCALE = "LC_ALL";
    private static final String BEFORE = System.getProperty("sley.lc_all");

    private Environment() {}

    public static Map<String, String> own() {
        if (BEFORE == null) {
            return System.getenv();
        }
        var own = new HashMap<>(System.getenv());
        restore(own);
        return Collections.unmodifiableMap(own);
    }

    /// What a child gets.
    public static void restore(Map<String, String> environment) {
        if (BEFORE == null) {
            return;
        }
        if (BEFORE.isEmpty()) {
            environment.remove(LOCALE);
        } else {
            environment.put(LOCALE, BEFORE.substring(1));
        }
    }
}
