package sley.vm.value;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sley.vm.chan.Channel;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;

/// The text of values, as `print` and `str` show them: strings bare at the top level and quoted inside others.
public final class Text {
    private static final long[] UNITS = {3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L};
    private static final String[] UNIT_NAMES = {"h", "m", "s", "ms", "us", "ns"};
    private static final int MOST = Integer.MAX_VALUE / 2;

    private final StringBuilder out = new StringBuilder();
    /// Containers that are being printed: one inside itself prints as `…`.
    private Map<Object, Boolean> open;
    private int most = MOST;
    private boolean cut;

    private Text() {}

    public static String of(Shape shape, long bits) {
        return switch (shape.kind()) {
            case INT -> Long.toString(bits);
            case FLOAT -> ofFloat(Double.longBitsToDouble(bits));
            case BOOL -> bits != 0 ? "true" : "false";
            case DURATION -> ofDuration(bits);
            default -> "()";
        };
    }

    public static String of(Shape shape, Object value) {
        if (value instanceof String text && shape.kind() == Shape.Kind.STRING) {
            return text;
        }
        if (value instanceof String text && shape.kind() == Shape.Kind.OPTIONAL && shape.element().kind() == Shape.Kind.STRING) {
            return text;
        }
        var text = new Text();
        try {
            text.add(shape, value);
        } catch (StackOverflowError _) {
            throw new Fault("stack", "a value is nested too deeply to print");
        }
        return text.out.toString();
    }

    /// As inside others: strings quoted. What is longer than `most` characters, about, is cut off with `…`.
    public static String inside(Shape shape, Object value, int most) {
        var text = new Text();
        text.most = most;
        text.cut = true;
        try {
            text.add(shape, value);
        } catch (StackOverflowError _) {
            throw new Fault("stack", "a value is nested too deeply to print");
        } catch (TooLong _) {
            text.out.setLength(Math.min(text.out.length(), most));
            text.out.append('…');
        }
        return text.out.toString();
    }

