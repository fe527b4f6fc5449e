package sley.vm.json;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import sley.vm.thread.Fault;
import sley.vm.value.Bytes;
import sley.vm.value.HashTable;
import sley.vm.value.PrimitiveList;
import sley.vm.value.Record;
import sley.vm.value.RefList;
import sley.vm.value.Shape;
import sley.vm.value.Text;

/// Writes values as JSON, by their types; what it writes, [JsonReader] reads as the same type.
public final class JsonWriter {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int MOST = Integer.MAX_VALUE / 2;

    private final StringBuilder out = new StringBuilder();
    private final int indent;
    private int depth;

    private JsonWriter(int indent) {
        this.indent = indent;
    }

    /// @param bits   the value when it lies in bank P
    /// @param indent spaces for each level; 0 for one line
    public static String write(Shape shape, long bits, Object value, int indent) {
        var writer = new JsonWriter(indent);
        writer.add(shape, bits, value);
        return writer.out.toString();
    }

    private void open(char c) {
        if (++depth > JsonTokens.MAX_DEPTH) {
            throw new Fault("value", "json: a value nested deeper than " + JsonTokens.MAX_DEPTH + " levels, or inside itself, cannot be written");
        }
        out.append(c);
    }

    private void next(int i) {
        if (out.length() > MOST) {
            throw new Fault("memory", "the JSON text of a value is too long");
        }
        if (i > 0) {
            out.append(',');
        }
        line();
    }

    private void line() {
        if (indent > 0) {
            out.append('\n').repeat(' ', indent * depth);
        }
    }

    private void close(char c, int count) {
        depth--;
        if (count > 0) {
            line();
        }
        out.append(c);
    }

    private void name(String name) {
        quote(name);
        out.append(indent > 0 ? ": " : ":");
    }

    private void add(Shape shape, long bits, Object value) {
        switch (shape.kind()) {
            case INT -> out.append(bits);
            case FLOAT -> number(Double.longBitsToDouble(bits));
            case BOOL -> out.append(bits != 0);
            case DURATION -> quote(Text.ofDuration(bits));
            case STRING -> quote((String) value);
            case BYTES -> quote(Base64.getEncoder().encodeToString(((Bytes) value).copy()));
            case OPTIONAL -> {
                if (value == null) {
                    out.append("null");
                } else if (shape.element().primitive()) {
                    add(shape.element(), (Long) value, null);
                } else {
                    add(shape.element(), 0, value);
                }
            }
            case LIST -> list(shape.element(), value);
            case SET -> {
                var table = (HashTable) value;
                open('[');
                int n = 0;
                for (int i = table.next(0); i >= 0; i = table.next(i + 1)) {
                    next(n++);
                    add(shape.element(), shape.element().primitive() ? table.keyBits(i) : 0, shape.element().primitive() ? null : table.keyAt(i));
                }
                close(']', n);
            }
            case MAP -> map(shape, (HashTable) value);
            case TUPLE -> {
                var record = (Record) value;
                List<Shape.Field> fields = shape.layouts().getFirst().fields();
                open('[');
                for (int i = 0; i < fields.size(); i++) {
                    next(i);
                    field(record, fields.get(i));
                }
                close(']', fields.size());
            }
            case STRUCT -> fields((Record) value, shape.layouts().getFirst().fields());
            case ENUM -> enumeration(shape, (Record) value);
            default -> throw new Fault("value", "json: values of type " + shape.kind().name().toLowerCase(Locale.ROOT) + " cannot be written");
        }
    }

    private void number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new Fault("value", "json: " + Text.ofFloat(value) + " cannot be written");
        }
        out.append(Text.ofFloat(value));
    }

    private void list(Shape element, Object value) {
        open('[');
        int count = value instanceof PrimitiveList values ? values.size() : ((RefList) value).size();
        for (int i = 0; i < count; i++) {
            next(i);
            if (value instanceof PrimitiveList values) {
                add(element, values.get(i), null);
            } else {
                add(element, 0, ((RefList) value).get(i));
            }
        }
        close(']', count);
    }

    private void map(Shape shape, HashTable table) {
        open('{');
        int n = 0;
        for (int i = table.next(0); i >= 0; i = table.next(i + 1)) {
            next(n++);
            name(shape.element().primitive() ? Text.of(shape.element(), table.keyBits(i)) : Text.of(shape.element(), table.keyAt(i)));
            add(shape.value(), shape.value().primitive() ? table.valueBits(i) : 0, shape.value().primitive() ? null : table.valueAt(i));
        }
        close('}', n);
    }

    private void field(Record record, Shape.Field field) {
        add(field.shape(), field.primitive() ? record.p[field.slot()] : 0, field.primitive() ? null : record.r[field.slot()]);
    }

    private void fields(Record record, List<Shape.Field> fields) {
        open('{');
        for (int i = 0; i < fields.size(); i++) {
            next(i);
            name(fields.get(i).name());
            field(record, fields.get(i));
        }
        close('}', fields.size());
    }

    private void enumeration(Shape shape, Record record) {
        Shape.Layout layout = shape.layouts().get(record.tag);
        if (JsonReader.isJson(shape)) {
            if (layout.fields().isEmpty()) {
                out.append("null");
            } else {
                field(record, layout.fields().getFirst());
            }
        } else if (layout.fields().isEmpty()) {
            quote(layout.name());
        } else {
            open('{');
            next(0);
            name(layout.name());
            fields(record, layout.fields());
            close('}', 1);
        }
    }

    private void quote(String text) {
        out.append('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && c != 0x7F && c != '\u2028' && c != '\u2029') {
                continue;
            }
            out.append(text, from, i);
            from = i + 1;
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]).append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
            }
        }
        out.append(text, from, text.length()).append('"');
    }
}
