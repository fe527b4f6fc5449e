package sley.bytecode.verify;

import java.util.List;
import sley.bytecode.io.InvalidModule;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.model.TypeCode;

/// Proves of a module, whatever it comes from, that running it cannot harm the VM: every instruction is whole and known, every register exists and has the type that
/// the instruction wants, every index into a table fits, every jump lands on an instruction, only safepoints jump back, and no function runs off its end.
///
/// Not proven, because it cannot harm: that a register is written before it is read (an unwritten one holds 0 or null, and null where none belongs is an error of the
/// program), and that cleanups balance.
public final class Verifier {
    private final ModuleCode module;
    private final List<TypeCode> types;

    private Verifier(ModuleCode module) {
        this.module = module;
        this.types = module.types();
    }

    /// @throws InvalidModule that says what is wrong and where
    public static void verify(ModuleCode module) throws InvalidModule {
        new Verifier(module).all();
    }

    private void all() throws InvalidModule {
        for (int i = 0; i < types.size(); i++) {
            type(i);
        }
        for (ModuleCode.Global global : module.globals()) {
            known(global.type(), "a global");
        }
        for (ModuleCode.NativeRef ref : module.natives()) {
            for (int parameter : ref.parameters()) {
                known(parameter, "a built-in");
            }
            known(ref.result(), "a built-in");
        }
        for (FunctionCode function : module.functions()) {
            signature(function);
        }
        for (FunctionCode function : module.functions()) {
            new CodeVerifier(module, function).verify();
        }
        entry(module.main());
        for (ModuleCode.Test test : module.tests()) {
            entry(test.function());
        }
    }

    private void known(int type, String where) throws InvalidModule {
        if (type >= types.size()) {
            throw new InvalidModule("it does not verify: " + where + " has type number " + type + " of " + types.size());
        }
    }

    private void type(int index) throws InvalidModule {
        switch (types.get(index)) {
            case TypeCode.Simple _ -> { }
            case TypeCode.ListOf(int e) -> known(e, "a list");
            case TypeCode.MapOf(int k, int v) -> {
                known(k, "a map");
                known(v, "a map");
            }
            case TypeCode.SetOf(int e) -> known(e, "a set");
            case TypeCode.OptionalOf(int e) -> {
                known(e, "an optional");
                if (types.get(e) instanceof TypeCode.OptionalOf) {
                    throw new InvalidModule("it does not verify: an optional of an optional");
                }
            }
            case TypeCode.TupleOf(List<Integer> elements) -> {
                for (int e : elements) {
                    known(e, "a tuple");
                }
            }
            case TypeCode.FunctionOf(List<Integer> parameters, int result) -> {
                for (int p : parameters) {
                    known(p, "a function type");
                }
                known(result, "a function type");
            }
            case TypeCode.ChanOf(int e) -> known(e, "a channel");
            case TypeCode.ThreadOf(int e) -> known(e, "a thread");
            case TypeCode.ThreadLocalOf(int e) -> known(e, "a thread local");
            case TypeCode.CellOf(int e) -> known(e, "a cell");
            case TypeCode.StructOf(String _, List<TypeCode.Field> fields) -> fields(fields);
            case TypeCode.EnumOf(String _, List<TypeCode.Case> cases) -> {
                for (TypeCode.Case c : cases) {
                    fields(c.fields());
                }
            }
        }
    }

    private void fields(List<TypeCode.Field> fields) throws InvalidModule {
        for (TypeCode.Field field : fields) {
            known(field.type(), "a field");
        }
    }

    private void signature(FunctionCode f) throws InvalidModule {
        String where = "function `" + f.name() + "`";
        known(f.result(), where);
        if (f.primitiveTypes().length > 0xFFFF || f.referenceTypes().length > 0xFFFF) {
            throw new InvalidModule("it does not verify: " + where + " has too many registers");
        }
        bank(f.primitiveTypes(), true, where);
        bank(f.referenceTypes(), false, where);
        if (f.captures() > f.parameters().size() || f.file() >= module.strings().size()) {
            throw new InvalidModule("it does not verify: " + where + " has a wrong header");
        }
        int p = 0;
        int r = 0;
        for (int parameter : f.parameters()) {
            known(parameter, where);
            boolean primitive = types.get(parameter).primitive();
            int[] bank = primitive ? f.primitiveTypes() : f.referenceTypes();
            int register = primitive ? p++ : r++;
            if (register >= bank.length || bank[register] != parameter) {
                throw new InvalidModule("it does not verify: " + where + " has no register for a parameter");
            }
        }
    }

    private void bank(int[] bank, boolean primitive, String where) throws InvalidModule {
        for (int type : bank) {
            known(type, where);
            if (types.get(type).primitive() != primitive) {
                throw new InvalidModule("it does not verify: " + where + " has a register in the wrong bank");
            }
        }
    }

    private void entry(int index) throws InvalidModule {
        if (index >= module.functions().size() || !module.functions().get(index).parameters().isEmpty()) {
            throw new InvalidModule("it does not verify: it has no function to begin with");
        }
    }
}
