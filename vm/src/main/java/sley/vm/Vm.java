package sley.vm;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import sley.bytecode.model.ModuleCode;
import sley.vm.code.LinkedFunction;
import sley.vm.code.Optimizer;
import sley.vm.code.Program;
import sley.vm.code.Tiers;
import sley.vm.interpret.Interpreter;
import sley.vm.interpret.Stack;
import sley.vm.jit.Jit;
import sley.vm.report.Census;
import sley.vm.report.DeadlockReport;
import sley.vm.sched.BaseScheduler;
import sley.vm.sched.Ending;
import sley.vm.sched.OneToOne;
import sley.vm.sched.Pool;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.value.ErrorValue;

/// Runs a program from its first statement to the end of its last thread.
public final class Vm {
    /// Exit code of an uncaught error or a deadlock.
    public static final int FAILED = 1;
    /// Exit code of a program that Ctrl-C ended.
    public static final int INTERRUPTED = 130;
    /// Exit code when nobody reads standard output any more.
    public static final int OUTPUT_GONE = 141;

    /// Exit code of a program that took longer than it may.
    public static final int STOPPED = 124;

    private final Host host;
    private final VmOptions options;
    private boolean virtualTime;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    /// A deadlock was reported.
    private volatile boolean asleep;

    private volatile boolean interrupted;

    /// It was the program that ended itself, by `exit`.
    private volatile boolean exited;

    /// Given up when the memory has run out, so that this can still be said.
    private volatile byte[] reserve = new byte[1 << 20];

    private Vm(Host host, VmOptions options) {
        this.host = host;
        this.options = options;
    }

    /// Runs the top-level statements and waits for all threads.
    ///
    /// @return the exit code
    /// @throws Program.UnknownNative when the module needs a native that this VM does not have
    public static int run(ModuleCode module, Host host, VmOptions options) {
        return run(module, module.main(), host, options);
    }

    /// As [#run(ModuleCode, Host, VmOptions)], from another function without parameters.
    public static int run(ModuleCode module, int function, Host host, VmOptions options) {
        return new Vm(host, options).execute(new Program(module, host), function);
    }

    /// As above; a program that has not ended after `most` is stopped.
    ///
    /// @return [#STOPPED] when it was
    public static int run(ModuleCode module, int function, Host host, VmOptions options, Duration most) {
        var vm = new Vm(host, options);
        vm.exit.completeOnTimeout(STOPPED, most.toMillis(), TimeUnit.MILLISECONDS);
        return vm.execute(new Program(module, host), function);
    }

    /// Begins a test, in virtual time under the model n:1 if it says so; one that has not ended after `most` is stopped, with [#STOPPED] as its exit code.
    public static Running begin(ModuleCode module, ModuleCode.Test test, Host host, VmOptions options, Duration most) {
        var vm = new Vm(host, test.virtualTime() ? options.withModel(VmOptions.Model.N_TO_ONE) : options);
        vm.virtualTime = test.virtualTime();
        vm.exit.completeOnTimeout(STOPPED, most.toMillis(), TimeUnit.MILLISECONDS);
        return vm.begin(new Program(module, host), test.function());
    }

    private int execute(Program program, int function) {
        return begin(program, function).end();
    }

    private Running begin(Program program, int function) {
        var stack = new Stack(options.maxStack());
        var compiler = new LazyCompiler(stack);
        if (options.hot() == 0) {
            compiler.get().compileAll(program);
        }
        var ending = new ProgramEnding();
        BaseScheduler scheduler = scheduler(options, new Interpreter(stack, new Tiers(options.hot(), compiler)), ending);
        if (virtualTime) {
            scheduler.inVirtualTime();
        }
        LinkedFunction main = program.functions[function];
        scheduler.observe(options.reports().births(), options.reports().tracer());
        GreenThread thread = scheduler.create(null, main, "main", false);
        var beside = new Beside(scheduler, host, options.reports());
        var flusher = new Flusher(host, ending::broken);
        flusher.start();
        Account account = options.reports().measuring() ? Account.open(host, options.reports()) : null;
        host.signals().whenInterrupted(() -> interrupt(scheduler, thread));
        start(scheduler, thread);
        return new Running(scheduler, beside, flusher, account);
    }

    /// A program that has begun. It needs no kernel thread of who has begun it until it has ended.
    public final class Running {
        private final BaseScheduler scheduler;
        private final Beside beside;
        private final Flusher flusher;
        private final Account account;

        private Running(BaseScheduler scheduler, Beside beside, Flusher flusher, Account account) {
            this.scheduler = scheduler;
            this.beside = beside;
            this.flusher = flusher;
            this.account = account;
        }

        public BaseScheduler scheduler() {
            return scheduler;
        }

        /// Whether it has ended by `exit`.
        public boolean exited() {
            return exited;
        }

        /// `then` runs when [#end] need not wait any more, on any kernel thread.
        public void whenEnded(Runnable then) {
            exit.whenComplete((_, _) -> then.run());
        }

        /// Waits for the end of the program, and ends what belongs to it.
        ///
        /// @return the exit code
        public int end() {
            int code;
            try {
                code = exit.join();
                tellLeftBehind(scheduler);
            } catch (CompletionException broken) {
                throw new IllegalStateException("a carrier failed", broken.getCause());
            } finally {
                scheduler.shutDown();
            }
            flusher.interrupt();
            beside.end();
            int result = finish(code);
            return account == null ? result : account.close(scheduler, result);
        }
    }

    private void start(BaseScheduler scheduler, GreenThread main) {
        try {
            scheduler.start(null, main);
        } catch (Fault unable) {
            report(main, unable.error());
            exit.complete(FAILED);
        }
    }

