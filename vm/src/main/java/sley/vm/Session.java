package sley.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sley.bytecode.io.InvalidModule;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.verify.Verifier;
import sley.vm.code.GlobalCell;
import sley.vm.code.Program;
import sley.vm.report.Census;
import sley.vm.sched.BaseScheduler;
import sley.vm.sched.Ending;
import sley.vm.sched.Parking;
import sley.vm.sched.Statistics;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;

/// A VM that lives on between the inputs of an interactive session. Threads that an input has spawned go on; their errors are printed and end nothing.
///
/// Each input is a program of its own; they share the cells of top-level variables. Changing the model starts a second scheduler: threads stay with the one they
/// were spawned in, and wake each other across (a waker hands the thread to that thread's own scheduler).
public final class Session implements AutoCloseable {
    /// How long an interrupted evaluation may take before [Watcher#slow] is told.
    private static final long PATIENCE_MILLIS = 1000;
    private static final long FIRST_LOOK_MILLIS = 300;
    private static final long LAST_LOOK_MILLIS = 30_000;

    /// What the session tells while and between evaluations, from any kernel thread.
    public interface Watcher {
        /// The evaluation goes on although it was interrupted.
        void slow();

        /// A thread has called `exit(code)` while no evaluation was under way.
        void exited(int code);
    }

    /// How an evaluation ended.
    public sealed interface Result {
        record Done() implements Result {}

        /// @param report for people, several lines
        record Failed(String report) implements Result {}

        record Exited(int code) implements Result {}

        /// Interrupted three times and did not end: it goes on in the background.
        record LeftBehind(long thread) implements Result {}
    }

    private final Host host;
    private final Watcher watcher;
    private final List<BaseScheduler> schedulers = new CopyOnWriteArrayList<>();
    private final Vm.Flusher flusher;
    private volatile BaseScheduler scheduler;
    private volatile Evaluation current;
    /// Completed when no thread is left, or all wait for each other; null while nobody waits for that.
    private volatile CompletableFuture<Result> settled;

    public Session(Host host, VmOptions options, Watcher watcher) {
        this.host = host;
        this.watcher = watcher;
        this.flusher = new Vm.Flusher(host, new SessionEnding()::broken);
        flusher.start();
        use(options);
    }

    /// Runs what follows under another model.
    public void use(VmOptions options) {
        // `:stats` may be asked at any time.
        BaseScheduler next = Vm.scheduler(options.withPool(options.pool().measured()), new SessionEnding());
        if (scheduler != null) {
            next.shareIds(scheduler);
        }
        schedulers.add(next);
        scheduler = next;
        retire();
    }

    /// Schedulers of earlier models without threads.
    private void retire() {
        for (BaseScheduler each : schedulers) {
            if (each != scheduler && each.alive() == 0) {
                schedulers.remove(each);
                each.shutDown();
            }
        }
    }

    // ---- Evaluation

    /// Links an input.
    ///
    /// @param cells the storage of each global of the module; null for those that are new
    /// @throws Program.UnknownNative when the module needs a native that this VM does not have
    public Program link(ModuleCode module, GlobalCell[] cells) {
        try {
            Verifier.verify(module);
        } catch (InvalidModule refused) {
            throw new IllegalStateException("the compiler made code that the verifier refuses: " + refused.getMessage(), refused);
        }
        return new Program(module, host, cells);
    }

    /// Runs the top-level statements of an input and waits for them, not for the threads that they spawn.
    public Result run(Program program) {
        retire();
        var evaluation = new Evaluation(scheduler.create(null, program.functions[program.module.main()], "main", false));
        current = evaluation;
        evaluation.thread.scheduler.start(null, evaluation.thread);
        Result result;
        try {
            waitFor(evaluation);
            result = evaluation.done.join();
        } finally {
            current = null;
        }
        return flushed(result);
    }

