package sley.vm.natives;

import static sley.vm.natives.Natives.result;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import sley.vm.thread.Fault;
import sley.vm.value.Bytes;
import sley.vm.value.Range;
import sley.vm.value.RefList;
import sley.vm.value.Strings;

/// Methods of strings.
final class StringNatives {
    private StringNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "string.contains" -> (t, _, _, _, r, rb) -> result(t, text(r, rb).contains(text(r, rb + 1)));
            case "string.startsWith" -> (t, _, _, _, r, rb) -> result(t, text(r, rb).startsWith(text(r, rb + 1)));
            case "string.endsWith" -> (t, _, _, _, r, rb) -> result(t, text(r, rb).endsWith(text(r, rb + 1)));
            case "string.indexOf" -> (t, _, p, pb, r, rb) -> result(t, indexOf(text(r, rb), text(r, rb + 1), p[pb]));
            case "string.split" -> (t, _, _, _, r, rb) -> result(t, split(text(r, rb), text(r, rb + 1)));
            case "string.lines" -> (t, _, _, _, r, rb) -> result(t, lines(text(r, rb)));
            case "string.trim" -> (t, _, _, _, r, rb) -> result(t, text(r, rb).strip());
            case "string.trimStart" -> (t, _, _, _, r, rb) -> result(t, text(r, rb).stripLeading());
            case "string.trimEnd" -> (t, _, _, _, r, rb) -> result(t, text(r, rb).stripTrailing());
            case "string.upper" -> (t, _, _, _, r, rb) -> result(t, text(r, rb).toUpperCase(Locale.ROOT));
            case "string.lower" -> (t, _, _, _, r, rb) -> result(t, text(r, rb).toLowerCase(Locale.ROOT));
            case "string.replace" -> (t, _, _, _, r, rb) -> result(t, text(r, rb).replace(text(r, rb + 1), text(r, rb + 2)));
            case "string.repeat" -> (t, _, p, pb, r, rb) -> result(t, repeat(text(r, rb), p[pb]));
            case "string.padStart" -> (t, _, p, pb, r, rb) -> result(t, padding(text(r, rb), p[pb], text(r, rb + 1)) + text(r, rb));
            case "string.padEnd" -> (t, _, p, pb, r, rb) -> result(t, text(r, rb) + padding(text(r, rb), p[pb], text(r, rb + 1)));
            case "string.chars" -> (t, _, _, _, r, rb) -> result(t, chars(text(r, rb)));
            case "string.codeAt" -> (t, _, p, pb, r, rb) -> result(t, (long) Strings.codeAt(text(r, rb), p[pb]));
            case "string.bytes" -> (t, _, _, _, r, rb) -> result(t, bytes(text(r, rb)));
            case "string.reversed" -> (t, _, _, _, r, rb) -> result(t, new StringBuilder(text(r, rb)).reverse().toString());
            case "string.slice" -> (t, _, _, _, r, rb) -> result(t, slice(text(r, rb), (Range) r[rb + 1]));
            case "string.nextIndex" -> (t, _, p, pb, r, rb) -> result(t, next(text(r, rb), (int) p[pb]));
            case "string.charAt" -> (t, _, p, pb, r, rb) -> result(t, Strings.of(text(r, rb).codePointAt((int) p[pb])));
            default -> null;
        };
    }

    private static String text(Object[] r, int i) {
        return (String) r[i];
    }

    private static Long indexOf(String text, String part, long from) {
        int count = Strings.length(text);
        if (from < 0 || from > count) {
            throw new Fault("index", "index " + from + " is outside a string of " + count + " characters");
        }
        int at = text.indexOf(part, Strings.offset(text, (int) from, count));
        return at < 0 ? null : (Long) (long) text.codePointCount(0, at);
    }

    private static RefList split(String text, String separator) {
        if (separator.isEmpty()) {
            return chars(text);
        }
        if (separator.length() == 1) {
            return split(text, separator.charAt(0));
        }
        var parts = new RefList(4);
        int start = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, start)) {
            parts.push(text.substring(start, at));
            start = at + separator.length();
        }
        parts.push(text.substring(start));
        return parts;
    }

    /// At one character, which is what most texts are split at and is found faster than a text is.
    private static RefList split(String text, char separator) {
        var parts = new RefList(8);
        int start = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, start)) {
            parts.push(text.substring(start, at));
            start = at + 1;
        }
        parts.push(text.substring(start));
        return parts;
    }

    private static RefList lines(String text) {
        var lines = new RefList(4);
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int stop = end < 0 ? text.length() : end;
            boolean carriage = end > start && text.charAt(end - 1) == '\r';
            lines.push(text.substring(start, carriage ? stop - 1 : stop));
            start = stop + 1;
        }
        return lines;
    }

    private static String repeat(String text, long count) {
        if (count < 0) {
            throw new Fault("index", "a string cannot be repeated " + count + " times");
        }
        if (count != 0 && !text.isEmpty()) {
            Strings.checkLength(count > Integer.MAX_VALUE ? Long.MAX_VALUE : count * text.length());
        }
        return text.isEmpty() ? "" : text.repeat((int) count);
    }

    private static String padding(String text, long width, String fill) {
        long missing = width - Strings.length(text);
        if (missing <= 0 || fill.isEmpty()) {
            return "";
        }
        Strings.checkLength(missing);
        int unit = Strings.length(fill);
        var out = new StringBuilder((int) missing);
        for (long i = missing; i >= unit; i -= unit) {
            out.append(fill);
        }
        int rest = (int) (missing % unit);
        return out.append(fill, 0, Strings.offset(fill, rest, unit)).toString();
    }

    private static RefList chars(String text) {
        var chars = new RefList(text.length());
        text.codePoints().forEach(c -> chars.push(Strings.of(c)));
        return chars;
    }

    static Bytes bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Bytes(bytes, bytes.length);
    }

    private static String slice(String text, Range range) {
        int count = Strings.length(text);
        checkSlice(range, count, "string");
        int from = Strings.offset(text, (int) range.from(), count);
        int to = Strings.offset(text, (int) end(range), count);
        return text.substring(from, Math.max(from, to));
    }

    static long end(Range range) {
        return range.inclusive() ? range.to() + 1 : range.to();
    }

    /// The bounds of a slice must lie inside, and in order.
    static void checkSlice(Range range, int size, String what) {
        if (range.step() != 1) {
            throw new Fault("index", "a slice has step 1, not " + range.step());
        }
        if (range.from() < 0 || range.inclusive() && range.to() == Long.MAX_VALUE || end(range) > size || range.from() > end(range)) {
            throw new Fault("index", "the slice " + range.from() + (range.inclusive() ? "..=" : "..") + range.to() + " is outside a " + what + " of length " + size);
        }
    }

    private static long next(String text, int at) {
        return at >= text.length() ? -1 : at + Character.charCount(text.codePointAt(at));
    }
}