    /// Ends the work on a text that is cut off.
    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("too long", null, false, false);
        }
    }

    private void room() {
        if (out.length() > most) {
            throw cut ? new TooLong() : new Fault("memory", "the text of a value is too long");
        }
    }

    private void add(Shape shape, long bits) {
        room();
        out.append(of(shape, bits));
    }

    private void add(Shape shape, Object value) {
        if (value == null) {
            out.append("nil");
            return;
        }
        room();
        switch (shape.kind()) {
            case STRING -> quote((String) value);
            case OPTIONAL -> {
                if (shape.element().primitive()) {
                    add(shape.element(), ((Long) value).longValue());
                } else {
                    add(shape.element(), value);
                }
            }
            case BYTES -> bytes((Bytes) value);
            case RANGE -> range((Range) value);
            case ERROR -> out.append("error[").append(((ErrorValue) value).kind()).append("]: ").append(((ErrorValue) value).message());
            case LIST, MAP, SET, TUPLE, STRUCT, ENUM -> container(shape, value);
            case FUNCTION -> out.append("fn ").append(((Closure) value).function.name);
            case CHAN -> out.append("chan(").append(((Channel) value).length()).append('/').append(((Channel) value).capacity).append(')');
            case THREAD -> out.append("thread ").append(((GreenThread) value).id).append(" \"").append(((GreenThread) value).name).append('"');
            case ATOMIC -> out.append("atomic(").append(((Atomic) value).get()).append(')');
            default -> out.append(shape.kind().name().toLowerCase(Locale.ROOT));
        }
    }

    private void container(Shape shape, Object value) {
        if (value instanceof Record record && shape.layouts().get(record.tag).references() == 0) {
            record(shape, record);
            return;
        }
        if (open == null) {
            open = new IdentityHashMap<>();
        }
        if (open.put(value, true) != null) {
            out.append('…');
            return;
        }
        switch (value) {
            case PrimitiveList list -> {
                out.append('[');
                for (int i = 0; i < list.size(); i++) {
                    separate(i);
                    add(shape.element(), list.get(i));
                }
                out.append(']');
            }
            case RefList list -> {
                out.append('[');
                for (int i = 0; i < list.size(); i++) {
                    separate(i);
                    add(shape.element(), list.get(i));
                }
                out.append(']');
            }
            case HashTable table -> table(shape, table);
            default -> record(shape, (Record) value);
        }
        open.remove(value);
    }

    private void separate(int i) {
        if (i > 0) {
            out.append(", ");
        }
    }

    private void table(Shape shape, HashTable table) {
        boolean map = shape.kind() == Shape.Kind.MAP;
        if (map && table.size() == 0) {
            out.append("{:}");
            return;
        }
        out.append(map ? "{" : "set(");
        int n = 0;
        for (int i = table.next(0); i >= 0; i = table.next(i + 1)) {
            separate(n++);
            if (shape.element().primitive()) {
                add(shape.element(), table.keyBits(i));
            } else {
                add(shape.element(), table.keyAt(i));
            }
            if (map) {
                out.append(": ");
                if (shape.value().primitive()) {
                    add(shape.value(), table.valueBits(i));
                } else {
                    add(shape.value(), table.valueAt(i));
                }
            }
        }
        out.append(map ? '}' : ')');
    }

    private void record(Shape shape, Record record) {
        Shape.Layout layout = shape.layouts().get(record.tag);
        List<Shape.Field> fields = layout.fields();
        out.append(layout.name());
        if (shape.kind() == Shape.Kind.ENUM && fields.isEmpty()) {
            return;
        }
        out.append('(');
        for (int i = 0; i < fields.size(); i++) {
            Shape.Field field = fields.get(i);
            separate(i);
            if (shape.kind() == Shape.Kind.STRUCT) {
                out.append(field.name()).append(": ");
            }
            if (field.primitive()) {
                add(field.shape(), record.p[field.slot()]);
            } else {
                add(field.shape(), record.r[field.slot()]);
            }
        }
        out.append(')');
    }

    private void bytes(Bytes bytes) {
        out.append("bytes[");
        for (int i = 0; i < bytes.size(); i++) {
            separate(i);
            out.append(bytes.get(i));
        }
        out.append(']');
    }

    private void range(Range range) {
        out.append(range.from()).append(range.inclusive() ? "..=" : "..").append(range.to());
        if (range.step() != 1) {
            out.append(" by ").append(range.step());
        }
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '$' -> out.append(text.startsWith("{", i + 1) ? "\\$" : "$");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case '\0' -> out.append("\\0");
                default -> {
                    if (c < ' ' || c == 0x7F) {
                        out.append("\\u{").append(Integer.toHexString(c)).append('}');
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /// As Python's `repr`: the shortest digits that read back; an exponent below 1e-4 and from 1e16 on.
    public static String ofFloat(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        String text = Double.toString(Math.abs(value));
        int e = text.indexOf('E');
        int exponent = e < 0 ? 0 : Integer.parseInt(text, e + 1, text.length(), 10);
        String mantissa = e < 0 ? text : text.substring(0, e);
        int point = mantissa.indexOf('.');
        String digits = mantissa.substring(0, point) + mantissa.substring(point + 1);
        int leading = 0;
        while (digits.charAt(leading) == '0') {
            leading++;
        }
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        // value = 0.DIGITS * 10^scale
        int scale = point + exponent - leading;
        digits = digits.substring(leading, end);
        if (digits.length() == 2) {
            // The host gives at least two digits where one reads back too: 4.9e-324 is 5e-324.
            int rounded = (Integer.parseInt(digits) + 5) / 10;
            if (Double.parseDouble(rounded + "e" + (scale - 1)) == Math.abs(value)) {
                digits = rounded == 10 ? "1" : Integer.toString(rounded);
                scale += rounded == 10 ? 1 : 0;
            }
        }
        return (value < 0 ? "-" : "") + layout(digits, scale);
    }

    private static String layout(String digits, int scale) {
        int n = digits.length();
        int exponent = scale - 1;
        if (exponent < -4 || exponent >= 16) {
            String sign = exponent < 0 ? "-" : "+";
            String number = Integer.toString(Math.abs(exponent));
            return digits.charAt(0) + (n > 1 ? "." + digits.substring(1) : "") + "e" + sign + (number.length() < 2 ? "0" : "") + number;
        }
        if (scale <= 0) {
            return "0." + "0".repeat(-scale) + digits;
        }
        if (scale >= n) {
            return digits + "0".repeat(scale - n) + ".0";
        }
        return digits.substring(0, scale) + "." + digits.substring(scale);
    }

    /// A literal that reads back, in the largest unit, not larger than the duration, that needs at most three decimals.
    public static String ofDuration(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        for (int i = 0; i < UNITS.length; i++) {
            long unit = UNITS[i];
            long whole = nanos / unit;
            long rest = nanos % unit;
            if (whole != 0) {
                String text = decimals(whole, rest, unit);
                if (text != null) {
                    return text + UNIT_NAMES[i];
                }
            }
        }
        throw new IllegalStateException("unreachable: 1ns divides everything");
    }

    private static String decimals(long whole, long rest, long unit) {
        long thousandth = Math.abs(rest) * 1000;
        if (thousandth % unit != 0) {
            return null;
        }
        long decimals = thousandth / unit;
        if (decimals == 0) {
            return Long.toString(whole);
        }
        String text = Long.toString(1000 + decimals).substring(1);
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return whole + "." + text.substring(0, end);
    }
}
