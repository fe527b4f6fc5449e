package sley.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import sley.bytecode.model.ModuleCode;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.code.Program;
import sley.vm.io.FileStream;
import sley.vm.io.Output;
import sley.vm.permit.Permissions;
import sley.vm.sched.Chance;

/// One run of one test: a program of its own, whose output is kept.
///
/// @param way  the model, where the test is run under several; else empty
/// @param seed of a restless scheduler, which interleaves threads where they seldom are; 0: the usual one
record TestRun(String file, ModuleCode module, ModuleCode.Test test, VmOptions options, String way, int seed) {
    /// @param output what the test printed, and why it failed
    record Result(TestRun run, int exit, Duration time, String output) {
        boolean passed() {
            return exit == 0;
        }
    }

    /// The test's name, with the way and the seed where there are several.
    String title() {
        String title = test.name();
        title += way.isEmpty() ? "" : " [" + way + "]";
        return seed == 0 ? title : title + " [seed " + seed + "]";
    }

    /// Runs them, `jobs` at once; tells the results in the order of the runs.
    static void all(List<TestRun> runs, int jobs, Duration timeout, Permissions permissions, Consumer<Result> tell) {
        try (ExecutorService workers = Executors.newFixedThreadPool(jobs)) {
            List<Future<Result>> results = new ArrayList<>();
            runs.forEach(run -> results.add(workers.submit(() -> run.result(timeout, permissions))));
            for (Future<Result> result : results) {
                tell.accept(result.get());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        } catch (ExecutionException fault) {
            throw new IllegalStateException("a test could not be run", fault.getCause());
        }
    }

    private static String shown(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    private Result result(Duration timeout, Permissions permissions) {
        var bytes = new ByteArrayOutputStream();
        Runnable gone = () -> { };
        // Both in one, so that what was printed and what went wrong stand in their order.
        var output = new Output("standard output", bytes, true, gone);
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), output, output, List.of(), System.getenv(), permissions);
        long began = System.nanoTime();
        int exit;
        try {
            VmOptions own = seed == 0 ? options : options.withPool(options.pool().withChance(new Chance(seed, true)));
            exit = Vm.test(module, test, host, own, timeout);
            if (exit == Vm.STOPPED) {
                output.println("not done after " + shown(timeout));
            }
        } catch (Program.UnknownNative unknown) {
            output.println(unknown.getMessage());
            exit = Exit.DOES_NOT_COMPILE;
        }
        return new Result(this, exit, Duration.ofNanos(System.nanoTime() - began), bytes.toString(StandardCharsets.UTF_8));
    }
}
