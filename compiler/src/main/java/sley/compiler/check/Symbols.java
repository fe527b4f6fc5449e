package sley.compiler.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import sley.compiler.ast.Decl;
import sley.compiler.ast.Expr;
import sley.compiler.ast.SourceUnit;
import sley.compiler.ast.TypeExpr;
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
        /// It has syntax errors, or could not be loaded, so that what it does not seem to declare may well be there.
        boolean broken;
        final Map<String, Function> functions = new LinkedHashMap<>();
        final Map<String, List<Function>> methods = new LinkedHashMap<>();
        final Map<String, TypeDeclaration> types = new LinkedHashMap<>();
        final Map<String, Variable> variables = new LinkedHashMap<>();
        final Map<String, ModuleScope> imports = new LinkedHashMap<>();
        /// Cases of the enums that are visible here by their bare names; several when enums share a name.
        final Map<String, List<CaseOf>> cases = new HashMap<>();

        /// What earlier inputs of a session have declared; empty for files.
        final Earlier.View earlier;

        ModuleScope(String identity, String name, SourceUnit unit, boolean standard) {
            this(identity, name, unit, standard, Earlier.NOTHING);
        }

        ModuleScope(String identity, String name, SourceUnit unit, boolean standard, Earlier.View earlier) {
            this.identity = identity;
            this.name = name;
            this.unit = unit;
            this.standard = standard;
            this.earlier = earlier;
        }

        // ---- What names mean inside the module; null when nothing of that kind. What earlier inputs declared is seen where the module does not declare the name itself.

        Variable variable(String local) {
            return declares(local) ? variables.get(local) : earlier.symbol(local) instanceof Variable v ? v : null;
        }

        Function function(String local) {
            return declares(local) ? functions.get(local) : earlier.symbol(local) instanceof Function f ? f : null;
        }

        TypeDeclaration type(String local) {
            return declares(local) ? types.get(local) : earlier.type(local);
        }

        ModuleScope imported(String local) {
            return declares(local) ? imports.get(local) : earlier.symbol(local) instanceof ModuleScope m ? m : null;
        }

        List<CaseOf> casesNamed(String local) {
            List<CaseOf> own = cases.getOrDefault(local, List.of());
            if (earlier == Earlier.NOTHING || declares(local) && !types.containsKey(local)) {
                return own;
            }
            var all = new ArrayList<>(own);
            earlier.cases(local).stream().filter(c -> !declares(c.type().symbol.name())).forEach(all::add);
            return all;
        }

        /// Those that other modules may name.
        List<CaseOf> visibleCases(String local) {
            return casesNamed(local).stream().filter(c -> !c.type().symbol.name().startsWith("_")).toList();
        }

        List<Function> methodsNamed(String local) {
            List<Function> own = methods.getOrDefault(local, List.of());
            if (earlier == Earlier.NOTHING) {
                return own;
            }
            var all = new ArrayList<>(own);
            earlier.methods(local).stream().filter(f -> own.stream().noneMatch(o -> Earlier.sameSelf(o, f))).forEach(all::add);
            return all;
        }

        Stream<ModuleScope> allImports() {
            return Stream.concat(imports.values().stream(), earlier.imports().filter(m -> !imports.containsValue(m)));
        }

        private boolean declares(String local) {
            return variables.containsKey(local) || functions.containsKey(local) || types.containsKey(local) || imports.containsKey(local);
        }

        /// All names that mean something here, for suggestions.
        Stream<String> names() {
            return Stream.of(variables.keySet(), functions.keySet(), cases.keySet(), types.keySet(), imports.keySet(), earlier.names()).flatMap(Collection::stream);
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

    /// A top-level variable; `global` is null until its statement has been checked, or it is used before that and its type is stated.
    static final class Variable {
        final ModuleScope module;
        final String name;
        final boolean mutable;
        final Optional<TypeExpr> stated;
        final Span span;
        HProgram.Global global;
        /// Its statement has been checked.
        boolean declared;

        Variable(ModuleScope module, String name, boolean mutable, Optional<TypeExpr> stated, Span span) {
            this.module = module;
            this.name = name;
            this.mutable = mutable;
            this.stated = stated;
            this.span = span;
        }
    }
}
