package sley.vm.sched;

/// A kernel thread that carries green ones.
public abstract class KernelThread extends Thread {
    /// Of the tracer alone, and used on this thread only: what it knows of it. It is needed at each switch, where a `ThreadLocal` would cost a good part of the switch.
    public Object traced;

    KernelThread(String name, long stackBytes) {
        super(null, null, name, stackBytes);
        setDaemon(true);
    }
}
