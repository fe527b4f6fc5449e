package sley.cli;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import sley.vm.attend.Attendant;
import sley.vm.permit.Permissions;
import sley.vm.report.ThreadReport;
import sley.vm.sched.BaseScheduler;

/// Runs tests, several at once. A test is a program of its own, made of green threads: while all of them wait it needs no CPU, and no kernel thread waits for its end here. So the next test begins
/// whenever fewer tests than there are CPUs have something to do.
final class TestRuns {
    /// Arbitrary; each that has begun keeps the few kernel threads of its scheduler.
    private static final int MOST = 256;
    /// How soon it is seen that a test waits.
    private static final long LOOK_MILLIS = 1;

    private final List<TestRun> runs;
    private final int most;
    private final int busiest;
    private final Duration timeout;
    private final Permissions permissions;
    private final Set<Active> active = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Active> ended = new LinkedBlockingQueue<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    /// @param jobs tests that run at once, also when they only wait; 0: what the CPUs allow
    TestRuns(List<TestRun> runs, int jobs, Duration timeout, Permissions permissions) {
        this.runs = runs;
        this.most = jobs == 0 ? MOST : jobs;
        this.busiest = jobs == 0 ? Runtime.getRuntime().availableProcessors() : jobs;
        this.timeout = timeout;
        this.permissions = permissions;
    }

    /// A test from its beginning to the moment when its result was taken. The workers write the fields, each once, before they put it into a queue.
    private static final class Active {
        final int index;
        volatile TestRun.Begun begun;
        TestRun.Result result;
        Throwable fault;

        Active(int index) {
            this.index = index;
        }

        boolean busy() {
            TestRun.Begun now = begun;
            return now == null || !now.program().scheduler().resting();
        }
    }

    /// Tells the results in the order of the runs, each as soon as those before it are there.
    void all(boolean attended, Consumer<TestRun.Result> tell) {
        try (workers; Attendant attendant = new ForAll()) {
            if (attended) {
                attendant.start();
            }
            var results = new TestRun.Result[runs.size()];
            int begun = 0;
            int told = 0;
            while (told < results.length) {
                while (begun < results.length && room()) {
                    begin(begun++);
                }
                Active next = begun < results.length ? ended.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS) : ended.take();
                if (next != null) {
                    active.remove(next);
                    if (next.fault != null) {
                        throw new IllegalStateException("a test could not be run", next.fault);
                    }
                    results[next.index] = next.result;
                }
                while (told < results.length && results[told] != null) {
                    tell.accept(results[told++]);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }

    private boolean room() {
        return active.size() < most && active.stream().filter(Active::busy).count() < busiest;
    }

    private void begin(int index) {
        var test = new Active(index);
        active.add(test);
        onWorker(test, () -> {
            TestRun.Begun begun = runs.get(index).begin(timeout, permissions);
            if (begun.program() == null) {
                test.result = begun.result(Exit.DOES_NOT_COMPILE);
                ended.add(test);
                return;
            }
            test.begun = begun;
            begun.program().whenEnded(() -> onWorker(test, () -> {
                test.result = begun.result(begun.program().end());
                ended.add(test);
            }));
        });
    }

    private void onWorker(Active test, Runnable work) {
        workers.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error fault) {
                test.fault = fault;
                ended.add(test);
            }
        });
    }

    /// Answers `sley ps` for all tests that run.
    private final class ForAll extends Attendant {
        @Override
        protected String report() {
            List<BaseScheduler> schedulers = active.stream().map(test -> test.begun).filter(begun -> begun != null).map(begun -> begun.program().scheduler()).toList();
            return ThreadReport.of(schedulers, List.of());
        }

        @Override
        protected void tell(String report) {
            System.err.println(report);
        }
    }
}
