package sley.vm.value;

import java.util.Arrays;
import java.util.List;
import sley.vm.thread.Fault;

/// Equality and hashing of values, as their types say.
public final class Values {
    private Values() {}

    /// An optional of a primitive holds the bits in a `Long`.
    public static boolean equalBits(Shape shape, long a, long b) {
        return shape.kind() == Shape.Kind.FLOAT ? Double.longBitsToDouble(a) == Double.longBitsToDouble(b) : a == b;
    }

    /// Deep equality. A value nested deeper than the host's stack is an error of kind `stack`.
    public static boolean deepEqual(Shape shape, Object a, Object b) {
        try {
            return equal(shape, a, b);
        } catch (StackOverflowError _) {
            throw new Fault("stack", "values nested too deeply to compare");
        }
    }

    static boolean equal(Shape shape, Object a, Object b) {
        if (a == null || b == null) {
            return a == b;
        }
        return switch (shape.kind()) {
            case STRING -> a.equals(b);
            case BYTES -> equal((Bytes) a, (Bytes) b);
            case RANGE -> a.equals(b);
            case OPTIONAL -> shape.element().primitive() ? equalBits(shape.element(), (Long) a, (Long) b) : equal(shape.element(), a, b);
            case LIST -> shape.element().primitive() ? equal(shape.element(), (PrimitiveList) a, (PrimitiveList) b) : equal(shape.element(), (RefList) a, (RefList) b);
            case TUPLE, STRUCT, ENUM -> equal(shape, (Record) a, (Record) b);
            case MAP, SET -> equal((HashTable) a, (HashTable) b);
            default -> a == b;
        };
    }

    private static boolean equal(Bytes a, Bytes b) {
        return Arrays.equals(a.items(), 0, a.size(), b.items(), 0, b.size());
    }

    private static boolean equal(Shape element, PrimitiveList a, PrimitiveList b) {
        int n = a.size();
        if (n != b.size()) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            if (!equalBits(element, a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(Shape element, RefList a, RefList b) {
        int n = a.size();
        if (n != b.size()) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            if (!equal(element, a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(Shape shape, Record a, Record b) {
        return a.tag == b.tag && equalFields(shape.layouts().get(a.tag).fields(), a, b);
    }

    private static boolean equalFields(List<Shape.Field> fields, Record a, Record b) {
        for (Shape.Field field : fields) {
            if (field.primitive() ? !equalBits(field.shape(), a.p[field.slot()], b.p[field.slot()]) : !equal(field.shape(), a.r[field.slot()], b.r[field.slot()])) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(HashTable a, HashTable b) {
        if (a.size() != b.size()) {
            return false;
        }
        boolean primitiveKey = a.key.primitive();
        Shape value = a.valueShape();
        for (int i = a.next(0); i >= 0; i = a.next(i + 1)) {
            int j = primitiveKey ? b.find(a.keyBits(i), null) : b.find(0, a.keyAt(i));
            if (j < 0 || value != null && !(value.primitive() ? equalBits(value, a.valueBits(i), b.valueBits(j)) : equal(value, a.valueAt(i), b.valueAt(j)))) {
                return false;
            }
        }
        return true;
    }

    /// The hash of a key. Equal keys have equal hashes.
    static int hash(Shape shape, Object value) {
        if (value == null) {
            return 0;
        }
        return switch (shape.kind()) {
            case OPTIONAL -> shape.element().primitive() ? 1 + value.hashCode() : hash(shape.element(), value);
            case STRING, RANGE -> value.hashCode();
            case TUPLE, STRUCT, ENUM -> {
                var record = (Record) value;
                int h = record.tag + 1;
                for (Shape.Field field : shape.layouts().get(record.tag).fields()) {
                    h = 31 * h + (field.primitive() ? Long.hashCode(record.p[field.slot()]) : hash(field.shape(), record.r[field.slot()]));
                }
                yield h;
            }
            default -> System.identityHashCode(value);
        };
    }

    /// The order of two strings by code point: negative, 0 or positive.
    public static int compare(String a, String b) {
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogateX = Character.isSurrogate(x);
                boolean surrogateY = Character.isSurrogate(y);
                return surrogateX == surrogateY ? x - y : surrogateX ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }
}
