package sley.vm.value;

/// A value of a struct, tuple or enum type. Fields of a struct may be written by any thread without synchronisation; a `long` is never torn on the 64-bit machines we run on.
public final class Record {
    private static final long[] NO_PRIMITIVES = {};
    private static final Object[] NO_REFERENCES = {};

    /// The number of the case; 0 for structs and tuples.
    public final int tag;
    public final long[] p;
    public final Object[] r;

    public Record(int tag, int primitives, int references) {
        this.tag = tag;
        this.p = primitives == 0 ? NO_PRIMITIVES : new long[primitives];
        this.r = references == 0 ? NO_REFERENCES : new Object[references];
    }
}
