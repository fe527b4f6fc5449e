package sley.vm.report;

import java.util.concurrent.TimeUnit;
import sley.vm.io.Output;
import sley.vm.sched.BaseScheduler;

/// A line about the scheduler's state on standard error, again and again, as Go's `schedtrace`.
public final class SchedTrace extends Thread {
    private final BaseScheduler scheduler;
    private final Output err;
    private final long periodNanos;
    private final long began = System.nanoTime();

    public SchedTrace(BaseScheduler scheduler, Output err, long periodNanos) {
        super("sley-sched");
        this.scheduler = scheduler;
        this.err = err;
        this.periodNanos = periodNanos;
        setDaemon(true);
    }

    @Override
    public void run() {
        for (long line = 1; ; line++) {
            // By the clock, so that slow lines do not make later ones late. Lines whose time has passed are left out.
            line = Math.max(line, (System.nanoTime() - began) / periodNanos + 1);
            long left = began + line * periodNanos - System.nanoTime();
            try {
                TimeUnit.NANOSECONDS.sleep(Math.max(1, left));
            } catch (InterruptedException _) {
                return;
            }
            err.println("sched " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + "ms: " + scheduler.trace());
        }
    }

    /// No line comes after this.
    public void end() {
        interrupt();
        try {
            join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
