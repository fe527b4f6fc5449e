package sley.vm.jit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Defines the classes of one program. They are ordinary classes with names, not hidden ones, because code that is compiled later must call code that was compiled before directly;
/// they are unloaded with the program.
public final class CodeLoader extends ClassLoader {
    private final Map<String, Object[]> constants = new ConcurrentHashMap<>();

    CodeLoader() {
        super("sley-code", CodeLoader.class.getClassLoader());
    }

    Class<?> define(String name, byte[] bytes, Object[] values) {
        constants.put(name, values);
        return defineClass(name, bytes, 0, bytes.length);
    }

    /// What a generated class initialises its constants with; called once by each.
    public static Object[] constants(Class<?> type) {
        return ((CodeLoader) type.getClassLoader()).constants.remove(type.getName());
    }
}
