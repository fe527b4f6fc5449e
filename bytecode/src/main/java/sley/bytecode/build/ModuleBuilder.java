package sley.bytecode.build;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.model.TypeCode;

/// Collects the tables of a module; equal constants, types and natives share one entry.
public final class ModuleBuilder {
    private final String name;
    private final Map<String, Integer> strings = new HashMap<>();
    private final List<String> stringTable = new ArrayList<>();
    private final Map<Long, Integer> integers = new HashMap<>();
    private final List<Long> integerTable = new ArrayList<>();
    private final Map<Object, Integer> types = new HashMap<>();
    private final List<TypeCode> typeTable = new ArrayList<>();
    private final List<ModuleCode.Global> globals = new ArrayList<>();
    private final Map<ModuleCode.NativeRef, Integer> natives = new HashMap<>();
    private final List<ModuleCode.NativeRef> nativeTable = new ArrayList<>();
    private final List<FunctionCode> functions = new ArrayList<>();
    private final List<ModuleCode.Test> tests = new ArrayList<>();

    public ModuleBuilder(String name) {
        this.name = name;
    }

    public int string(String value) {
        return strings.computeIfAbsent(value, v -> add(stringTable, v));
    }

    public int integer(long value) {
        return integers.computeIfAbsent(value, v -> add(integerTable, v));
    }

    /// The index of a structural type.
    public int type(TypeCode type) {
        return types.computeIfAbsent(type, t -> add(typeTable, (TypeCode) t));
    }

    /// The index of a nominal type, which may refer to itself: `key` is its identity. The first request reserves the index, then runs `define`, which calls
    /// [#define] with what the type is.
    public int nominal(Object key, IntSupplier define) {
        Integer known = types.get(key);
        if (known != null) {
            return known;
        }
        types.put(key, add(typeTable, TypeCode.Simple.UNIT));
        return define.getAsInt();
    }

    public int define(Object key, TypeCode type) {
        int index = types.get(key);
        typeTable.set(index, type);
        return index;
    }

    public TypeCode typeAt(int index) {
        return typeTable.get(index);
    }

    public boolean primitive(int type) {
        return typeTable.get(type).primitive();
    }

    public int global(String globalName, int type) {
        return add(globals, new ModuleCode.Global(globalName, type));
    }

    public int nativeRef(String nativeName, List<Integer> parameters, int result) {
        return natives.computeIfAbsent(new ModuleCode.NativeRef(nativeName, parameters, result), n -> add(nativeTable, n));
    }

    /// Reserves the index of a function, so that calls can name it before it is built.
    public int reserveFunction() {
        return add(functions, null);
    }

    public void function(int index, FunctionCode function) {
        functions.set(index, function);
    }

    public void test(String testName, int function, boolean virtualTime) {
        tests.add(new ModuleCode.Test(testName, function, virtualTime));
    }

    public ModuleCode build(int main) {
        return new ModuleCode(name, stringTable, integerTable.stream().mapToLong(Long::longValue).toArray(), typeTable, globals, nativeTable, functions, main, tests);
    }

    private static <T> int add(List<T> table, T value) {
        table.add(value);
        return table.size() - 1;
    }
}