    /// The main thread cleans up and ends, and the program with it. @return false when it has ended already
    private boolean interrupt(BaseScheduler scheduler, GreenThread main) {
        interrupted = true;
        scheduler.end(main, new Fault(ErrorValue.fatal("cancelled", "interrupted")), false);
        return !main.ended && !exit.isDone();
    }

    /// With `--stats`: which threads could never have gone on, when the program ends without waiting for them.
    private void tellLeftBehind(BaseScheduler scheduler) {
        if (options.reports().stats() && !asleep && scheduler.alive() > 0) {
            String text = DeadlockReport.ofSome(Census.take(List.of(scheduler), List.of()));
            if (!text.isEmpty()) {
                host.err().println(text);
            }
        }
    }

    /// The scheduler of the model that the options name, with an engine of its own.
    static BaseScheduler scheduler(VmOptions options, Ending ending) {
        var stack = new Stack(options.maxStack());
        return scheduler(options, new Interpreter(stack, new Tiers(options.hot(), new LazyCompiler(stack))), ending);
    }

    private static BaseScheduler scheduler(VmOptions options, Interpreter engine, Ending ending) {
        return switch (options.model()) {
            case ONE_TO_ONE -> new OneToOne(engine, ending, options.maxThreads(), options.pool().measuring(), options.pool().chance());
            case N_TO_ONE -> new Pool(engine, ending, "n:1", options.pool().alone(), options.maxThreads());
            case M_TO_N -> new Pool(engine, ending, "m:n", options.pool(), options.maxThreads());
        };
    }

    /// Writes what is still buffered.
    private int finish(int code) {
        int result = flushed() ? code : FAILED;
        host.err().flush();
        return exit.join() == OUTPUT_GONE ? OUTPUT_GONE : result;
    }

    /// Writes what was printed. @return false when it could not be; that is told
    private boolean flushed() {
        try {
            host.out().flush();
            return true;
        } catch (Fault unwritable) {
            host.err().println("error[" + unwritable.error().kind() + "]: " + unwritable.error().message());
            return false;
        }
    }

    /// Tells why the program fails, after what it printed: both may go to the same place.
    private void tell(String text) {
        flushed();
        host.err().println(text);
    }

    /// Tier 2, whose classes are loaded when something is hot, not before.
    private static final class LazyCompiler implements Supplier<Optimizer> {
        private final Stack stack;
        private Jit jit;

        LazyCompiler(Stack stack) {
            this.stack = stack;
        }

        @Override
        public synchronized Jit get() {
            if (jit == null) {
                jit = new Jit(stack);
            }
            return jit;
        }
    }

    private final class ProgramEnding implements Ending {
        @Override
        public void uncaught(GreenThread thread, Fault failure) {
            if (failure.error().isFatal()) {
                exit.complete(INTERRUPTED);
                return;
            }
            if (failure.error().kind().equals("memory")) {
                reserve = null;
            }
            report(thread, failure.error());
            exit.complete(FAILED);
        }

        @Override
        public void deadlock(List<GreenThread> threads) {
            if (exit.isDone()) {
                // The program has ended already; those that it left behind wait.
                return;
            }
            asleep = true;
            tell(asleep(threads));
            exit.complete(FAILED);
        }

        @Override
        public void exit(int code) {
            exited = !exit.isDone();
            exit.complete(code & 0xFF);
        }

        @Override
        public void finished(List<GreenThread> failed) {
            failed.forEach(t -> report(t, t.failure.error()));
            exit.complete(interrupted ? INTERRUPTED : failed.isEmpty() ? 0 : FAILED);
        }

        @Override
        public void broken(Throwable cause) {
            if (cause instanceof OutOfMemoryError) {
                reserve = null;
                try {
                    host.err().println("error[memory]: out of memory (see --max-memory)");
                } finally {
                    exit.complete(FAILED);
                }
                return;
            }
            exit.completeExceptionally(cause);
        }
    }

    static String asleep(List<GreenThread> threads) {
        return DeadlockReport.ofAll(Census.ofDeadlock(threads));
    }

    private void report(GreenThread thread, ErrorValue error) {
        tell(visible(text(thread, error, thread.id != 1)));
    }

    /// @param named say which thread it was
    static String text(GreenThread thread, ErrorValue error, boolean named) {
        var text = new StringBuilder("error[" + error.kind() + "]: " + error.message());
        if (named) {
            text.append("\n  in thread ").append(thread.id).append(" \"").append(thread.name).append('"');
        }
        for (String frame : error.trace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    /// What scripts say must not control the terminal.
    static String visible(CharSequence text) {
        var shown = new StringBuilder();
        text.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) && c != '\n' && c != '\t' ? 0xFFFD : c));
        return shown.toString();
    }

    /// Sees to it that output does not stay in a buffer while a program goes on without printing.
    static final class Flusher extends Thread {
        private static final long PERIOD_MILLIS = 20;

        private final Host host;
        private final Consumer<Throwable> broken;

        /// @param broken told when this thread dies: who prints may wait for it
        Flusher(Host host, Consumer<Throwable> broken) {
            super("sley-flush");
            this.host = host;
            this.broken = broken;
            setDaemon(true);
            host.out().whenPending(() -> LockSupport.unpark(this));
            host.err().whenPending(() -> LockSupport.unpark(this));
        }

        @Override
        public void run() {
            try {
                loop();
            } catch (RuntimeException | Error e) {
                broken.accept(e);
            }
        }

        private void loop() {
            while (true) {
                // Only one of the two is printed to as a rule; both wake it.
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    return;
                }
                try {
                    Thread.sleep(PERIOD_MILLIS);
                } catch (InterruptedException _) {
                    return;
                }
                host.out().flushInBackground();
                host.err().flushInBackground();
            }
        }
    }
}
