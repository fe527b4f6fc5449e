package sley.vm.natives;

import static sley.vm.natives.Natives.result;
import static sley.vm.natives.Natives.unit;

import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.value.HashTable;
import sley.vm.value.PrimitiveList;
import sley.vm.value.RefList;
import sley.vm.value.Text;

/// Methods of maps and sets.
final class TableNatives {
    /// A message does not show more of a key.
    private static final int MOST_SHOWN = 200;

    private TableNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "map.len", "set.len" -> (t, _, _, _, r, rb) -> result(t, (long) table(r, rb).size());
            case "map.at" -> (t, _, p, pb, r, rb) -> {
                HashTable map = table(r, rb);
                int at = find(map, p, pb, r, rb);
                if (at < 0) {
                    throw new Fault("key", "no entry with the key " + (map.key.primitive() ? Text.of(map.key, p[pb]) : Text.inside(map.key, r[rb + 1], MOST_SHOWN)));
                }
                return value(t, map, at);
            };
            case "map.put" -> (t, _, p, pb, r, rb) -> {
                HashTable map = table(r, rb);
                boolean primitive = map.key.primitive();
                int at = primitive ? map.add(p[pb], null) : map.add(0, r[rb + 1]);
                if (map.valueShape().primitive()) {
                    map.setValue(at, p[primitive ? pb + 1 : pb]);
                } else {
                    map.setValue(at, r[primitive ? rb + 1 : rb + 2]);
                }
                return unit(t);
            };
            case "map.get" -> (t, _, p, pb, r, rb) -> {
                int at = find(table(r, rb), p, pb, r, rb);
                return result(t, at < 0 ? null : boxed(table(r, rb), at));
            };
            case "map.getOr" -> (t, _, p, pb, r, rb) -> {
                HashTable map = table(r, rb);
                int at = find(map, p, pb, r, rb);
                if (at >= 0) {
                    return value(t, map, at);
                }
                boolean primitive = map.key.primitive();
                return map.valueShape().primitive() ? result(t, p[primitive ? pb + 1 : pb]) : result(t, r[primitive ? rb + 1 : rb + 2]);
            };
            case "map.has", "set.has" -> (t, _, p, pb, r, rb) -> result(t, find(table(r, rb), p, pb, r, rb) >= 0);
            case "map.remove" -> (t, _, p, pb, r, rb) -> {
                HashTable map = table(r, rb);
                int at = find(map, p, pb, r, rb);
                Object value = at < 0 ? null : boxed(map, at);
                if (at >= 0) {
                    map.remove(at);
                }
                return result(t, value);
            };
            case "set.remove" -> (t, _, p, pb, r, rb) -> {
                int at = find(table(r, rb), p, pb, r, rb);
                if (at >= 0) {
                    table(r, rb).remove(at);
                }
                return result(t, at >= 0);
            };
            case "map.keys", "set.toList" -> (t, _, _, _, r, rb) -> result(t, keys(table(r, rb)));
            case "map.values" -> (t, _, _, _, r, rb) -> result(t, values(table(r, rb)));
            case "map.clear" -> (t, _, _, _, r, rb) -> {
                table(r, rb).clear();
                return unit(t);
            };
            case "map.copy" -> (t, _, _, _, r, rb) -> result(t, table(r, rb).copy());
            case "map.next", "set.next" -> (t, _, p, pb, r, rb) -> result(t, (long) table(r, rb).next(p[pb]));
            case "map.keyAt", "set.at" -> (t, _, p, pb, r, rb) -> {
                HashTable table = table(r, rb);
                return table.key.primitive() ? result(t, table.keyBits((int) p[pb])) : result(t, table.keyAt((int) p[pb]));
            };
            case "map.valueAt" -> (t, _, p, pb, r, rb) -> value(t, table(r, rb), (int) p[pb]);
            case "set.add" -> (t, _, p, pb, r, rb) -> {
                HashTable set = table(r, rb);
                int before = set.size();
                if (set.key.primitive()) {
                    set.add(p[pb], null);
                } else {
                    set.add(0, r[rb + 1]);
                }
                return result(t, set.size() > before);
            };
            case "set.from" -> (t, site, _, _, r, rb) -> {
                var set = new HashTable(site.result().element(), null);
                if (r[rb] instanceof PrimitiveList list) {
                    for (int i = 0; i < list.size(); i++) {
                        set.add(list.get(i), null);
                    }
                } else {
                    var list = (RefList) r[rb];
                    for (int i = 0; i < list.size(); i++) {
                        set.add(0, list.get(i));
                    }
                }
                return result(t, set);
            };
            case "set.union" -> (t, _, _, _, r, rb) -> {
                HashTable union = table(r, rb).copy();
                select(table(r, rb + 1), union, null, false);
                return result(t, union);
            };
            case "set.intersect" -> (t, _, _, _, r, rb) -> {
                var both = new HashTable(table(r, rb).key, null);
                select(table(r, rb), both, table(r, rb + 1), true);
                return result(t, both);
            };
            case "set.difference" -> (t, _, _, _, r, rb) -> {
                var rest = new HashTable(table(r, rb).key, null);
                select(table(r, rb), rest, table(r, rb + 1), false);
                return result(t, rest);
            };
            default -> null;
        };
    }

    private static HashTable table(Object[] r, int i) {
        return (HashTable) r[i];
    }

    private static int find(HashTable table, long[] p, int pb, Object[] r, int rb) {
        return table.key.primitive() ? table.find(p[pb], null) : table.find(0, r[rb + 1]);
    }

    private static int value(GreenThread t, HashTable map, int at) {
        return map.valueShape().primitive() ? result(t, map.valueBits(at)) : result(t, map.valueAt(at));
    }

    private static Object boxed(HashTable map, int at) {
        return map.valueShape().primitive() ? (Object) map.valueBits(at) : map.valueAt(at);
    }

    /// Adds to `to` the members of `from` whose presence in `other` (null: no condition) is `present`.
    private static void select(HashTable from, HashTable to, HashTable other, boolean present) {
        for (int i = from.next(0); i >= 0; i = from.next(i + 1)) {
            boolean primitive = from.key.primitive();
            if (other == null || (primitive ? other.find(from.keyBits(i), null) : other.find(0, from.keyAt(i))) >= 0 == present) {
                from.copyEntry(i, to);
            }
        }
    }

    private static Object keys(HashTable table) {
        if (table.key.primitive()) {
            PrimitiveList list = PrimitiveList.of(table.key, table.size());
            for (int i = table.next(0); i >= 0; i = table.next(i + 1)) {
                list.push(table.keyBits(i));
            }
            return list;
        }
        var list = new RefList(table.size());
        for (int i = table.next(0); i >= 0; i = table.next(i + 1)) {
            list.push(table.keyAt(i));
        }
        return list;
    }

    private static Object values(HashTable table) {
        if (table.valueShape().primitive()) {
            PrimitiveList list = PrimitiveList.of(table.valueShape(), table.size());
            for (int i = table.next(0); i >= 0; i = table.next(i + 1)) {
                list.push(table.valueBits(i));
            }
            return list;
        }
        var list = new RefList(table.size());
        for (int i = table.next(0); i >= 0; i = table.next(i + 1)) {
            list.push(table.valueAt(i));
        }
        return list;
    }
}
