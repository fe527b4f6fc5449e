package sley.vm.sched;

import sley.vm.chan.Channel;
import sley.vm.chan.Mutex;
import sley.vm.code.LinkedFunction;
import sley.vm.thread.GreenThread;

/// What the rest of the VM may ask of the scheduler, whatever the thread model. Operations that return an int return an [sley.vm.thread.Outcome]:
/// READY (go on at once) or PARKED (or YIELDED where said). The engine saves pc, frame and function into the thread before it calls any of them.
/// They raise [sley.vm.thread.Fault] for errors that are known at once, among them `cancelled` and `timeout` when one is due at a suspension point.
public interface Scheduler {

    // ---- Threads

    /// A new thread with a stack for `function`, not yet runnable: the caller writes the arguments into its first frame, then calls [#start].
    ///
    /// @param parent   the spawning thread; null for the main thread
    /// @param name     null for a name made from the function's
    /// @param detached the handle is not used: an uncaught error ends the program
    GreenThread create(GreenThread parent, LinkedFunction function, String name, boolean detached);

    /// Makes a created thread runnable. `parent` may lose its processor to it never here, only at its next safepoint.
    void start(GreenThread parent, GreenThread thread);

    /// Waits for `target` to end; its result in `valueP`/`valueR`, or its failure raised.
    int join(GreenThread thread, GreenThread target);

    /// Asks `target` to end at its next suspension point.
    void cancel(GreenThread target);

    int sleep(GreenThread thread, long nanos);

    /// @return YIELDED when others wait for the processor, else READY
    int yield(GreenThread thread);

    /// Called by the engine when `thread.poll` is set at a safepoint. READY: go on. YIELDED: return to the carrier. May raise a fault (never cancellation).
    int safepoint(GreenThread thread);

    /// Called by the engine when `thread.poll` is set before an operation that may suspend: whether it should return YIELDED and begin the operation later. For tests.
    boolean restless(GreenThread thread);

    /// The winner of a claim on `woken` (see [Parking#claim]) has written the result: makes it runnable.
    void wake(GreenThread woken);

    /// The monotonic clock of this scheduler, in nanoseconds.
    long clock();

    /// The time of day, in nanoseconds since 1970.
    long wallClock();

    // ---- Scopes and time limits

    void scopeEnter(GreenThread thread);

    int scopeExit(GreenThread thread);

    int scopeAbort(GreenThread thread);

    /// Goes on with a [#scopeExit] or [#scopeAbort] that had parked, after a wake-up.
    int scopeResume(GreenThread thread);

    void withinEnter(GreenThread thread, long nanos);

    void withinExit(GreenThread thread);

    // ---- Channels

    /// Sends `p` or `r`. @return READY or PARKED
    int send(GreenThread thread, Channel channel, long p, Object r);

    /// Receives into `valueP`/`valueR`/`valueOk` of the thread. @return READY or PARKED
    int receive(GreenThread thread, Channel channel);

    // ---- Select: `channels`, `sends`, `p`, `r` have `count` entries and belong to the scheduler until the thread goes on.

    /// @param mode -2 do not wait, -1 wait for ever, else wait at most so many nanoseconds. `selected` becomes the number of the case, or -1 when none was done
    int select(GreenThread thread, int count, Channel[] channels, boolean[] sends, long[] p, Object[] r, long mode);

    /// Takes `mutex`. @return READY or PARKED
    int lock(GreenThread thread, Mutex mutex);

    /// Goes on with a [#lock] that had parked, after a wake-up. @return as that
    int lockResume(GreenThread thread, Mutex mutex);

    void unlock(GreenThread thread, Mutex mutex);

    /// Ends the wait that a thread was woken from: takes its places out of queues that it was not woken through. Called by the engine on resumption.
    void resumed(GreenThread thread);

    // ---- Sockets

    /// Raises what is due at a suspension point: cancellation, or the end of a time limit.
    void interruptible(GreenThread thread);

    /// Waits until the descriptor may be ready. @return PARKED
    ///
    /// @param writing   to write or connect, not to read or accept
    /// @param operation what for, for reports and messages
    int await(GreenThread thread, Descriptor descriptor, boolean writing, String operation);

    /// Closes the channel; threads that wait for it get an error.
    void close(Descriptor descriptor);

    /// As [#close], and returns only when the kernel's descriptor has been given back; a blocking call.
    void closeNow(Descriptor descriptor);

    // ---- Other things outside the program

    /// Waits until [#wakeAll]. The caller holds the lock of `external` and has found that it must wait; this releases the lock. @return PARKED
    int await(GreenThread thread, External external, String reason);

    /// Wakes every thread that waits for it. Any kernel thread may call this.
    void wakeAll(External external);

    /// Whether [#interruptible] would raise something; for a thread that has set its `blocker` and is about to block.
    boolean interruptDue(GreenThread thread);

    /// When the first time limit of the thread ends, in this scheduler's clock; `Long.MAX_VALUE` when it has none. A blocking call that can end early must end then:
    /// not every model has somebody who would tell it.
    long deadline(GreenThread thread);

    // ---- Kernel threads

    int wire(GreenThread thread);

    int unwire(GreenThread thread);

    /// Asks for a turn to make a blocking call; there may be too many under way. @return READY, or PARKED: the turn has come when the thread goes on without an error
    int takeTurn(GreenThread thread);

    /// The call is over.
    void giveTurn();

    /// Before a call that may block the kernel thread (files, standard input, foreign functions): the carrier's processor may be handed over meanwhile.
    void beginBlocking(GreenThread thread);

    /// After it. READY: go on. YIELDED: the processor was taken and none is free; the engine saves and returns to the carrier, which queues the thread.
    int endBlocking(GreenThread thread);

    /// A coarse clock in milliseconds; see [GreenThread#waitsSince].
    int ticks();

    /// Called when a thread goes on with the program's code by itself, after a blocking call.
    void goOn(GreenThread thread);

    // ---- The whole program

    /// Ends the program with this exit code; does not return to the caller's code (raises a fault that no handler catches).
    void exit(GreenThread thread, int code);

    String model();

    int carriers();

    int carrierId(GreenThread thread);

    long osThreadId(GreenThread thread);
}