    /// Until it has ended. While it waits for one and the same thing, it is asked now and then, ever more seldom, whether anything can still wake it: others may go on
    /// that have nothing to do with it.
    private void waitFor(Evaluation evaluation) {
        long pause = FIRST_LOOK_MILLIS;
        long seen = -1;
        while (!evaluation.done.isDone()) {
            try {
                if (evaluation.news.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                    endDeadlock(evaluation);
                    continue;
                }
            } catch (InterruptedException wanted) {
                // The session is to end; the evaluation is not what is meant.
                continue;
            }
            long ticket = Parking.waiting(evaluation.thread);
            if (ticket >= 0 && ticket == seen) {
                endIfDead(evaluation);
                pause = Math.min(LAST_LOOK_MILLIS, 2 * pause);
            } else {
                pause = FIRST_LOOK_MILLIS;
            }
            seen = ticket;
        }
    }

    /// Nobody but live threads can use the variables of the session while it waits.
    private void endIfDead(Evaluation evaluation) {
        Census census = Census.take(schedulers(), List.of());
        boolean dead = census.groups().stream().flatMap(g -> g.rows().stream()).anyMatch(r -> r.id() == evaluation.thread.id && r.verdict() == Census.Verdict.DEAD);
        if (dead && Parking.waiting(evaluation.thread) >= 0) {
            boolean again = evaluation.asleep != null;
            evaluation.asleep = "error[deadlock]: " + Census.why(schedulers(), List.of(), evaluation.thread.id);
            evaluation.end(new Fault("deadlock", "nothing can ever wake the thread"), again);
        }
    }

    /// Only the evaluation is anybody's business: threads in the background may be woken by what is typed next.
    private void endDeadlock(Evaluation evaluation) {
        if (!evaluation.done.isDone() && Parking.waiting(evaluation.thread) >= 0 && allAsleep()) {
            boolean again = evaluation.asleep != null;
            evaluation.asleep = Vm.visible(Vm.asleep(threads()));
            evaluation.end(new Fault("deadlock", "all threads are asleep"), again);
        }
    }

    /// What came of an evaluation whose output is to be written now.
    private Result flushed(Result result) {
        try {
            host.out().flush();
        } catch (Fault unwritable) {
            String report = "error[" + unwritable.error().kind() + "]: " + unwritable.error().message();
            if (result instanceof Result.Done) {
                return new Result.Failed(report);
            }
            host.err().println(report);
        }
        host.err().flush();
        return result;
    }

