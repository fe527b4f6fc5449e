package sley.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;
import sley.vm.Reports;
import sley.vm.VmOptions;
import sley.vm.sched.Chance;
import sley.vm.sched.PoolSettings;

/// The options that say how a program runs, which `run` and `test` share. Each may also come as `SLEY_…` from the environment; the command line wins.
final class RunOptions {
    private static final long NANOS_PER_MILLI = 1_000_000;
    /// What the JVM starts and compiles a small script with; the launcher knows both limits too.
    private static final long LEAST_MEMORY = 16L << 20;
    /// A few dozen calls; arbitrary, chosen because less is of no use.
    private static final long LEAST_STACK = 16L << 10;
    /// Arbitrary: what the JVM can reserve room for.
    private static final long MOST_MEMORY = 1L << 44;

    private RunOptions() {}

    static void add(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("--model").paramLabel("MODEL").type(String.class).completionCandidates(List.of("1:1", "n:1", "m:n")).description("thread model: 1:1, n:1 or m:n (default)").build());
        spec.addOption(OptionSpec.builder("--carriers").paramLabel("N").type(String.class).description("carriers of m:n; default: the CPUs").build());
        spec.addOption(OptionSpec.builder("--time-slice").paramLabel("D").type(String.class).description("how long a thread may run before others get a turn; default 10ms").build());
        spec.addOption(OptionSpec.builder("--no-preempt").description("let a thread run until it waits").build());
        spec.addOption(OptionSpec.builder("--no-poller").description("let sockets block their carrier, as files do").build());
        spec.addOption(OptionSpec.builder("--no-handoff").description("keep the processor in blocking calls").build());
        spec.addOption(OptionSpec.builder("--no-steal").description("let no processor take the work of another").build());
        spec.addOption(OptionSpec.builder("--no-runnext").description("let a woken thread queue behind all others").build());
        spec.addOption(OptionSpec.builder("--seed").paramLabel("N").type(String.class).description("seed of the scheduler's random choices").build());
        spec.addOption(OptionSpec.builder("--stats").description("print at the end, on standard error, what the scheduler did").build());
        spec.addOption(OptionSpec.builder("--stats-lines").description("`--stats=lines`: also the source lines that cost the scheduler most").build());
        spec.addOption(OptionSpec.builder("--sched-trace").paramLabel("D").type(String.class).description("print a line about the scheduler's state so often").build());
        spec.addOption(OptionSpec.builder("--stats-json").paramLabel("FILE").type(String.class).description("write the figures of --stats as JSON").build());
        spec.addOption(OptionSpec.builder("--max-stack").paramLabel("SIZE").type(String.class).description("bytes that one thread's stack may take, at least 16k; default 512m").build());
        spec.addOption(OptionSpec.builder("--max-threads").paramLabel("N").type(String.class).description("threads alive at once; default 10000000").build());
        spec.addOption(OptionSpec.builder("--max-memory").paramLabel("SIZE").type(String.class).description("memory of the whole program, at least 16m; default: a quarter of the machine's").build());
        spec.addOption(OptionSpec.builder("--no-jit").description("interpret only").build());
        spec.addOption(OptionSpec.builder("--jit-threshold").paramLabel("N").type(String.class)
                .description("calls and loop turns after which a function is compiled to host code; 0: at once; default " + VmOptions.HOT).build());
        SandboxOptions.add(spec);
    }

    /// @throws TypeConversionException when a value does not fit its option
    static VmOptions of(Chosen chosen) {
        VmOptions defaults = VmOptions.defaults();
        String model = chosen.value("--model");
        String carriers = chosen.value("--carriers");
        String slice = chosen.value("--time-slice");
        String stack = chosen.value("--max-stack");
        String threads = chosen.value("--max-threads");
        String memory = chosen.value("--max-memory");
        if (memory != null) {
            long bytes = size("--max-memory", memory);
            if (bytes < LEAST_MEMORY || bytes > MOST_MEMORY) {
                throw new TypeConversionException("--max-memory is from 16m to 16384g, not `" + memory + "`");
            }
        }
        String period = chosen.value("--sched-trace");
        Reports reports = Reports.of(chosen.on("--stats") || Observed.lines(chosen), Optional.ofNullable(chosen.value("--stats-json")).map(Path::of))
                .withAttendant().withLines(period == null ? 0 : period("--sched-trace", period));
        return new VmOptions(
                model == null ? defaults.model() : model(model),
                new PoolSettings(
                        carriers == null ? defaults.pool().carriers() : (int) number("--carriers", carriers, 1, 1024),
                        slice == null ? defaults.pool().slice() : duration("--time-slice", slice),
                        !chosen.on("--no-preempt"),
                        !chosen.on("--no-handoff"),
                        !chosen.on("--no-steal"),
                        !chosen.on("--no-runnext"),
                        !chosen.on("--no-poller"),
                        reports.measuring() || Observed.measuring(chosen), defaults.pool().blockingCalls(),
                        chance(chosen.value("--seed"))),
                stack == null ? defaults.maxStack() : stack(stack),
                threads == null ? defaults.maxThreads() : (int) number("--max-threads", threads, 1, Integer.MAX_VALUE),
                reports, hot(chosen, defaults));
    }

    private static int hot(Chosen chosen, VmOptions defaults) {
        if (chosen.on("--no-jit")) {
            return -1;
        }
        String threshold = chosen.value("--jit-threshold");
        return threshold == null ? defaults.hot() : (int) number("--jit-threshold", threshold, 0, Integer.MAX_VALUE);
    }

    /// `-Dsley.stress=SEED` makes the scheduler restless; see [Chance].
    private static Chance chance(String seed) {
        String stress = System.getProperty("sley.stress");
        if (stress != null) {
            return new Chance(number("sley.stress", stress, Long.MIN_VALUE, Long.MAX_VALUE), true);
        }
        return seed == null ? Chance.unseeded() : new Chance(number("--seed", seed, Long.MIN_VALUE, Long.MAX_VALUE), false);
    }

    private static long stack(String text) {
        long bytes = size("--max-stack", text);
        if (bytes < LEAST_STACK) {
            throw new TypeConversionException("--max-stack is at least 16k, not `" + text + "`");
        }
        return bytes;
    }

    private static VmOptions.Model model(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "1:1" -> VmOptions.Model.ONE_TO_ONE;
            case "n:1" -> VmOptions.Model.N_TO_ONE;
            case "m:n" -> VmOptions.Model.M_TO_N;
            default -> throw new TypeConversionException("--model is 1:1, n:1 or m:n, not `" + text + "`");
        };
    }

    static long number(String option, String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the one message for both cases
        }
        throw new TypeConversionException(option + " is a number from " + least + " to " + most + ", not `" + text + "`");
    }

    /// A duration for which waiting makes sense.
    static long period(String option, String text) {
        long nanos = duration(option, text);
        if (nanos < NANOS_PER_MILLI) {
            throw new TypeConversionException(option + " is at least 1ms, not `" + text + "`");
        }
        return nanos;
    }

    static long duration(String option, String text) {
        var matcher = Pattern.compile("([0-9]+)(ns|us|ms|s|m)").matcher(text);
        if (!matcher.matches() || matcher.group(1).length() > 8) {
            throw new TypeConversionException(option + " is a duration such as 10ms, not `" + text + "`");
        }
        long unit = switch (matcher.group(2)) {
            case "ns" -> 1;
            case "us" -> 1000;
            case "ms" -> NANOS_PER_MILLI;
            case "s" -> 1000 * NANOS_PER_MILLI;
            default -> 60_000 * NANOS_PER_MILLI;
        };
        return Math.max(1, Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
    }

    private static long size(String option, String text) {
        var matcher = Pattern.compile("([0-9]{1,12})([kKmMgG]?)[bB]?").matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException(option + " is a size such as 64m or 1g, not `" + text + "`");
        }
        int shift = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }
}
