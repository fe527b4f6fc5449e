package sley.vm;

import java.util.List;
import sley.vm.attend.Attendant;
import sley.vm.report.SchedTrace;
import sley.vm.report.ThreadReport;
import sley.vm.sched.BaseScheduler;

/// What goes on beside a program: its coarse clock, the lines of `--sched-trace`, and answers to `sley ps`. Runs in the turns of [Vm.Flusher].
final class Beside implements Runnable {
    /// Turns until `sley ps` is answered: short programs need not pay for it.
    private static final int ATTENDED_AFTER = 8;

    private final BaseScheduler scheduler;
    private final Host host;
    private final Reports reports;
    private int turns;
    private SchedTrace trace;
    private Attendant attendant;

    Beside(BaseScheduler scheduler, Host host, Reports reports) {
        this.scheduler = scheduler;
        this.host = host;
        this.reports = reports;
        if (reports.lineNanos() > 0) {
            trace = new SchedTrace(scheduler, host.err(), reports.lineNanos());
            trace.start();
        }
    }

    @Override
    public void run() {
        scheduler.tick();
        if (++turns == ATTENDED_AFTER && reports.attended()) {
            var schedulers = List.of(scheduler);
            attendant = Attendant.begin(() -> ThreadReport.of(schedulers, List.of()), host.err()::println);
        }
    }

    /// After the flusher has ended.
    void end() {
        if (trace != null) {
            trace.end();
        }
        if (attendant != null) {
            attendant.close();
        }
    }
}
