package sley.compiler.emit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sley.bytecode.build.FunctionBuilder;
import sley.bytecode.build.ModuleBuilder;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.model.ModuleCode;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.hir.HFunction;
import sley.compiler.hir.HProgram;
import sley.compiler.hir.Local;

/// Turns the typed tree of a program into bytecode.
///
/// Expressions are emitted into registers: locals own one each, and temporaries come from pools by type. The order of evaluation is that of the tree.
/// How an exit (return, break, continue, an error) runs the cleanups between it and its target is told in [Exits].
public final class Emitter {
    private final ModuleBuilder module;
    private final TypeTable types;
    private final Map<HFunction, Integer> functions = new IdentityHashMap<>();
    private final Map<HProgram.Global, Integer> globals = new IdentityHashMap<>();
    private final List<HProgram.Global> globalTable = new ArrayList<>();
    private final Deque<HFunction> waiting = new ArrayDeque<>();

    private Emitter(HProgram program) {
        module = new ModuleBuilder(program.name());
        types = new TypeTable(module, program);
    }

    /// @return empty when the program is larger than code can be; `diagnostics` then says where
    public static Optional<ModuleCode> emit(HProgram program, Diagnostics diagnostics) {
        return new Emitter(program).program(program, diagnostics);
    }

    /// @param globals the variables of the module's table, in its order; some belong to earlier inputs of the session
    public record Input(ModuleCode module, List<HProgram.Global> globals) {}

    /// An input of a session: functions and variables of earlier inputs that it uses are part of its module.
    public static Optional<Input> emitInput(HProgram program, Diagnostics diagnostics) {
        var emitter = new Emitter(program);
        return emitter.program(program, diagnostics).map(module -> new Input(module, emitter.globalTable));
    }

    private Optional<ModuleCode> program(HProgram program, Diagnostics diagnostics) {
        for (HProgram.Global global : program.globals()) {
            global(global);
        }
        int main = function(program.main());
        for (HProgram.Test test : program.tests()) {
            module.test(test.name(), function(test.function()), test.virtualTime());
        }
        while (!waiting.isEmpty()) {
            HFunction function = waiting.poll();
            try {
                module.function(function(function), code(function));
            } catch (FunctionBuilder.TooManyRegisters | TooLarge _) {
                diagnostics.add(Diagnostic.error(Code.TOO_LARGE, function.span(), "`" + function.name() + "` is too large to compile: split it into several functions"));
                return Optional.empty();
            }
        }
        return Optional.of(module.build(main));
    }

    private FunctionCode code(HFunction function) {
        try {
            return code(function, false);
        } catch (FunctionBuilder.TooFar _) {
            return code(function, true);
        }
    }

    private FunctionCode code(HFunction function, boolean longJumps) {
        var builder = new FunctionBuilder(longJumps);
        new FunctionEmitter(this, function, builder).function();
        var parameters = new ArrayList<Integer>();
        for (Local parameter : function.parameters()) {
            parameters.add(types.of(parameter.type()));
        }
        for (HFunction.Capture capture : function.captures()) {
            parameters.add(captured(capture.inner()));
        }
        return builder.build(function.name(), parameters, function.captures().size(), types.of(function.result()), module.string(function.span().file().name()));
    }

    // ---- For the emitters of functions

    ModuleBuilder module() {
        return module;
    }

    TypeTable types() {
        return types;
    }

    /// The type of the register that holds a captured variable.
    int captured(Local local) {
        return local.boxed() ? types.cell(local.type()) : types.of(local.type());
    }

    int function(HFunction function) {
        return functions.computeIfAbsent(function, f -> {
            waiting.add(f);
            return module.reserveFunction();
        });
    }

    int global(HProgram.Global global) {
        Integer known = globals.get(global);
        if (known == null) {
            known = module.global(global.name(), types.of(global.type()));
            globals.put(global, known);
            globalTable.add(global);
        }
        return known;
    }

    int nativeRef(String name, List<Integer> parameters, int result) {
        return module.nativeRef(name, parameters, result);
    }

    /// A table or function has outgrown the operands of instructions.
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("too large", null, false, false);
        }
    }

    /// An operand of 16 bits.
    static int small(int value) {
        if (value < 0 || value > 0xFFFF) {
            throw new TooLarge();
        }
        return value;
    }
}
