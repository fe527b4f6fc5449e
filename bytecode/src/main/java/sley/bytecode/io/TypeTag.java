package sley.bytecode.io;

/// The numbers of compound types in files, behind those of [sley.bytecode.model.TypeCode.Simple].
final class TypeTag {
    static final int LIST = 32;
    static final int MAP = 33;
    static final int SET = 34;
    static final int OPTIONAL = 35;
    static final int TUPLE = 36;
    static final int FUNCTION = 37;
    static final int CHAN = 38;
    static final int THREAD = 39;
    static final int THREAD_LOCAL = 40;
    static final int CELL = 41;
    static final int STRUCT = 42;
    static final int ENUM = 43;

    private TypeTag() {}
}
