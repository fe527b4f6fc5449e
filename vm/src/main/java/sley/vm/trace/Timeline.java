package sley.vm.trace;

import java.util.List;
import java.util.Map;

/// What a recording shows. Times are nanoseconds since it began.
///
/// @param tracks  kernel threads; behind them, when they woke anything, the timers and the poller, which are no threads: any carrier may look at them
/// @param slices  by track and then by time; those of one track do not overlap
/// @param wakes   by time; those by a thread lie inside its slice
/// @param names   of green threads, by number, as far as they were kept
/// @param dropped events that were overwritten, of all tracks together
/// @param end     of the recording
public record Timeline(List<Track> tracks, List<Slice> slices, List<Wake> wakes, List<Moment> moments, Map<Long, String> names, long dropped, long end) {
    /// @param from before this time, events of this track may have been overwritten; 0 when none were
    public record Track(int number, String name, long from, long dropped) {}

    /// A green thread ran on a kernel thread.
    ///
    /// @param processor the number of the processor; 0 in 1:1
    /// @param blocked   nanoseconds of it in which it blocked the kernel thread in calls of the system
    /// @param ended     why it stopped: `ended`, `yielded`, what it waits for, or empty when the recording ended first
    public record Slice(int track, long thread, long start, long end, int processor, long blocked, String ended) {}

    /// A green thread was made runnable.
    ///
    /// @param track of the kernel thread that did it, or that of the timers or of the poller
    /// @param waker the green thread that ran there; 0 for timers, sockets and whoever is no green thread
    /// @param ran   when the run began that it led to, or -1
    /// @param ranTrack where it ran
    /// @param spawn it was not woken but started
    public record Wake(int track, long time, long waker, long thread, long ran, int ranTrack, boolean spawn) {}

    /// `stole`, `preempts`, `hands off`, `polled`
    public record Moment(int track, long time, String what, long detail) {}

    public String name(long thread) {
        return names.getOrDefault(thread, "thread " + thread);
    }
}
