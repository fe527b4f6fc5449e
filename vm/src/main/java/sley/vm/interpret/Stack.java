package sley.vm.interpret;

import java.util.Arrays;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;

/// Grows the stacks of threads, up to a limit.
public final class Stack {
    /// Up to so many registers a stack grows by what is needed and little more; then it doubles.
    private static final int SMALL = 16;
    private static final int SPARE = 2;
    private static final int BYTES_P = 8;
    private static final int BYTES_R = 4;

    private final long max;

    /// @param max bytes that the stack of one thread may take
    public Stack(long max) {
        this.max = max;
    }

    /// Makes room for `p` registers in bank P and `r` in bank R, headers included.
    ///
    /// @throws Fault of kind `stack` when the stack would be larger than the limit
    void grow(GreenThread thread, int p, int r) {
        long needed = (long) p * BYTES_P + (long) r * BYTES_R;
        if (needed > max || needed < 0) {
            throw new Fault("stack", "the stack is larger than " + (max < 1 << 20 ? (max >> 10) + " KB" : (max >> 20) + " MB") + ": recursion without end? (see --max-stack)");
        }
        if (p > thread.p.length) {
            thread.p = Arrays.copyOf(thread.p, larger(thread.p.length, p));
        }
        if (r > thread.r.length) {
            thread.r = Arrays.copyOf(thread.r, larger(thread.r.length, r));
        }
    }

    private static int larger(int now, int needed) {
        if (needed <= SMALL) {
            // Many threads call a native or two and then wait for long.
            return needed + SPARE;
        }
        return Math.max(needed, now < 1 << 20 ? 2 * now : now + (now >> 1));
    }
}
