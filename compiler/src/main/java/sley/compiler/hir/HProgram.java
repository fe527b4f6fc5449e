package sley.compiler.hir;

import java.util.List;
import sley.compiler.types.Type;

/// A checked program: all that is reachable from its top-level statements and tests.
///
/// @param name      name of the main source file
/// @param globals   top-level variables of all modules
/// @param functions everything callable except lambdas, which are found inside
/// @param main      runs the top-level statements of all modules, imported ones first
/// @param layouts   of structs and enums
public record HProgram(String name, List<Global> globals, List<HFunction> functions, HFunction main, List<Test> tests, Layouts layouts) {

    /// What values of named types hold. Asked for types as they are met: a type may be named without its fields ever being used.
    public interface Layouts {
        /// In order of declaration.
        List<Field> fields(Type.Named struct);

        List<Case> cases(Type.Named enumeration);
    }

    /// A top-level variable; compared by identity.
    public static final class Global {
        private final String name;
        private final Type type;
        private final boolean mutable;

        /// @param name unique: `n`, `util.n`
        public Global(String name, Type type, boolean mutable) {
            this.name = name;
            this.type = type;
            this.mutable = mutable;
        }

        public String name() {
            return name;
        }

        public Type type() {
            return type;
        }

        public boolean mutable() {
            return mutable;
        }
    }

    public record Test(String name, HFunction function, boolean virtualTime) {}

    public record Field(String name, Type type) {}

    public record Case(String name, List<Field> fields) {}
}
