package sley.vm.natives;

import sley.vm.thread.GreenThread;

/// The code of a native. Arguments lie at `p[pb…]` and `r[rb…]`, those of each bank in the order of the parameters. The result goes to the thread's
/// `valueP` or `valueR`; a native whose result is unit leaves them alone. Errors are thrown as [sley.vm.thread.Fault].
@FunctionalInterface
public interface NativeBody {
    /// @return an [sley.vm.thread.Outcome], READY or PARKED
    int call(GreenThread thread, NativeSite site, long[] p, int pb, Object[] r, int rb);
}
