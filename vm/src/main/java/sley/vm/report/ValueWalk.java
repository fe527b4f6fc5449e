package sley.vm.report;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import sley.vm.chan.Channel;
import sley.vm.code.LinkedFunction;
import sley.vm.code.Program;
import sley.vm.sched.Scope;
import sley.vm.sched.Waiter;
import sley.vm.thread.GreenThread;
import sley.vm.value.Closure;
import sley.vm.value.HashTable;
import sley.vm.value.Record;
import sley.vm.value.RefCell;
import sley.vm.value.RefList;
import sley.vm.value.ThreadLocalKey;

/// What a thread can still get at: what its frames may read from here on (see [CodeReach]), the globals that its code and the functions it can call use, its
/// thread-locals, and everything inside those values. What is to be done with what is met, a subclass says. All threads are stopped.
///
/// It works through a list, not by recursion: values may be nested deeper than any stack.
abstract class ValueWalk {
    private final ArrayList<Object> left = new ArrayList<>();
    private final IdentitySet seen = new IdentitySet();
    private final Map<LinkedFunction, CodeReach> code;
    private final Map<Program, Reached> programs = new IdentityHashMap<>();

    private record Reached(BitSet functions, BitSet globals) {}

    /// In the list of what is left: everything that a thread has, not only its handle.
    private record Frames(GreenThread thread) {}

    /// @param code what is known of functions already
    ValueWalk(Map<LinkedFunction, CodeReach> code) {
        this.code = code;
    }

    // ---- What a subclass does

    /// What a thread has is about to be walked through.
    void enter(GreenThread thread) { }

    /// A channel is met for the first time; its contents follow.
    abstract void met(Channel channel);

    abstract void met(Scope scope);

    /// A handle of a thread that has not ended is met for the first time.
    abstract void met(GreenThread handle);

    /// Code that can cancel threads is met.
    abstract void metCancel();

    // ---- Walking

    final void add(GreenThread thread) {
        left.add(new Frames(thread));
    }

    /// Walks on until nothing is left, or `enough` says so after some step.
    final void walk(BooleanSupplier enough) {
        while (!left.isEmpty() && !enough.getAsBoolean()) {
            Object next = left.removeLast();
            if (next instanceof Frames(GreenThread thread)) {
                enter(thread);
                thread(thread);
            } else {
                contents(next);
            }
        }
    }

    final int metSoFar() {
        return seen.size();
    }

    private void thread(GreenThread thread) {
        var at = new FrameWalk(thread);
        while (at.function() != null) {
            CodeReach.Uses uses = code(at.function()).at(at.pc(), at.calls());
            for (int register : uses.registers()) {
                reach(thread.r[at.base() + register]);
            }
            uses(at.function().program, uses);
            at.outward();
        }
        reach(thread.valueR);
        Waiter waiter = thread.waiter;
        for (int i = 0; i < thread.waiterCount; i++, waiter = waiter.sibling) {
            reach(waiter.r);
        }
        if (thread.seldomOrNull() != null) {
            thread.seldomOrNull().localValues().forEach(this::reach);
        }
    }

    private CodeReach code(LinkedFunction function) {
        return code.computeIfAbsent(function, CodeReach::new);
    }

    private void uses(Program program, CodeReach.Uses uses) {
        for (int global : uses.globals()) {
            reachGlobal(program, global);
        }
        for (int index : uses.functions()) {
            function(program.functions[index]);
        }
        if (uses.cancels()) {
            metCancel();
        }
    }

    private void function(LinkedFunction function) {
        BitSet reached = reached(function.program).functions;
        if (!reached.get(function.index)) {
            reached.set(function.index);
            left.add(function);
        }
    }

    private Reached reached(Program program) {
        return programs.computeIfAbsent(program, _ -> new Reached(new BitSet(), new BitSet()));
    }

    private void reachGlobal(Program program, int index) {
        BitSet reached = reached(program).globals;
        if (!reached.get(index)) {
            reached.set(index);
            reach(program.globalR(index));
        }
    }

    final void reach(Object value) {
        boolean leads = switch (value) {
            case null -> false;
            case Record record -> record.r.length > 0;
            case RefList _, HashTable _, Closure _, RefCell _, Channel _, GreenThread _, ThreadLocalKey _, Scope _ -> true;
            default -> false;
        };
        if (leads && seen.add(value)) {
            left.add(value);
        }
    }

    private void contents(Object value) {
        switch (value) {
            case Record record -> all(record.r, record.r.length);
            case RefList list -> all(list.items(), list.size());
            case HashTable table -> table(table);
            case Closure closure -> {
                function(closure.function);
                all(closure.r, closure.r.length);
            }
            case RefCell cell -> reach(cell.get());
            case Channel channel -> {
                met(channel);
                channel.look(this::reach, _ -> { });
            }
            case GreenThread handle -> {
                if (handle.ended) {
                    reach(handle.valueR);
                } else {
                    met(handle);
                }
            }
            case ThreadLocalKey key -> reach(key.initial);
            case Scope scope -> met(scope);
            case LinkedFunction function -> uses(function.program, code(function).at(0, false));
            default -> throw new IllegalStateException("no rule for " + value.getClass());
        }
    }

    private void all(Object[] values, int count) {
        for (int i = 0; i < count; i++) {
            reach(values[i]);
        }
    }

    private void table(HashTable table) {
        boolean keys = !table.key.primitive();
        boolean values = table.valueShape() != null && !table.valueShape().primitive();
        for (int i = keys || values ? table.next(0) : -1; i >= 0; i = table.next(i + 1)) {
            if (keys) {
                reach(table.keyAt(i));
            }
            if (values) {
                reach(table.valueAt(i));
            }
        }
    }
}
