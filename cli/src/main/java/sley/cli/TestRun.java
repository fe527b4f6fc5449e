package sley.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import sley.bytecode.model.ModuleCode;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.code.Program;
import sley.vm.io.Environment;
import sley.vm.io.FileStream;
import sley.vm.io.Output;
import sley.vm.permit.Permissions;
import sley.vm.sched.Chance;

/// One run of one test: a program of its own, whose output is kept.
///
/// @param way  the model, where the test is run under several; else empty
/// @param seed of a restless scheduler, which interleaves threads where they seldom are; 0: the usual one
record TestRun(String file, ModuleCode module, ModuleCode.Test test, VmOptions options, String way, int seed) {
    /// @param output what the test printed, with the errors
    /// @param reason why it failed, in one line; empty when it passed
    record Result(TestRun run, Duration time, String output, String reason) {
        boolean passed() {
            return reason.isEmpty();
        }
    }

    /// The test's name, with the way and the seed where there are several.
    String title() {
        String title = test.name();
        title += way.isEmpty() ? "" : " [" + way + "]";
        return seed == 0 ? title : title + " [seed " + seed + "]";
    }

    private static String shown(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    /// A test that has begun.
    ///
    /// @param program null when it cannot run at all
    record Begun(TestRun run, Duration timeout, ByteArrayOutputStream bytes, Output output, long at, Vm.Running program) {
        /// After its end.
        Result result(int exit) {
            String printed = bytes.toString(StandardCharsets.UTF_8);
            return new Result(run, Duration.ofNanos(System.nanoTime() - at), printed, reason(exit, printed));
        }

        private String reason(int exit, String printed) {
            if (program != null && program.exited()) {
                return "exit(" + exit + ") was called before the test ended";
            }
            return switch (exit) {
                case Exit.OK -> "";
                case Vm.STOPPED -> "not done after " + shown(timeout);
                default -> printed.lines().filter(line -> line.startsWith("error[")).findFirst().orElse("ended with exit code " + exit);
            };
        }
    }

    Begun begin(Duration timeout, Permissions permissions) {
        var bytes = new ByteArrayOutputStream();
        Runnable gone = () -> { };
        // Both in one, so that what was printed and what went wrong stand in their order.
        var output = new Output("standard output", bytes, true, gone);
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), output, output, List.of(), Environment.own(), permissions);
        VmOptions own = options.withReports(options.reports().withoutAttendant());
        long began = System.nanoTime();
        try {
            return new Begun(this, timeout, bytes, output, began, Vm.begin(module, test, host, seed == 0 ? own : own.withPool(own.pool().withChance(new Chance(seed, true))), timeout));
        } catch (Program.UnknownNative unknown) {
            output.println(unknown.getMessage());
            return new Begun(this, timeout, bytes, output, began, null);
        }
    }
}
