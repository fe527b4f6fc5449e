package sley.compiler.check;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sley.compiler.ast.Decl;
import sley.compiler.ast.Expr;
import sley.compiler.ast.SourceUnit;
import sley.compiler.hir.HFunction;
import sley.compiler.hir.HProgram;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.TypeSymbol;
import sley.compiler.types.TypeVariable;

/// What names of the top level stand for.
final class Symbols {
    private Symbols() {}

    /// A loaded file. Names are looked up in its own tables, then in the prelude.
    static final class ModuleScope {
        final String identity;
        /// How messages and traces qualify its names; empty for the main file and the prelude.
        final String name;
        final SourceUnit unit;
        final boolean standard;
        final Map<String, Function> functions = new LinkedHashMap<>();
        final Map<String, List<Function>> methods = new LinkedHashMap<>();
        final Map<String, TypeDeclaration> types = new LinkedHashMap<>();
        final Map<String, Variable> variables = new LinkedHashMap<>();
        final Map<String, ModuleScope> imports = new LinkedHashMap<>();
        /// Cases of the enums that are visible here by their bare names; several when enums share a name.
        final Map<String, List<CaseOf>> cases = new HashMap<>();

        ModuleScope(String identity, String name, SourceUnit unit, boolean standard) {
            this.identity = identity;
            this.name = name;
            this.unit = unit;
            this.standard = standard;
        }

        String qualified(String local) {
            return name.isEmpty() ? local : name + "." + local;
        }
    }

    /// A function, method, native or foreign function.
    static final class Function {
        final ModuleScope module;
        final String name;
        final List<TypeVariable> variables;
        final List<Expr.Parameter> parameters;
        /// May hold `variables`.
        final List<Type> parameterTypes;
        final Type result;
        final Decl declaration;
        /// `list.push`, `ffi:m:cos`; empty for functions with a body.
        final String nativeName;
        final Map<List<Type>, HFunction> instances = new HashMap<>();

        Function(ModuleScope module, String name, List<TypeVariable> variables, List<Expr.Parameter> parameters, List<Type> parameterTypes, Type result,
                Decl declaration, String nativeName) {
            this.module = module;
            this.name = name;
            this.variables = List.copyOf(variables);
            this.parameters = List.copyOf(parameters);
            this.parameterTypes = List.copyOf(parameterTypes);
            this.result = result;
            this.declaration = declaration;
            this.nativeName = nativeName;
        }

        boolean method() {
            return !parameters.isEmpty() && parameters.getFirst().name().equals("self");
        }
    }

    /// A struct or enum.
    static final class TypeDeclaration {
        final ModuleScope module;
        final TypeSymbol symbol;
        final Decl declaration;
        final List<Decl.TypeParameter> typeParameters;
        final List<TypeVariable> variables;
        /// Fields of a struct, or of each case; types may hold `variables`. Set when all types are declared.
        List<HProgram.Field> fields = List.of();
        List<HProgram.Case> cases = List.of();

        TypeDeclaration(ModuleScope module, TypeSymbol symbol, Decl declaration, List<Decl.TypeParameter> typeParameters) {
            this.module = module;
            this.symbol = symbol;
            this.declaration = declaration;
            this.typeParameters = List.copyOf(typeParameters);
            this.variables = typeParameters.stream().map(p -> new TypeVariable(p.name())).toList();
        }
    }

    record CaseOf(TypeDeclaration type, int index) {}

    /// A top-level variable; `global` is null until its statement has been checked.
    static final class Variable {
        final ModuleScope module;
        final String name;
        final boolean mutable;
        final Span span;
        HProgram.Global global;

        Variable(ModuleScope module, String name, boolean mutable, Span span) {
            this.module = module;
            this.name = name;
            this.mutable = mutable;
            this.span = span;
        }
    }
}
