package sley.vm.sched;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import sley.vm.thread.Engine;
import sley.vm.thread.GreenThread;

/// Tells the host's flight recorder which green thread ran on a carrier and when, so that its samples can be told apart by thread. Only with `-Dsley.jfr=true`: the classes of the
/// recorder take time to load.
@Name("sley.Slice")
@Label("Green thread runs")
@Category("Sley")
@Threshold("1 ms")
@StackTrace(false)
final class SliceEvent extends Event {
    @Label("Thread")
    String thread;

    @Label("Number")
    long number;

    static int run(Engine engine, GreenThread thread) {
        var event = new SliceEvent();
        event.thread = thread.name;
        event.number = thread.id;
        event.begin();
        int outcome = engine.run(thread);
        event.commit();
        return outcome;
    }
}
