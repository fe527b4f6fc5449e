package sley.vm.report;

import java.util.Collection;
import java.util.List;
import sley.vm.sched.BaseScheduler;

/// Everything there is to say about the threads of a running program, as `sley ps` and Ctrl-\ show it: the green ones, then the kernel's.
public final class ThreadReport {
    private ThreadReport() {}

    /// Several lines without control characters of the program. On any kernel thread but a carrier. See [Census] for `held`.
    public static String of(List<BaseScheduler> schedulers, Collection<?> held) {
        // First, because the look at the green threads stops them.
        String kernel = KernelTable.of(schedulers);
        String models = String.join(", then ", schedulers.stream().map(BaseScheduler::model).toList());
        String green = new ThreadTable(Census.take(schedulers, held)).text();
        return ThreadTable.visible("model " + models + ", " + green + (kernel.isEmpty() ? "" : "\n" + kernel));
    }
}
