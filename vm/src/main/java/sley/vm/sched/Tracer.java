package sley.vm.sched;

import sley.vm.thread.GreenThread;

/// Told what the scheduler does, by the kernel thread that does it, while it does it: must not wait, and must not throw. A scheduler without a tracer only looks
/// at a null field.
public interface Tracer extends Births {
    /// Something that happens at a moment, outside of green threads' code.
    enum Mark {
        /// The calling carrier took work of another processor.
        STOLE,
        /// The monitor asked a thread to give way.
        PREEMPTS,
        /// The monitor gave the processor of a blocked carrier to another.
        HANDS_OFF,
        /// The calling kernel thread asked the poller and found descriptors ready.
        POLLED
    }

    /// Why a thread is woken.
    enum Source {
        /// The calling kernel thread runs a green thread that does it, or does it by itself.
        CALLER,
        TIMER,
        SOCKET
    }

    /// Whatever the calling kernel thread wakes from now on, until it says something else, is woken for this.
    default void because(Source source) { }

    /// The calling kernel thread begins to run `thread`.
    void runs(GreenThread thread, int processor);

    /// It has left the code of `thread`, which is not yet committed to its wait.
    ///
    /// @param outcome one of [sley.vm.thread.Outcome]
    void left(GreenThread thread, int outcome);

    /// The calling kernel thread makes `thread` runnable.
    void woken(GreenThread thread);

    /// The calling kernel thread has nothing to do and is about to wait.
    default void rests() { }

    /// `thread` is about to block the calling kernel thread in a call of the system.
    default void blocks(GreenThread thread) { }

    /// It has come back from there.
    default void returns(GreenThread thread) { }

    default void marks(Mark what, long detail) { }

    /// Tells each event to two tracers.
    static Tracer both(Tracer a, Tracer b) {
        return new Tracer() {
            @Override
            public void spawned(GreenThread parent, GreenThread thread) {
                a.spawned(parent, thread);
                b.spawned(parent, thread);
            }

            @Override
            public void runs(GreenThread thread, int processor) {
                a.runs(thread, processor);
                b.runs(thread, processor);
            }

            @Override
            public void left(GreenThread thread, int outcome) {
                a.left(thread, outcome);
                b.left(thread, outcome);
            }

            @Override
            public void because(Source source) {
                a.because(source);
                b.because(source);
            }

            @Override
            public void woken(GreenThread thread) {
                a.woken(thread);
                b.woken(thread);
            }

            @Override
            public void rests() {
                a.rests();
                b.rests();
            }

            @Override
            public void blocks(GreenThread thread) {
                a.blocks(thread);
                b.blocks(thread);
            }

            @Override
            public void returns(GreenThread thread) {
                a.returns(thread);
                b.returns(thread);
            }

            @Override
            public void marks(Mark what, long detail) {
                a.marks(what, detail);
                b.marks(what, detail);
            }
        };
    }
}
