package sley.vm.jit;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import sley.vm.code.LinkedFunction;
import sley.vm.code.Optimizer;
import sley.vm.code.Program;
import sley.vm.interpret.Stack;
import sley.vm.thread.Shortage;

/// Compiles what is asked for, on one daemon thread that ends when it is idle.
public final class Jit implements Optimizer {
    private static final long IDLE_SECONDS = 1;
    private static final long THREAD_STACK = 4L << 20;

    private final Stack stack;
    private final ThreadPoolExecutor worker;

    public Jit(Stack stack) {
        this.stack = stack;
        this.worker = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var thread = new Thread(null, task, "sley-jit", THREAD_STACK);
            thread.setDaemon(true);
            return thread;
        });
        worker.allowCoreThreadTimeOut(true);
    }

    @Override
    public void request(LinkedFunction function, int pc) {
        ProgramCode code = code(function.program);
        if (code.request(function, pc)) {
            execute(() -> compile(code, function, pc));
        }
    }

    private void execute(Runnable compilation) {
        try {
            worker.execute(compilation);
        } catch (OutOfMemoryError _) {
            // There is no memory, or no kernel thread, for it. The interpreter goes on.
            assert worker.getLargestPoolSize() <= 1 : "one worker";
        }
    }

    /// Where tier 2 itself is at fault, the function stays in the interpreter, which is slower and right. With assertions on, the fault is shown.
    private static void compile(ProgramCode code, LinkedFunction function, int pc) {
        try {
            code.compile(function, pc);
        } catch (RuntimeException | LinkageError | VirtualMachineError fault) {
            assert Shortage.causes(fault) : fault;
        }
    }

    /// Compiles every function and every loop, at once.
    public void compileAll(Program program) {
        code(program).compileAll();
    }

    private ProgramCode code(Program program) {
        synchronized (this) {
            if (program.optimized == null) {
                program.optimized = new ProgramCode(program, stack);
            }
            return (ProgramCode) program.optimized;
        }
    }
}
