package sley.bytecode.model;

import java.util.List;

/// A compiled program: everything reachable from its top-level statements and tests, generic code once per set of type arguments.
/// This is what a `.sleyc` file holds.
///
/// @param name      the name of the main source file
/// @param strings   string constants and file names
/// @param integers  64-bit constants
/// @param main      index of the function that runs the top-level statements (imported modules first); no parameters, result unit
/// @param tests     in source order
public record ModuleCode(
        String name, List<String> strings, long[] integers, List<TypeCode> types, List<Global> globals, List<NativeRef> natives,
        List<FunctionCode> functions, int main, List<Test> tests) {

    /// A top-level variable: `module.name`, for messages and for the REPL, which keeps globals of the same name and type alive between inputs.
    public record Global(String name, int type) {}

    /// A function of the VM or, with a name `ffi:LIBRARY:SYMBOL`, a foreign one, at concrete types.
    public record NativeRef(String name, List<Integer> parameters, int result) {
        public NativeRef {
            parameters = List.copyOf(parameters);
        }
    }

    /// @param virtualTime it runs with a clock of its own, which jumps to the next deadline when all threads wait
    public record Test(String name, int function, boolean virtualTime) {}

    public ModuleCode {
        strings = List.copyOf(strings);
        types = List.copyOf(types);
        globals = List.copyOf(globals);
        natives = List.copyOf(natives);
        functions = List.copyOf(functions);
        tests = List.copyOf(tests);
    }
}
