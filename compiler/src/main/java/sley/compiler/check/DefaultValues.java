package sley.compiler.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sley.compiler.ast.Decl;
import sley.compiler.ast.Expr;
import sley.compiler.check.Symbols.Function;
import sley.compiler.check.Symbols.ModuleScope;
import sley.compiler.check.Symbols.TypeDeclaration;
import sley.compiler.hir.HFunction;
import sley.compiler.hir.HProgram;
import sley.compiler.types.Type;
import sley.compiler.types.TypeVariable;

/// Checks the default values that a module declares, since perhaps nothing uses them. Where a call uses one it is checked again, at the types of that call.
final class DefaultValues {
    private final Checker checker;
    private final ModuleScope module;

    DefaultValues(Checker checker, ModuleScope module) {
        this.checker = checker;
        this.module = module;
    }

    void check() {
        module.functions.values().forEach(this::function);
        module.methods.values().forEach(m -> m.forEach(this::function));
        module.types.values().forEach(this::type);
    }

    private void function(Function function) {
        check(function.parameters, function.parameterTypes, function.variables);
    }

    private void type(TypeDeclaration type) {
        switch (type.declaration) {
            case Decl.Struct struct -> check(struct.fields(), types(type.fields), type.variables);
            case Decl.Enum cases -> {
                for (HProgram.Case each : type.cases) {
                    cases.cases().stream().filter(c -> c.name().equals(each.name())).findFirst().ifPresent(c -> check(c.fields(), types(each.fields()), type.variables));
                }
            }
            default -> throw new IllegalStateException("not a type: " + type.declaration);
        }
    }

    private static List<Type> types(List<HProgram.Field> fields) {
        return fields.stream().map(HProgram.Field::type).toList();
    }

    private void check(List<Expr.Parameter> parameters, List<Type> types, List<TypeVariable> variables) {
        var names = new HashMap<String, Type>();
        var unknown = new HashMap<TypeVariable, Type>();
        for (TypeVariable variable : variables) {
            names.put(variable.name(), Type.Simple.INVALID);
            unknown.put(variable, Type.Simple.INVALID);
        }
        for (int i = 0; i < parameters.size(); i++) {
            Type type = Unifier.substitute(types.get(i), unknown);
            parameters.get(i).defaultValue().ifPresent(value -> check(value, type, names));
        }
    }

    private void check(Expr value, Type type, Map<String, Type> names) {
        var nowhere = new HFunction("default value", List.of(), Type.Simple.UNIT, value.span());
        checker.expressions.value(value, type, new Context(nowhere, null, module, names, Type.Simple.UNIT));
    }
}
