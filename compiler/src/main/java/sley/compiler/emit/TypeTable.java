package sley.compiler.emit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sley.bytecode.build.ModuleBuilder;
import sley.bytecode.model.TypeCode;
import sley.compiler.hir.HProgram;
import sley.compiler.types.Type;

/// Types of the typed tree as entries of the module's type table, and where fields lie in records.
final class TypeTable {
    private final ModuleBuilder module;
    private final Map<Type, Integer> known = new HashMap<>();
    private final HProgram.Layouts layouts;

    TypeTable(ModuleBuilder module, HProgram program) {
        this.module = module;
        this.layouts = program.layouts();
    }

    int of(Type type) {
        Integer index = known.get(type);
        if (index == null) {
            index = make(type);
            known.put(type, index);
        }
        return index;
    }

    int cell(Type content) {
        return module.type(new TypeCode.CellOf(of(content)));
    }

    /// The number of a field among those of its bank.
    int slot(Type target, int field) {
        return slot(fieldTypes(target), field);
    }

    int caseSlot(Type target, int index, int field) {
        return slot(layouts.cases((Type.Named) target).get(index).fields().stream().map(HProgram.Field::type).toList(), field);
    }

    List<HProgram.Case> cases(Type type) {
        return layouts.cases((Type.Named) type);
    }

    List<Type> fieldTypes(Type type) {
        return type instanceof Type.TupleOf(List<Type> elements) ? elements : layouts.fields((Type.Named) type).stream().map(HProgram.Field::type).toList();
    }

    private static int slot(List<Type> types, int field) {
        boolean primitive = types.get(field).primitive();
        int slot = 0;
        for (int i = 0; i < field; i++) {
            if (types.get(i).primitive() == primitive) {
                slot++;
            }
        }
        return slot;
    }

    private int make(Type type) {
        return switch (type) {
            case Type.Simple simple -> module.type(simple(simple));
            case Type.ListOf(Type element) -> module.type(new TypeCode.ListOf(of(element)));
            case Type.MapOf(Type key, Type value) -> module.type(new TypeCode.MapOf(of(key), of(value)));
            case Type.SetOf(Type element) -> module.type(new TypeCode.SetOf(of(element)));
            case Type.OptionalOf(Type inner) -> module.type(new TypeCode.OptionalOf(of(inner)));
            case Type.TupleOf(List<Type> elements) -> module.type(new TypeCode.TupleOf(all(elements)));
            case Type.FunctionOf(List<Type> parameters, Type result) -> module.type(new TypeCode.FunctionOf(all(parameters), of(result)));
            case Type.ChanOf(Type element) -> module.type(new TypeCode.ChanOf(of(element)));
            case Type.ThreadOf(Type result) -> module.type(new TypeCode.ThreadOf(of(result)));
            case Type.ThreadLocalOf(Type value) -> module.type(new TypeCode.ThreadLocalOf(of(value)));
            case Type.Named named -> module.nominal(named, () -> module.define(named, definition(named)));
            case Type.Variable variable -> throw new IllegalStateException("type variable " + variable + " in the typed tree");
        };
    }

    private TypeCode definition(Type.Named named) {
        String name = named.symbol().module().isEmpty() ? named.symbol().name() : named.symbol().module() + "." + named.symbol().name();
        if (!named.symbol().isEnum()) {
            return new TypeCode.StructOf(name, fields(layouts.fields(named)));
        }
        var cases = new ArrayList<TypeCode.Case>();
        for (HProgram.Case c : layouts.cases(named)) {
            cases.add(new TypeCode.Case(c.name(), fields(c.fields())));
        }
        return new TypeCode.EnumOf(name, cases);
    }

    private List<TypeCode.Field> fields(List<HProgram.Field> fields) {
        var result = new ArrayList<TypeCode.Field>();
        for (HProgram.Field field : fields) {
            result.add(new TypeCode.Field(field.name(), of(field.type())));
        }
        return result;
    }

    private List<Integer> all(List<Type> types) {
        var result = new ArrayList<Integer>();
        for (Type type : types) {
            result.add(of(type));
        }
        return result;
    }

    private static TypeCode.Simple simple(Type.Simple type) {
        return switch (type) {
            case INT -> TypeCode.Simple.INT;
            case FLOAT -> TypeCode.Simple.FLOAT;
            case BOOL -> TypeCode.Simple.BOOL;
            case DURATION -> TypeCode.Simple.DURATION;
            case UNIT, NEVER -> TypeCode.Simple.UNIT;
            case STRING -> TypeCode.Simple.STRING;
            case BYTES -> TypeCode.Simple.BYTES;
            case RANGE -> TypeCode.Simple.RANGE;
            case ERROR -> TypeCode.Simple.ERROR;
            case MUTEX -> TypeCode.Simple.MUTEX;
            case ATOMIC -> TypeCode.Simple.ATOMIC;
            case STREAM -> TypeCode.Simple.STREAM;
            case LISTENER -> TypeCode.Simple.LISTENER;
            case PROCESS -> TypeCode.Simple.PROCESS;
            case NIL, INVALID -> throw new IllegalStateException("type " + type + " in the typed tree");
        };
    }
}
