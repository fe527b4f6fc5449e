package sley.vm.value;

import sley.vm.thread.Fault;

/// Strings by code point. The host's strings are UTF-16; those without surrogates, which are nearly all, are indexed directly.
public final class Strings {
    private static final String[] LATIN = new String[256];

    static {
        for (int i = 0; i < LATIN.length; i++) {
            LATIN[i] = String.valueOf((char) i);
        }
    }

    private Strings() {}

    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /// The string of one code point.
    public static String of(int codePoint) {
        return codePoint < LATIN.length ? LATIN[codePoint] : Character.toString(codePoint);
    }

    public static String at(String text, long i) {
        return of(codeAt(text, i));
    }

    public static int codeAt(String text, long i) {
        int count = length(text);
        if (i < 0 || i >= count) {
            throw new Fault("index", "index " + i + " is outside a string of " + count + (count == 1 ? " character" : " characters"));
        }
        return text.codePointAt(offset(text, (int) i, count));
    }

    /// The UTF-16 offset of code point number `i`.
    public static int offset(String text, int i, int count) {
        return count == text.length() ? i : text.offsetByCodePoints(0, i);
    }

    /// Raises an error of kind `memory` when a string cannot be so long.
    public static int checkLength(long length) {
        if (length > Integer.MAX_VALUE - 16) {
            throw new Fault("memory", "a string cannot have more than " + (Integer.MAX_VALUE - 16) + " characters");
        }
        return (int) length;
    }
}
