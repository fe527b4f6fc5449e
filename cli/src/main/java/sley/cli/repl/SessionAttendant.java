package sley.cli.repl;

import java.util.function.Consumer;
import sley.vm.attend.Attendant;
import sley.vm.report.ThreadReport;

/// Answers `sley ps` and Ctrl-\ about the threads of a session.
final class SessionAttendant extends Attendant {
    private final Evaluator evaluator;
    private final Consumer<String> tell;

    SessionAttendant(Evaluator evaluator, Consumer<String> tell) {
        this.evaluator = evaluator;
        this.tell = tell;
    }

    @Override
    protected String report() {
        return ThreadReport.of(evaluator.vm().schedulers(), evaluator.held());
    }

    @Override
    protected void tell(String report) {
        tell.accept(report);
    }
}
