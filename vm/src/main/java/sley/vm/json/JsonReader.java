package sley.vm.json;

import java.util.Optional;
import sley.vm.thread.Fault;
import sley.vm.value.HashTable;
import sley.vm.value.LongList;
import sley.vm.value.Record;
import sley.vm.value.RefList;
import sley.vm.value.Shape;

/// Reads a JSON text (RFC 8259) as values of a type: of the module's enum `Json`, which holds any text, or of a program's own structs, lists and maps, without a tree between.
public final class JsonReader {
    /// Deeper texts are refused: reading recurses, and nobody means such a text.
    static final int MAX_DEPTH = 1000;
    /// Ints of a text lie in 64 bits; longer ones are read as floats.
    private static final int SURE_DIGITS = 18;

    private final String text;
    private int at;
    private int depth;
    /// The last value that was read into bank P.
    private long bits;
    /// Where in the value we are, for messages: `.items[3].name`.
    private final StringBuilder path = new StringBuilder();

    private JsonReader(String text) {
        this.text = text;
    }

    /// The value; in bank P it is given as a [Long].
    public static Object read(String text, Shape shape) {
        var reader = new JsonReader(text);
        Object value = reader.value(shape);
        reader.space();
        if (reader.at < text.length()) {
            throw reader.unexpected("the end of the text");
        }
        return shape.primitive() ? (Object) reader.bits : value;
    }

    // ---- Errors

