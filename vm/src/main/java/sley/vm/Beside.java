package sley.vm;

import java.util.List;
import sley.vm.attend.Attendant;
import sley.vm.report.SchedTrace;
import sley.vm.report.ThreadReport;
import sley.vm.sched.BaseScheduler;

/// What goes on beside a program: the lines of `--sched-trace`, and answers to `sley ps`.
final class Beside {
    private SchedTrace trace;
    private Attendant attendant;

    /// Begins what the reports ask for.
    Beside(BaseScheduler scheduler, Host host, Reports reports) {
        if (reports.lineNanos() > 0) {
            trace = new SchedTrace(scheduler, host.err(), reports.lineNanos());
            trace.start();
        }
        if (reports.attended()) {
            attendant = new Attendant() {
                @Override
                protected String report() {
                    return ThreadReport.of(List.of(scheduler), List.of());
                }

                @Override
                protected void tell(String report) {
                    host.err().println(report);
                }
            };
            attendant.start();
        }
    }

    void end() {
        if (trace != null) {
            trace.end();
        }
        if (attendant != null) {
            attendant.close();
        }
    }
}
