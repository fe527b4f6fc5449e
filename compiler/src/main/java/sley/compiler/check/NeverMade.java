package sley.compiler.check;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.check.Symbols.TypeDeclaration;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.hir.HProgram;
import sley.compiler.types.Type;
import sley.compiler.types.TypeSymbol;

/// Finds structs and enums of which no value could ever be made, because each would have to hold another one.
final class NeverMade {
    private final ModuleScope module;
    private final Set<TypeSymbol> made = new HashSet<>();

    NeverMade(ModuleScope module) {
        this.module = module;
    }

    void report(Diagnostics diagnostics) {
        boolean more = true;
        while (more) {
            more = false;
            for (TypeDeclaration type : module.types.values()) {
                more |= !made.contains(type.symbol) && canBe(type) && made.add(type.symbol);
            }
        }
        module.types.values().stream().filter(t -> !made.contains(t.symbol)).forEach(t -> diagnostics.add(
                Diagnostic.error(Code.INVALID_TYPE, t.declaration.nameSpan(), "a `" + t.symbol.name() + "` can never be made: it would hold values without end")
                        .help("make a field optional (`" + t.symbol.name() + "?`), or let it be a list")));
    }

    private boolean canBe(TypeDeclaration type) {
        return type.symbol.isEnum() ? type.cases.isEmpty() || type.cases.stream().anyMatch(c -> canBe(c.fields().stream())) : canBe(type.fields.stream());
    }

    private boolean canBe(Stream<HProgram.Field> fields) {
        return fields.map(HProgram.Field::type).allMatch(this::canBe);
    }

    private boolean canBe(Type type) {
        return switch (type) {
            case Type.Named named -> made.contains(named.symbol()) || !declaredHere(named.symbol());
            case Type.TupleOf tuple -> tuple.elements().stream().allMatch(this::canBe);
            case Type.Simple _, Type.ListOf _, Type.MapOf _, Type.SetOf _, Type.OptionalOf _, Type.FunctionOf _, Type.ChanOf _, Type.ThreadOf _, Type.ThreadLocalOf _, Type.Variable _ -> true;
        };
    }

    private boolean declaredHere(TypeSymbol symbol) {
        return module.types.containsKey(symbol.name()) && module.types.get(symbol.name()).symbol == symbol;
    }
}
