package sley.vm.natives;

import static sley.vm.natives.Natives.result;
import static sley.vm.natives.Natives.unit;

import java.util.Arrays;
import java.util.Comparator;
import sley.vm.value.LongList;
import sley.vm.value.PrimitiveList;
import sley.vm.value.Range;
import sley.vm.value.Record;
import sley.vm.value.RefList;
import sley.vm.value.Shape;
import sley.vm.value.Strings;
import sley.vm.value.Text;
import sley.vm.value.Values;

/// Methods of lists. A list of primitives is a [PrimitiveList], any other a [RefList].
final class ListNatives {
    private ListNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "list.push" -> (t, _, p, pb, r, rb) -> {
                if (r[rb] instanceof PrimitiveList list) {
                    list.push(p[pb]);
                } else {
                    ((RefList) r[rb]).push(r[rb + 1]);
                }
                return unit(t);
            };
            case "list.pop" -> (t, _, _, _, r, rb) -> r[rb] instanceof PrimitiveList list ? result(t, list.pop()) : result(t, ((RefList) r[rb]).pop());
            case "list.insert" -> (t, _, p, pb, r, rb) -> {
                if (r[rb] instanceof PrimitiveList list) {
                    list.insert(p[pb], p[pb + 1]);
                } else {
                    ((RefList) r[rb]).insert(p[pb], r[rb + 1]);
                }
                return unit(t);
            };
            case "list.removeAt" -> (t, _, p, pb, r, rb) -> r[rb] instanceof PrimitiveList list ? result(t, list.removeAt(p[pb])) : result(t, ((RefList) r[rb]).removeAt(p[pb]));
            case "list.clear" -> (t, _, _, _, r, rb) -> {
                if (r[rb] instanceof PrimitiveList list) {
                    list.clear();
                } else {
                    ((RefList) r[rb]).clear();
                }
                return unit(t);
            };
            case "list.extend" -> (t, _, _, _, r, rb) -> {
                if (r[rb] instanceof PrimitiveList list) {
                    list.extend((PrimitiveList) r[rb + 1]);
                } else {
                    ((RefList) r[rb]).extend((RefList) r[rb + 1]);
                }
                return unit(t);
            };
            case "list.copy" -> (t, _, _, _, r, rb) -> result(t, copy(r[rb]));
            case "list.contains" -> (t, site, p, pb, r, rb) -> result(t, indexOf(site, p, pb, r, rb) >= 0);
            case "list.indexOf" -> (t, site, p, pb, r, rb) -> {
                long at = indexOf(site, p, pb, r, rb);
                return result(t, at < 0 ? null : (Long) at);
            };
            case "list.reverse" -> (t, _, _, _, r, rb) -> {
                reverse(r[rb]);
                return unit(t);
            };
            case "list.reversed" -> (t, _, _, _, r, rb) -> {
                Object copy = copy(r[rb]);
                reverse(copy);
                return result(t, copy);
            };
            case "list._sortNatural" -> (t, site, _, _, r, rb) -> {
                sort(site.parameters()[0].element(), r[rb]);
                return unit(t);
            };
            case "list.sum" -> (t, site, _, _, r, rb) -> result(t, sum(site.parameters()[0].element(), (PrimitiveList) r[rb]));
            case "list.min" -> (t, site, _, _, r, rb) -> result(t, extreme(site.parameters()[0].element(), r[rb], -1));
            case "list.max" -> (t, site, _, _, r, rb) -> result(t, extreme(site.parameters()[0].element(), r[rb], 1));
            case "list.join" -> (t, site, _, _, r, rb) -> result(t, join(site.parameters()[0].element(), r[rb], (String) r[rb + 1]));
            case "list.slice" -> (t, _, _, _, r, rb) -> {
                Range range = (Range) r[rb + 1];
                if (r[rb] instanceof PrimitiveList list) {
                    StringNatives.checkSlice(range, list.size(), "list");
                    return result(t, list.slice((int) range.from(), (int) StringNatives.end(range)));
                }
                var list = (RefList) r[rb];
                StringNatives.checkSlice(range, list.size(), "list");
                return result(t, list.slice((int) range.from(), (int) StringNatives.end(range)));
            };
            default -> null;
        };
    }

    private static Object copy(Object list) {
        return list instanceof PrimitiveList values ? values.copy() : ((RefList) list).copy();
    }

    private static void reverse(Object list) {
        if (list instanceof PrimitiveList values) {
            values.reverse();
        } else {
            ((RefList) list).reverse();
        }
    }

    private static long indexOf(NativeSite site, long[] p, int pb, Object[] r, int rb) {
        Shape element = site.parameters()[0].element();
        if (r[rb] instanceof PrimitiveList list) {
            for (int i = 0; i < list.size(); i++) {
                if (Values.equalBits(element, list.get(i), p[pb])) {
                    return i;
                }
            }
            return -1;
        }
        var list = (RefList) r[rb];
        for (int i = 0; i < list.size(); i++) {
            if (Values.deepEqual(element, list.get(i), r[rb + 1])) {
                return i;
            }
        }
        return -1;
    }

    /// The natural order of a type: of numbers, durations, strings by code point, tuples and other records field by field, nil first.
    static Comparator<Object> order(Shape shape) {
        return switch (shape.kind()) {
            case STRING -> (a, b) -> Values.compare((String) a, (String) b);
            case OPTIONAL -> Comparator.nullsFirst(shape.element().primitive() ? (a, b) -> compare(shape.element(), (Long) a, (Long) b) : order(shape.element()));
            case TUPLE, STRUCT, ENUM -> (a, b) -> compare(shape, (Record) a, (Record) b);
            default -> (_, _) -> 0;
        };
    }

    private static int compare(Shape shape, long a, long b) {
        return shape.kind() == Shape.Kind.FLOAT ? Double.compare(Double.longBitsToDouble(a), Double.longBitsToDouble(b)) : Long.compare(a, b);
    }

    private static int compare(Shape shape, Record a, Record b) {
        if (a.tag != b.tag) {
            return Integer.compare(a.tag, b.tag);
        }
        for (Shape.Field field : shape.layouts().get(a.tag).fields()) {
            int c = field.primitive() ? compare(field.shape(), a.p[field.slot()], b.p[field.slot()])
                    : order(field.shape()).compare(a.r[field.slot()], b.r[field.slot()]);
            if (c != 0) {
                return c;
            }
        }
        return 0;
    }

    private static void sort(Shape element, Object list) {
        if (list instanceof LongList floats && element.kind() == Shape.Kind.FLOAT) {
            double[] values = Arrays.stream(floats.items(), 0, floats.size()).mapToDouble(Double::longBitsToDouble).toArray();
            Arrays.sort(values);
            for (int i = 0; i < values.length; i++) {
                floats.set(i, Double.doubleToRawLongBits(values[i]));
            }
        } else if (list instanceof PrimitiveList values) {
            values.sort();
        } else {
            var refs = (RefList) list;
            Arrays.sort(refs.items(), 0, refs.size(), order(element));
        }
    }

    private static long sum(Shape element, PrimitiveList list) {
        if (element.kind() == Shape.Kind.FLOAT) {
            double sum = 0;
            for (int i = 0; i < list.size(); i++) {
                sum += Double.longBitsToDouble(list.get(i));
            }
            return Double.doubleToRawLongBits(sum);
        }
        long sum = 0;
        for (int i = 0; i < list.size(); i++) {
            sum += list.get(i);
        }
        return sum;
    }

    /// The first of the least or greatest elements, boxed when primitive; null when there is none.
    private static Object extreme(Shape element, Object list, int sign) {
        if (list instanceof PrimitiveList values) {
            if (values.size() == 0) {
                return null;
            }
            long best = values.get(0);
            for (int i = 1; i < values.size(); i++) {
                if (sign * compare(element, values.get(i), best) > 0) {
                    best = values.get(i);
                }
            }
            return best;
        }
        var refs = (RefList) list;
        Comparator<Object> order = order(element);
        Object best = null;
        for (int i = 0; i < refs.size(); i++) {
            if (i == 0 || sign * order.compare(refs.get(i), best) > 0) {
                best = refs.get(i);
            }
        }
        return best;
    }

    private static String join(Shape element, Object list, String separator) {
        var out = new StringBuilder();
        int size = list instanceof PrimitiveList values ? values.size() : ((RefList) list).size();
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                out.append(separator);
            }
            out.append(list instanceof PrimitiveList values ? Text.of(element, values.get(i)) : Text.of(element, ((RefList) list).get(i)));
            Strings.checkLength(2L * out.length());
        }
        return out.toString();
    }
}
