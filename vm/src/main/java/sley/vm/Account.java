package sley.vm;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import sley.vm.io.Causes;
import sley.vm.io.Output;
import sley.vm.sched.BaseScheduler;
import sley.vm.sched.ProcessUsage;
import sley.vm.sched.Statistics;

/// What a run costs: opened before its first statement, closed after its last thread.
final class Account {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Host host;
    private final Reports reports;
    private final Optional<ProcessUsage> before;
    /// Kernel threads that the host does not count. Taken at the start: later, ended threads may still be counted by the kernel but not by the host.
    private final int hostsOwn;
    private final long began;

    private Account(Host host, Reports reports, Optional<ProcessUsage> before) {
        this.host = host;
        this.reports = reports;
        this.before = before;
        this.hostsOwn = Math.max(0, ProcessUsage.kernelThreads() - ManagementFactory.getThreadMXBean().getThreadCount());
        this.began = System.nanoTime();
    }

    static Account open(Host host, Reports reports) {
        return new Account(host, reports, ProcessUsage.now());
    }

    /// Tells the figures. @return the exit code: `code`, unless they could not be written
    int close(BaseScheduler scheduler, int code) {
        Statistics all = figures(scheduler);
        Output err = host.err();
        if (reports.stats()) {
            err.println(all.table());
        }
        int result = code;
        if (reports.statsFile().isPresent()) {
            Path file = reports.statsFile().get();
            try {
                Files.writeString(file, all.json());
            } catch (IOException e) {
                err.println("error[io]: cannot write the statistics to " + file + ": " + Causes.of(e));
                result = code == 0 ? Vm.FAILED : code;
            }
        }
        err.flush();
        return result;
    }

    private Statistics figures(BaseScheduler scheduler) {
        long wall = System.nanoTime() - began;
        Optional<ProcessUsage> after = ProcessUsage.now();
        var all = new Statistics(scheduler.model());
        all.add("wall", "time", Statistics.Unit.NANOS, wall);
        all.add("processWall", "time with start-up", Statistics.Unit.NANOS, ManagementFactory.getRuntimeMXBean().getUptime() * NANOS_PER_MILLI);
        after.ifPresent(total -> {
            ProcessUsage run = total.since(before.orElseThrow());
            all.add("cpu", "CPU time", Statistics.Unit.NANOS, run.cpuNanos());
            all.add("processCpu", "CPU time with start-up and compiling", Statistics.Unit.NANOS, total.cpuNanos());
            all.count("kernelSwitchesVoluntary", "kernel switches, waiting", run.waited());
            all.count("kernelSwitchesInvoluntary", "kernel switches, displaced", run.displaced());
            all.count("processKernelSwitchesVoluntary", "kernel switches, waiting, with start-up", total.waited());
            all.count("processKernelSwitchesInvoluntary", "kernel switches, displaced, with start-up", total.displaced());
            all.add("peakMemory", "most memory of the process", Statistics.Unit.BYTES, total.mostBytes());
        });
        all.add("heap", "heap in use at the end", Statistics.Unit.BYTES, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        all.count("peakKernelThreads", "most kernel threads (with those of the host)", mostKernelThreads());
        scheduler.statistics(all);
        return all;
    }

    /// The host counts at their peak the threads that run its code, but not its own for compiling and collecting.
    private int mostKernelThreads() {
        return ManagementFactory.getThreadMXBean().getPeakThreadCount() + hostsOwn;
    }
}
