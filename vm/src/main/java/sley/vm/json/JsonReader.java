package sley.vm.json;

import java.util.Locale;
import java.util.stream.Collectors;
import sley.vm.thread.Fault;
import sley.vm.value.HashTable;
import sley.vm.value.PrimitiveList;
import sley.vm.value.Record;
import sley.vm.value.RefList;
import sley.vm.value.Shape;
import tools.jackson.core.JsonToken;

/// Reads a JSON text (RFC 8259) as values of a type: of the module's enum `Json`, which holds any text, or of a program's own structs, lists and maps, without a tree between.
/// A method that reads a value begins with its first token as the current one, and ends at its last.
public final class JsonReader {
    private final JsonTokens tokens;
    /// The last value that was read into bank P.
    private long bits;
    /// Where in the value we are, for messages: `.items[3].name`.
    private final StringBuilder path = new StringBuilder();

    private JsonReader(String text) {
        this.tokens = new JsonTokens(text);
    }

    /// The value; in bank P it is given as a [Long].
    public static Object read(String text, Shape shape) {
        var reader = new JsonReader(text);
        reader.tokens.first();
        Object value = reader.value(shape);
        reader.tokens.end();
        return shape.primitive() ? (Object) reader.bits : value;
    }

    private Fault mismatch(String wanted, long where) {
        return tokens.failed((path.isEmpty() ? "the text" : "`" + path + "`") + " is not " + wanted + ",", where);
    }

    /// What stands here is no such value: when it is no JSON either, that is the error.
    private Fault wrong(String wanted) {
        long start = tokens.start();
        tokens.skip();
        return mismatch(wanted, start);
    }

    /// The value of a type; one of bank P is left in `bits`.
    private Object value(Shape shape) {
        if (isJson(shape)) {
            return any(shape);
        }
        JsonToken token = tokens.current();
        switch (shape.kind()) {
            case INT -> bits = whole();
            case FLOAT -> {
                if (!token.isNumeric()) {
                    throw wrong("a number");
                }
                bits = Double.doubleToRawLongBits(tokens.real());
            }
            case BOOL -> {
                if (!token.isBoolean()) {
                    throw wrong("a bool");
                }
                bits = token == JsonToken.VALUE_TRUE ? 1 : 0;
            }
            default -> {
                return switch (shape.kind()) {
                    case STRING -> {
                        if (token != JsonToken.VALUE_STRING) {
                            throw wrong("a string");
                        }
                        yield tokens.string();
                    }
                    case OPTIONAL -> optional(shape.element());
                    case LIST -> list(shape.element());
                    case MAP -> map(shape);
                    case TUPLE -> tuple(shape.layouts().getFirst());
                    case STRUCT -> fields(shape.layouts().getFirst(), 0);
                    case ENUM -> enumeration(shape);
                    default -> throw new Fault("value", "json: values of type " + shape.kind().name().toLowerCase(Locale.ROOT) + " cannot be read from a text");
                };
            }
        }
        return null;
    }

    /// An int, also when it is written with a fraction or exponent: `1.0`, `1e3`.
    private long whole() {
        long start = tokens.start();
        if (!tokens.current().isNumeric()) {
            throw wrong("an int");
        }
        if (tokens.isLong()) {
            return tokens.whole();
        }
        if (tokens.current() == JsonToken.VALUE_NUMBER_INT) {
            throw mismatch("an int of 64 bits", start);
        }
        double value = tokens.real();
        if (value != Math.rint(value) || Math.abs(value) >= 0x1p63) {
            throw mismatch("an int", start);
        }
        return (long) value;
    }

    private Object optional(Shape element) {
        if (tokens.current() == JsonToken.VALUE_NULL) {
            return null;
        }
        Object value = value(element);
        return element.primitive() ? (Object) bits : value;
    }

    private Object list(Shape element) {
        begin(JsonToken.START_ARRAY, "a list");
        PrimitiveList values = element.primitive() ? PrimitiveList.of(element, 4) : null;
        RefList refs = element.primitive() ? null : new RefList(4);
        int length = path.length();
        for (int i = 0; tokens.next() != JsonToken.END_ARRAY; i++) {
            path.append('[').append(i).append(']');
            Object value = value(element);
            path.setLength(length);
            if (values != null) {
                values.push(bits);
            } else {
                refs.push(value);
            }
        }
        return values != null ? values : refs;
    }

    private void begin(JsonToken token, String wanted) {
        if (tokens.current() != token) {
            throw wrong(wanted);
        }
    }

    private HashTable map(Shape shape) {
        begin(JsonToken.START_OBJECT, "an object");
        Shape.Kind kind = shape.element().kind();
        if (kind != Shape.Kind.STRING && kind != Shape.Kind.INT) {
            throw new Fault("value", "json: the keys of a map are strings or ints");
        }
        var table = new HashTable(shape.element(), shape.value());
        int length = path.length();
        while (tokens.next() != JsonToken.END_OBJECT) {
            long where = tokens.start();
            String key = tokens.name();
            tokens.next();
            path.append('.').append(key);
            Object value = value(shape.value());
            path.setLength(length);
            put(table, shape, key, value, where);
        }
        return table;
    }

