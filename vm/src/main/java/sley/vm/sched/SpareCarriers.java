package sley.vm.sched;

/// The carriers of a pool that have no processor and wait for one. The one that came last is employed first, so that those no longer needed end.
final class SpareCarriers {
    private final SpinLock lock = new SpinLock();
    private Carrier first;

    void add(Carrier carrier) {
        lock.lock();
        carrier.nextSpare = first;
        first = carrier;
        lock.unlock();
    }

    /// @return a carrier that the caller must give a processor, or null
    Carrier take() {
        lock.lock();
        Carrier carrier = first;
        if (carrier != null) {
            first = carrier.nextSpare;
            carrier.nextSpare = null;
        }
        lock.unlock();
        return carrier;
    }

    /// @return false when it was employed meanwhile
    boolean remove(Carrier carrier) {
        lock.lock();
        boolean found = false;
        if (first == carrier) {
            first = carrier.nextSpare;
            found = true;
        } else {
            for (Carrier c = first; c != null && !found; c = c.nextSpare) {
                if (c.nextSpare == carrier) {
                    c.nextSpare = carrier.nextSpare;
                    found = true;
                }
            }
        }
        carrier.nextSpare = null;
        lock.unlock();
        return found;
    }

    int count() {
        int count = 0;
        lock.lock();
        for (Carrier c = first; c != null; c = c.nextSpare) {
            count++;
        }
        lock.unlock();
        return count;
    }
}