    /// Asks the running evaluation to end: first with an error at its next safepoint, then with one that it cannot go on catching; the third time it is left behind.
    public void interrupt() {
        Evaluation evaluation = current;
        if (evaluation == null) {
            return;
        }
        int times = ++evaluation.interrupts;
        if (times > 2) {
            evaluation.ended(new Result.LeftBehind(evaluation.thread.id));
            return;
        }
        evaluation.end(new Fault("cancelled", "interrupted"), times == 2);
        try {
            evaluation.done.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException goesOn) {
            if (evaluation.interrupts == times) {
                watcher.slow();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits until all threads have ended, or wait for each other.
    public Result await() {
        var all = new CompletableFuture<Result>();
        settled = all;
        settle();
        Result result = all.join();
        settled = null;
        return flushed(result);
    }

    private void settle() {
        CompletableFuture<Result> waiting = settled;
        if (waiting == null) {
            return;
        }
        if (schedulers.stream().allMatch(s -> s.alive() == 0)) {
            waiting.complete(new Result.Done());
        } else if (allAsleep()) {
            waiting.complete(new Result.Failed(Vm.asleep(threads())));
        }
    }

    private boolean allAsleep() {
        return schedulers.stream().allMatch(s -> s.alive() == 0 || s.asleep());
    }

    private static final class Evaluation {
        final GreenThread thread;
        final CompletableFuture<Result> done = new CompletableFuture<>();
        /// Something has happened that the waiting kernel thread should look at.
        final Semaphore news = new Semaphore(0);
        volatile int interrupts;
        /// The threads when nothing could happen any more, as a report; null as a rule.
        volatile String asleep;

        Evaluation(GreenThread thread) {
            this.thread = thread;
        }

        void ended(Result result) {
            done.complete(result);
            news.release();
        }

        void end(Fault fault, boolean force) {
            ((BaseScheduler) thread.scheduler).end(thread, fault, force);
        }

        Result result() {
            Fault failure = thread.failure;
            if (failure == null) {
                return new Result.Done();
            }
            String kind = failure.error().kind();
            if (kind.equals("deadlock") && asleep != null) {
                return new Result.Failed(asleep);
            }
            if (kind.equals("cancelled") && interrupts > 0) {
                List<String> trace = failure.error().trace();
                return new Result.Failed("interrupted" + (trace.isEmpty() ? "" : "\n    at " + Vm.visible(trace.getFirst())));
            }
            return new Result.Failed(Vm.visible(Vm.text(thread, failure.error(), false)));
        }
    }

    private final class SessionEnding implements Ending {
        @Override
        public boolean lasting() {
            return true;
        }

        @Override
        public boolean ended(GreenThread thread) {
            Evaluation evaluation = current;
            if (evaluation == null || evaluation.thread != thread) {
                return false;
            }
            evaluation.ended(evaluation.result());
            return true;
        }

        @Override
        public void uncaught(GreenThread thread, Fault failure) {
            host.err().println(Vm.visible(Vm.text(thread, failure.error(), true)));
        }

        /// Called by a carrier, which may be the only one, so it does not end the evaluation itself.
        @Override
        public void deadlock(List<GreenThread> threads) {
            Evaluation evaluation = current;
            if (evaluation == null) {
                settle();
            } else {
                evaluation.news.release();
            }
        }

        @Override
        public void exit(int code) {
            Evaluation evaluation = current;
            CompletableFuture<Result> waiting = settled;
            if (evaluation != null) {
                evaluation.ended(new Result.Exited(code & 0xFF));
            } else if (waiting != null) {
                waiting.complete(new Result.Exited(code & 0xFF));
            } else {
                watcher.exited(code & 0xFF);
            }
        }

        @Override
        public void finished(List<GreenThread> failed) {
            settle();
        }

        @Override
        public void broken(Throwable cause) {
            Evaluation evaluation = current;
            if (cause instanceof OutOfMemoryError) {
                host.err().println("error[memory]: out of memory (see --max-memory)");
            }
            if (evaluation != null) {
                evaluation.done.completeExceptionally(cause);
                evaluation.news.release();
            }
        }
    }

    // ---- Threads

    /// Those that have threads, or will; for [sley.vm.report.Census].
    public List<BaseScheduler> schedulers() {
        return List.copyOf(schedulers);
    }

    /// All threads that have not ended, by age.
    public List<GreenThread> threads() {
        var all = new ArrayList<GreenThread>();
        schedulers.forEach(s -> s.threads().stream().filter(t -> !t.ended).forEach(all::add));
        all.sort((a, b) -> Long.compare(a.id, b.id));
        return all;
    }

    /// Ends a thread in the background.
    ///
    /// @param force it has been asked before
    public void kill(GreenThread thread, boolean force) {
        ((BaseScheduler) thread.scheduler).end(thread, new Fault("cancelled", "killed"), force);
    }

    public String model() {
        return scheduler.model();
    }

    /// What the scheduler that runs what follows has done so far.
    public String statistics() {
        var all = new Statistics(scheduler.model());
        scheduler.statistics(all);
        return all.table();
    }

    /// Errors of threads that no `join` has taken.
    public List<String> unheard() {
        return schedulers.stream().flatMap(s -> s.failed().stream()).map(t -> Vm.visible(Vm.text(t, t.failure.error(), true))).toList();
    }

    @Override
    public void close() {
        schedulers.forEach(BaseScheduler::shutDown);
        flusher.interrupt();
        flushed(new Result.Done());
    }
}