    private Fault failed(String problem, int where) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < where; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Fault("parse", "json: " + problem + " at line " + line + ", column " + (text.codePointCount(start, where) + 1));
    }

    private Fault unexpected(String wanted) {
        if (at >= text.length()) {
            return failed("the text ends where " + wanted + " is expected", text.length());
        }
        int c = text.codePointAt(at);
        String shown = c < ' ' || c >= 0x7F && c < 0xA0 || !Character.isDefined(c) || Character.getType(c) == Character.FORMAT || Character.getType(c) == Character.SURROGATE
                ? "U+" + String.format("%04X", c) : "`" + Character.toString(c) + "`";
        return failed("unexpected " + shown + " where " + wanted + " is expected", at);
    }

    private Fault mismatch(String wanted, int where) {
        return failed((path.isEmpty() ? "the text" : "`" + path + "`") + " is not " + wanted + ",", where);
    }

    // ---- Tokens

    private void space() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private char peek() {
        space();
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean take(char c) {
        if (peek() == c && at < text.length()) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c, String wanted) {
        if (!take(c)) {
            throw unexpected(wanted);
        }
    }

    private boolean word(String word) {
        if (!text.startsWith(word, at)) {
            return false;
        }
        at += word.length();
        return true;
    }

    private void deeper() {
        if (++depth > MAX_DEPTH) {
            throw failed("nested deeper than " + MAX_DEPTH + " levels", at);
        }
    }

    private String string() {
        int start = ++at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            }
            if (c == '\\') {
                return escaped(start);
            }
            if (c < ' ') {
                throw unexpected("a character of a string (control characters are written as \\u00XX)");
            }
            at++;
        }
        throw unexpected("the end of a string");
    }

    private String escaped(int start) {
        var out = new StringBuilder(text.substring(start, at));
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return whole(out);
            }
            if (c < ' ') {
                throw unexpected("a character of a string (control characters are written as \\u00XX)");
            }
            at++;
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char e = at < text.length() ? text.charAt(at) : 0;
            switch (e) {
                case '"', '\\', '/' -> out.append(e);
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'u' -> out.append(hex());
                default -> throw unexpected("an escape: one of \" \\ / b f n r t u");
            }
            at++;
        }
        throw unexpected("the end of a string");
    }

    private char hex() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            at++;
            int digit = at < text.length() && text.charAt(at) < 128 ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw unexpected("a hexadecimal digit");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    /// Halves of surrogate pairs that stand alone are no characters.
    private static String whole(StringBuilder out) {
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < out.length() && Character.isLowSurrogate(out.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                out.setCharAt(i, '\uFFFD');
            }
        }
        return out.toString();
    }

    /// Passes over a number; whether it is one without fraction and exponent.
    private boolean number() {
        boolean whole = true;
        if (peekRaw() == '-') {
            at++;
        }
        if (peekRaw() == '0') {
            at++;
        } else {
            digits();
        }
        if (peekRaw() == '.') {
            whole = false;
            at++;
            digits();
        }
        if (peekRaw() == 'e' || peekRaw() == 'E') {
            whole = false;
            at++;
            if (peekRaw() == '+' || peekRaw() == '-') {
                at++;
            }
            digits();
        }
        return whole;
    }

    private char peekRaw() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void digits() {
        int start = at;
        while (peekRaw() >= '0' && peekRaw() <= '9') {
            at++;
        }
        if (at == start) {
            throw unexpected("a digit");
        }
    }

    private Optional<Long> integer(int start) {
        if (at - start <= SURE_DIGITS) {
            return Optional.of(Long.parseLong(text, start, at, 10));
        }
        try {
            return Optional.of(Long.parseLong(text, start, at, 10));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    private double real(int start) {
        double value = Double.parseDouble(text.substring(start, at));
        if (Double.isInfinite(value)) {
            throw failed("the number is larger than a float can be", start);
        }
        return value;
    }

    // ---- Values

    /// The value of a type; one of bank P is left in `bits`.
    private Object value(Shape shape) {
        if (isJson(shape)) {
            return any(shape);
        }
        char c = peek();
        int start = at;
        return switch (shape.kind()) {
            case INT -> {
                if (c != '-' && (c < '0' || c > '9')) {
                    throw wrong("an int", start);
                }
                bits = number() ? integer(start).orElseThrow(() -> mismatch("an int of 64 bits", start)) : fraction(start);
                yield null;
            }
            case FLOAT -> {
                if (c != '-' && (c < '0' || c > '9')) {
                    throw wrong("a number", start);
                }
                number();
                bits = Double.doubleToRawLongBits(real(start));
                yield null;
            }
            case BOOL -> {
                bits = word("true") ? 1 : word("false") ? 0 : -1;
                if (bits < 0) {
                    throw wrong("a bool", start);
                }
                yield null;
            }
            case STRING -> {
                if (c != '"') {
                    throw wrong("a string", start);
                }
                yield string();
            }
            case OPTIONAL -> {
                if (word("null")) {
                    yield null;
                }
                Object value = value(shape.element());
                yield shape.element().primitive() ? (Object) bits : value;
            }
            case LIST -> list(shape);
            case MAP -> map(shape);
            case TUPLE -> tuple(shape);
            case STRUCT -> fields(shape, 0);
            case ENUM -> enumeration(shape);
            default -> throw new Fault("value", "json: values of type " + shape.kind().name().toLowerCase(java.util.Locale.ROOT) + " cannot be read from a text");
        };
    }

    /// A number with a fraction or exponent that is whole all the same: `1.0`, `1e3`.
    private long fraction(int start) {
        double value = real(start);
        if (value != Math.rint(value) || Math.abs(value) >= 0x1p63) {
            throw mismatch("an int", start);
        }
        return (long) value;
    }

    /// What stands there is no such value: when it is no JSON either, that is the error.
    private Fault wrong(String wanted, int start) {
        skip();
        return mismatch(wanted, start);
    }

    private Object list(Shape shape) {
        int start = at;
        if (!take('[')) {
            throw wrong("a list", start);
        }
        deeper();
        Shape element = shape.element();
        LongList longs = element.primitive() ? new LongList(4) : null;
        RefList refs = element.primitive() ? null : new RefList(4);
        int length = path.length();
        for (int i = 0; !(i == 0 && take(']')); i++) {
            path.append('[').append(i).append(']');
            Object value = value(element);
            path.setLength(length);
            if (longs != null) {
                longs.push(bits);
            } else {
                refs.push(value);
            }
            if (take(']')) {
                break;
            }
            expect(',', "`,` or `]`");
        }
        depth--;
        return longs != null ? longs : refs;
    }

    private String key() {
        if (peek() != '"' || at >= text.length()) {
            throw unexpected("a name in quotes");
        }
        String key = string();
        expect(':', "`:`");
        return key;
    }

    private HashTable map(Shape shape) {
        int start = at;
        if (!take('{')) {
            throw wrong("an object", start);
        }
        deeper();
        Shape.Kind kind = shape.element().kind();
        if (kind != Shape.Kind.STRING && kind != Shape.Kind.INT) {
            throw new Fault("value", "json: the keys of a map are strings or ints");
        }
        var table = new HashTable(shape.element(), shape.value());
        int length = path.length();
        for (boolean first = true; !(first && take('}')); first = false) {
            space();
            int where = at;
            String key = key();
            path.append('.').append(key);
            Object value = value(shape.value());
            path.setLength(length);
            put(table, shape, key, value, where);
            if (take('}')) {
                break;
            }
            expect(',', "`,` or `}`");
        }
        depth--;
        return table;
    }

    private void put(HashTable table, Shape shape, String key, Object value, int where) {
        long number = 0;
        if (shape.element().primitive()) {
            try {
                number = Long.parseLong(key);
            } catch (NumberFormatException notANumber) {
                throw failed("the name `" + key + "` is not an int,", where);
            }
        }
        int entry = table.add(number, shape.element().primitive() ? null : key);
        if (shape.value().primitive()) {
            table.setValue(entry, bits);
        } else {
            table.setValue(entry, value);
        }
    }

    private Record tuple(Shape shape) {
        int start = at;
        Shape.Layout layout = shape.layouts().getFirst();
        if (!take('[')) {
            throw wrong("a list of " + layout.fields().size(), start);
        }
        deeper();
        var record = new Record(0, layout.primitives(), layout.references());
        int length = path.length();
        for (int i = 0; i < layout.fields().size(); i++) {
            if (i > 0) {
                if (peek() == ']') {
                    throw mismatch("a list of " + layout.fields().size(), start);
                }
                expect(',', "`,`");
            }
            path.append('[').append(i).append(']');
            set(record, layout.fields().get(i), value(layout.fields().get(i).shape()));
            path.setLength(length);
        }
        if (peek() == ',') {
            throw mismatch("a list of " + layout.fields().size(), start);
        }
        expect(']', "`]`");
        depth--;
        return record;
    }

    private void set(Record record, Shape.Field field, Object value) {
        if (field.primitive()) {
            record.p[field.slot()] = bits;
        } else {
            record.r[field.slot()] = value;
        }
    }

    /// An object as the fields of a struct or case; names that it does not have are passed over.
    private Record fields(Shape shape, int tag) {
        int start = at;
        if (!take('{')) {
            throw wrong("an object", start);
        }
        deeper();
        Shape.Layout layout = shape.layouts().get(tag);
        var record = new Record(tag, layout.primitives(), layout.references());
        var seen = new boolean[layout.fields().size()];
        int length = path.length();
        for (boolean first = true; !(first && take('}')); first = false) {
            String key = key();
            int found = -1;
            for (int i = 0; i < seen.length; i++) {
                found = layout.fields().get(i).name().equals(key) ? i : found;
            }
            if (found < 0) {
                skip();
            } else {
                path.append('.').append(key);
                set(record, layout.fields().get(found), value(layout.fields().get(found).shape()));
                path.setLength(length);
                seen[found] = true;
            }
            if (take('}')) {
                break;
            }
            expect(',', "`,` or `}`");
        }
        depth--;
        for (int i = 0; i < seen.length; i++) {
            Shape.Field field = layout.fields().get(i);
            if (!seen[i] && field.shape().kind() != Shape.Kind.OPTIONAL) {
                throw failed((path.isEmpty() ? "the text" : "`" + path + "`") + " has no `" + field.name() + "`,", start);
            }
        }
        return record;
    }

    /// A case without fields is its name, any other an object of one entry, `{"Circle": {"r": 1.0}}`.
    private Record enumeration(Shape shape) {
        int start = at;
        boolean object = take('{');
        if (!object && peek() != '"') {
            throw wrong("the name of a case", start);
        }
        if (object) {
            deeper();
        }
        String name = object ? key() : string();
        for (int tag = 0; tag < shape.layouts().size(); tag++) {
            Shape.Layout layout = shape.layouts().get(tag);
            if (layout.name().equals(name) && layout.fields().isEmpty() == !object) {
                if (!object) {
                    return new Record(tag, 0, 0);
                }
                space();
                Record record = fields(shape, tag);
                expect('}', "`}`");
                depth--;
                return record;
            }
        }
        throw mismatch("one of the cases " + shape.layouts().stream().map(Shape.Layout::name).collect(java.util.stream.Collectors.joining(", ")), start);
    }

    // ---- Any value

    /// The enum of the module `json`.
    static boolean isJson(Shape shape) {
        return shape.kind() == Shape.Kind.ENUM && shape.name().equals("json.Json");
    }

    private Record any(Shape json) {
        char c = peek();
        int start = at;
        return switch (c) {
            case '"' -> of(JsonCase.TEXT, string());
            case '[' -> of(JsonCase.LIST, list(json.layouts().get(JsonCase.LIST.ordinal()).fields().getFirst().shape()));
            case '{' -> of(JsonCase.OBJECT, map(json.layouts().get(JsonCase.OBJECT.ordinal()).fields().getFirst().shape()));
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                Optional<Long> whole = number() ? integer(start) : Optional.empty();
                yield whole.isPresent() ? bits(JsonCase.INT, whole.get()) : bits(JsonCase.FLOAT, Double.doubleToRawLongBits(real(start)));
            }
            default -> {
                if (word("true")) {
                    yield bits(JsonCase.BOOL, 1);
                }
                if (word("false")) {
                    yield bits(JsonCase.BOOL, 0);
                }
                if (word("null")) {
                    yield new Record(JsonCase.NULL.ordinal(), 0, 0);
                }
                throw unexpected("a value");
            }
        };
    }

    private static Record bits(JsonCase tag, long bits) {
        var record = new Record(tag.ordinal(), 1, 0);
        record.p[0] = bits;
        return record;
    }

    private static Record of(JsonCase tag, Object value) {
        var record = new Record(tag.ordinal(), 0, 1);
        record.r[0] = value;
        return record;
    }

    /// Passes over a value.
    private void skip() {
        switch (peek()) {
            case '"' -> string();
            case '[' -> {
                at++;
                deeper();
                for (boolean first = true; !(first && take(']')); first = false) {
                    skip();
                    if (take(']')) {
                        break;
                    }
                    expect(',', "`,` or `]`");
                }
                depth--;
            }
            case '{' -> {
                at++;
                deeper();
                for (boolean first = true; !(first && take('}')); first = false) {
                    key();
                    skip();
                    if (take('}')) {
                        break;
                    }
                    expect(',', "`,` or `}`");
                }
                depth--;
            }
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> {
                if (!word("true") && !word("false") && !word("null")) {
                    throw unexpected("a value");
                }
            }
        }
    }
}
