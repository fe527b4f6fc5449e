package sley.vm.thread;

import sley.vm.chan.Channel;

/// The cases of a select, in source order: which channels, which of them send, and what. While the thread waits, whoever looks at it finds the channels here.
public record SelectCases(Channel[] channels, boolean[] sends, long[] p, Object[] r) {
    public SelectCases(int count) {
        this(new Channel[count], new boolean[count], new long[count], new Object[count]);
    }
}
