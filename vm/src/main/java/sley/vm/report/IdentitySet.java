package sley.vm.report;

import java.util.Arrays;

/// Objects that were met already. One array, no object for an entry: it may hold a good part of all there are.
final class IdentitySet {
    private Object[] slots = new Object[1024];
    private int size;

    /// @return whether it is new
    boolean add(Object object) {
        if (2 * size >= slots.length) {
            grow();
        }
        if (!put(object)) {
            return false;
        }
        size++;
        return true;
    }

    private boolean put(Object object) {
        int mask = slots.length - 1;
        int i = System.identityHashCode(object) * 0x9E3779B9 >>> 7 & mask;
        while (slots[i] != null) {
            if (slots[i] == object) {
                return false;
            }
            i = i + 1 & mask;
        }
        slots[i] = object;
        return true;
    }

    private void grow() {
        Object[] old = slots;
        slots = new Object[2 * old.length];
        Arrays.stream(old).filter(o -> o != null).forEach(this::put);
    }

    int size() {
        return size;
    }
}