    private void put(HashTable table, Shape shape, String key, Object value, long where) {
        long number = 0;
        if (shape.element().primitive()) {
            try {
                number = Long.parseLong(key);
            } catch (NumberFormatException notANumber) {
                throw tokens.failed("the name `" + key + "` is not an int,", where);
            }
        }
        int entry = table.add(number, shape.element().primitive() ? null : key);
        if (shape.value().primitive()) {
            table.setValue(entry, bits);
        } else {
            table.setValue(entry, value);
        }
    }

    private Record tuple(Shape.Layout layout) {
        String wanted = "a list of " + layout.fields().size();
        long start = tokens.start();
        begin(JsonToken.START_ARRAY, wanted);
        var record = new Record(0, layout.primitives(), layout.references());
        int length = path.length();
        for (int i = 0; i < layout.fields().size(); i++) {
            if (tokens.next() == JsonToken.END_ARRAY) {
                throw mismatch(wanted, start);
            }
            path.append('[').append(i).append(']');
            set(record, layout.fields().get(i), value(layout.fields().get(i).shape()));
            path.setLength(length);
        }
        if (tokens.next() != JsonToken.END_ARRAY) {
            throw mismatch(wanted, start);
        }
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
    private Record fields(Shape.Layout layout, int tag) {
        long start = tokens.start();
        begin(JsonToken.START_OBJECT, "an object");
        var record = new Record(tag, layout.primitives(), layout.references());
        var seen = new boolean[layout.fields().size()];
        int length = path.length();
        while (tokens.next() != JsonToken.END_OBJECT) {
            String key = tokens.name();
            tokens.next();
            int found = -1;
            for (int i = 0; i < seen.length; i++) {
                found = layout.fields().get(i).name().equals(key) ? i : found;
            }
            if (found < 0) {
                tokens.skip();
                continue;
            }
            path.append('.').append(key);
            set(record, layout.fields().get(found), value(layout.fields().get(found).shape()));
            path.setLength(length);
            seen[found] = true;
        }
        for (int i = 0; i < seen.length; i++) {
            Shape.Field field = layout.fields().get(i);
            if (!seen[i] && field.shape().kind() != Shape.Kind.OPTIONAL) {
                throw tokens.failed((path.isEmpty() ? "the text" : "`" + path + "`") + " has no `" + field.name() + "`,", start);
            }
        }
        return record;
    }

    /// A case without fields is its name, any other an object of one entry, `{"Circle": {"r": 1.0}}`.
    private Record enumeration(Shape shape) {
        long start = tokens.start();
        boolean object = tokens.current() == JsonToken.START_OBJECT;
        if (!object && tokens.current() != JsonToken.VALUE_STRING) {
            throw wrong("the name of a case");
        }
        String cases = shape.layouts().stream().map(Shape.Layout::name).collect(Collectors.joining(", "));
        if (object && tokens.next() == JsonToken.END_OBJECT) {
            throw mismatch("one of the cases " + cases, start);
        }
        String name = object ? tokens.name() : tokens.string();
        for (int tag = 0; tag < shape.layouts().size(); tag++) {
            Shape.Layout layout = shape.layouts().get(tag);
            if (layout.name().equals(name) && layout.fields().isEmpty() == !object) {
                if (!object) {
                    return new Record(tag, 0, 0);
                }
                tokens.next();
                Record record = fields(layout, tag);
                if (tokens.next() != JsonToken.END_OBJECT) {
                    throw mismatch("one case", start);
                }
                return record;
            }
        }
        throw mismatch("one of the cases " + cases, start);
    }

    // ---- Any value

    /// The enum of the module `json`.
    static boolean isJson(Shape shape) {
        return shape.kind() == Shape.Kind.ENUM && shape.name().equals("json.Json");
    }

    private Record any(Shape json) {
        return switch (tokens.current()) {
            case VALUE_STRING -> of(JsonCase.TEXT, tokens.string());
            case START_ARRAY -> of(JsonCase.LIST, list(json.layouts().get(JsonCase.LIST.ordinal()).fields().getFirst().shape().element()));
            case START_OBJECT -> of(JsonCase.OBJECT, map(json.layouts().get(JsonCase.OBJECT.ordinal()).fields().getFirst().shape()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> tokens.isLong() ? bits(JsonCase.INT, tokens.whole())
                    : bits(JsonCase.FLOAT, Double.doubleToRawLongBits(tokens.real()));
            case VALUE_TRUE -> bits(JsonCase.BOOL, 1);
            case VALUE_FALSE -> bits(JsonCase.BOOL, 0);
            case VALUE_NULL -> new Record(JsonCase.NULL.ordinal(), 0, 0);
            default -> throw wrong("a value");
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
}
