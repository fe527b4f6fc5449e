package sley.vm.value;

import java.security.SecureRandom;
import java.util.Arrays;
import sley.vm.thread.Fault;

/// The table under maps and sets: entries in insertion order, found through open addressing. Keys and values each lie in the array of their bank. A removed entry
/// stays as a gap until the table is rebuilt, so a position stays valid as long as nothing is added.
///
/// Not synchronised. Searches are bounded, so that a racing program gets a wrong answer or an error of kind `race`, never an endless search.
public final class HashTable {
    private static final int LEAST = 8;
    /// A search longer than this means that somebody chose keys whose hashes are equal.
    private static final int LONG_SEARCH = 64;
    private static final long SEED = new SecureRandom().nextLong();

    public final Shape key;
    private final boolean primitiveKey;
    private final boolean stringKey;
    /// Null for a set.
    private final Shape value;
    private final boolean primitiveValue;

    private long[] keyBits;
    private Object[] keys;
    private long[] valueBits;
    private Object[] values;
    private int[] hashes;
    private boolean[] live;
    /// Strings are hashed with a secret seed, since a search was too long; the host's hashes of strings are known to everybody.
    private boolean seeded;
    /// Entry number + 1, or 0.
    private int[] table;
    /// Entries, gaps included.
    private int used;
    private int size;

    /// @param value null for a set
    public HashTable(Shape key, Shape value) {
        this.key = key;
        this.value = value;
        this.primitiveKey = key.primitive();
        this.stringKey = key.kind() == Shape.Kind.STRING;
        this.primitiveValue = value != null && value.primitive();
        allocate(LEAST);
    }

    private void allocate(int capacity) {
        keyBits = primitiveKey ? new long[capacity] : null;
        keys = primitiveKey ? null : new Object[capacity];
        valueBits = primitiveValue ? new long[capacity] : null;
        values = value == null || primitiveValue ? null : new Object[capacity];
        hashes = new int[capacity];
        live = new boolean[capacity];
        table = new int[2 * capacity];
        used = 0;
        size = 0;
    }

    public int size() {
        return size;
    }

    public Shape valueShape() {
        return value;
    }

    private int hash(long p, Object r) {
        int h = primitiveKey ? Long.hashCode(p * 0x9E3779B97F4A7C15L) : stringKey ? stringHash((String) r) : Values.hash(key, r);
        return h ^ h >>> 16;
    }

    private int stringHash(String text) {
        if (!seeded) {
            return text.hashCode();
        }
        long h = SEED;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 29;
        }
        return Long.hashCode(h);
    }

    private boolean same(int entry, long p, Object r) {
        if (primitiveKey) {
            return keyBits[entry] == p;
        }
        Object k = keys[entry];
        return k == r || (stringKey ? k != null && k.equals(r) : Values.equal(key, k, r));
    }

    /// The position of a key, or -1.
    public int find(long p, Object r) {
        return find(p, r, hash(p, r));
    }

    private int find(long p, Object r, int hash) {
        int[] slots = table;
        int mask = slots.length - 1;
        int i = hash & mask;
        for (int probes = 0; probes <= mask; probes++) {
            int entry = slots[i] - 1;
            if (entry < 0) {
                return -1;
            }
            if (hashes[entry] == hash && live[entry] && same(entry, p, r)) {
                return entry;
            }
            i = i + 1 & mask;
        }
        throw new Fault("race", "a map or set was changed by several threads at once");
    }

    /// The position of a key, which is added if it is new.
    public int add(long p, Object r) {
        int hash = hash(p, r);
        int found = find(p, r, hash);
        if (found >= 0) {
            return found;
        }
        if (stringKey && !seeded && crowded(hash)) {
            seeded = true;
            rebuild(live.length);
            hash = hash(p, r);
        }
        if (used == live.length) {
            rebuild(size > live.length / 2 ? PrimitiveList.limit(2L * live.length * 2) / 2 : live.length);
        }
        return append(p, r, hash);
    }

    /// Whether the place of a hash begins a long run of entries with the same hash.
    private boolean crowded(int hash) {
        int mask = table.length - 1;
        int i = hash & mask;
        int equal = 0;
        for (int probes = 0; probes < LONG_SEARCH; probes++) {
            int entry = table[i] - 1;
            if (entry < 0) {
                return false;
            }
            equal += hashes[entry] == hash ? 1 : 0;
            i = i + 1 & mask;
        }
        return equal > LONG_SEARCH / 2;
    }

    private int append(long p, Object r, int hash) {
        int entry = used;
        if (primitiveKey) {
            keyBits[entry] = p;
        } else {
            keys[entry] = r;
        }
        hashes[entry] = hash;
        live[entry] = true;
        used = entry + 1;
        size++;
        int mask = table.length - 1;
        int i = hash & mask;
        while (table[i] != 0) {
            i = i + 1 & mask;
        }
        table[i] = entry + 1;
        return entry;
    }

    private void rebuild(int capacity) {
        long[] oldKeyBits = keyBits;
        Object[] oldKeys = keys;
        long[] oldValueBits = valueBits;
        Object[] oldValues = values;
        int[] oldHashes = hashes;
        boolean[] oldLive = live;
        int count = used;
        allocate(capacity);
        for (int i = 0; i < count; i++) {
            if (oldLive[i]) {
                int entry = append(primitiveKey ? oldKeyBits[i] : 0, primitiveKey ? null : oldKeys[i], stringKey ? hash(0, oldKeys[i]) : oldHashes[i]);
                if (valueBits != null) {
                    valueBits[entry] = oldValueBits[i];
                } else if (values != null) {
                    values[entry] = oldValues[i];
                }
            }
        }
    }

    /// Takes out the entry at a position.
    public void remove(int entry) {
        live[entry] = false;
        if (keys != null) {
            keys[entry] = null;
        }
        if (values != null) {
            values[entry] = null;
        }
        size--;
        if (size == 0 && used > live.length / 2) {
            used = 0;
            Arrays.fill(table, 0);
        }
    }

    public void clear() {
        allocate(LEAST);
    }

    /// The next position at or after `position` that holds an entry, or -1.
    public int next(long position) {
        for (int i = (int) Math.min(position, used); i < used; i++) {
            if (live[i]) {
                return i;
            }
        }
        return -1;
    }

    public long keyBits(int entry) {
        return keyBits[entry];
    }

    public Object keyAt(int entry) {
        return keys[entry];
    }

    public long valueBits(int entry) {
        return valueBits[entry];
    }

    public Object valueAt(int entry) {
        return values[entry];
    }

    public void setValue(int entry, long p) {
        valueBits[entry] = p;
    }

    public void setValue(int entry, Object r) {
        values[entry] = r;
    }

    public HashTable copy() {
        var result = new HashTable(key, value);
        for (int i = next(0); i >= 0; i = next(i + 1)) {
            copyEntry(i, result);
        }
        return result;
    }

    /// Puts the entry at a position into another table of the same type.
    public void copyEntry(int entry, HashTable to) {
        int at = to.add(primitiveKey ? keyBits[entry] : 0, primitiveKey ? null : keys[entry]);
        if (valueBits != null) {
            to.valueBits[at] = valueBits[entry];
        } else if (values != null) {
            to.values[at] = values[entry];
        }
    }
}
