package sley.vm.jit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sley.bytecode.op.Instruction;
import sley.bytecode.op.Op;
import sley.bytecode.op.Word;
import sley.vm.code.Compiled;
import sley.vm.code.LinkedFunction;
import sley.vm.code.Program;
import sley.vm.interpret.Stack;

/// The host code of one program. With a function go the functions that it calls, so that calls between them are direct.
final class ProgramCode {
    /// Functions compiled at once. Those beyond are called through the stack, which costs some nanoseconds.
    private static final int MOST_AT_ONCE = 400;

    private final Program program;
    private final Stack stack;
    private final CodeLoader loader = new CodeLoader();
    /// What was asked for, by function: pcs. Guarded by itself.
    private final Map<LinkedFunction, BitSet> requested = new HashMap<>();
    /// Functions with a direct entry, and those that cannot have one.
    private final Set<LinkedFunction> direct = new HashSet<>();
    private final Set<LinkedFunction> refused = new HashSet<>();

    ProgramCode(Program program, Stack stack) {
        this.program = program;
        this.stack = stack;
    }

    /// @return whether it is the first time
    boolean request(LinkedFunction function, int pc) {
        synchronized (requested) {
            BitSet pcs = requested.computeIfAbsent(function, _ -> new BitSet());
            boolean first = !pcs.get(pc);
            pcs.set(pc);
            return first;
        }
    }

    void compileAll() {
        for (LinkedFunction f : program.functions) {
            for (int pc = 0; pc <= f.code.length; pc++) {
                request(f, pc);
            }
        }
        publish(translateAll());
    }

    synchronized List<FunctionCompiler.Unit> translateAll() {
        List<FunctionCompiler.Unit> units = beginnings(new LinkedHashSet<>(List.of(program.functions)));
        for (LinkedFunction f : program.functions) {
            BitSet heads = new Flow(f).heads;
            for (int head = heads.nextSetBit(0); head >= 0; head = heads.nextSetBit(head + 1)) {
                new FunctionCompiler(f, stack, direct).loop(head).ifPresent(units::add);
            }
        }
        return units;
    }

    synchronized void compile(LinkedFunction f, int pc) {
        List<FunctionCompiler.Unit> units = beginnings(wanted(f, pc));
        if (pc != 0) {
            new FunctionCompiler(f, stack, direct).loop(pc).ifPresent(units::add);
        }
        publish(units);
    }

    /// The function, if it is wanted from its beginning, and all it calls.
    private Set<LinkedFunction> wanted(LinkedFunction root, int pc) {
        var result = new LinkedHashSet<LinkedFunction>();
        var work = new ArrayDeque<LinkedFunction>();
        work.add(root);
        if (pc == 0) {
            result.add(root);
        }
        while (!work.isEmpty() && result.size() < MOST_AT_ONCE) {
            LinkedFunction f = work.remove();
            for (int at = 0; at < f.code.length; at += Instruction.length(program.module, f.code, at)) {
                if (Word.op(f.code[at]) == Op.CALL) {
                    LinkedFunction callee = program.functions[Word.bc(f.code[at])];
                    if (!direct.contains(callee) && !refused.contains(callee) && result.add(callee)) {
                        work.add(callee);
                    }
                }
            }
        }
        return result;
    }

    /// Translates functions that call each other directly. When one turns out too large the others are translated again.
    private List<FunctionCompiler.Unit> beginnings(Set<LinkedFunction> wanted) {
        wanted.removeIf(f -> direct.contains(f) || refused.contains(f));
        for (LinkedFunction f : wanted) {
            if (!FunctionCompiler.mayBeDirect(f)) {
                refused.add(f);
            }
        }
        while (true) {
            wanted.removeAll(refused);
            var callable = new HashSet<>(direct);
            callable.addAll(wanted);
            var units = new ArrayList<FunctionCompiler.Unit>();
            boolean all = true;
            for (LinkedFunction f : wanted) {
                Optional<FunctionCompiler.Unit> unit = new FunctionCompiler(f, stack, callable).beginning();
                unit.ifPresent(units::add);
                if (unit.isEmpty()) {
                    refused.add(f);
                    all = false;
                }
            }
            if (all) {
                direct.addAll(wanted);
                return units;
            }
        }
    }

    private synchronized void publish(List<FunctionCompiler.Unit> units) {
        var classes = new ArrayList<Class<?>>();
        for (FunctionCompiler.Unit unit : units) {
            classes.add(loader.define(unit.name(), unit.bytes(), unit.constants()));
        }
        // All are made before one can be reached: then their constants are set.
        var entries = new ArrayList<Compiled>();
        for (Class<?> type : classes) {
            try {
                entries.add((Compiled) type.getDeclaredConstructor().newInstance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        for (int i = 0; i < units.size(); i++) {
            FunctionCompiler.Unit unit = units.get(i);
            if (unit.whole()) {
                unit.function().compiled = entries.get(i);
            } else {
                unit.function().loops = unit.function().loops.with(unit.pc(), entries.get(i));
            }
        }
    }
}
