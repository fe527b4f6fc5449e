package sley.vm.natives;

import java.util.function.BooleanSupplier;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;

/// A text that a regular expression looks at, which counts the looks: the host's engine tries alternatives one after the other and may need exponential time. A search
/// that looks too often ends with an error of kind `regex`, and one whose thread is cancelled or out of time ends soon.
final class PatientText implements CharSequence {
    /// One to two seconds of work; a search that is not catastrophic looks a few times at each character.
    private static final long MOST_LOOKS = 300_000_000L;
    private static final int LOOKS_BETWEEN_INTERRUPTS = 1 << 12;

    private final String text;
    private final GreenThread thread;
    private long looks;

    PatientText(String text, GreenThread thread) {
        this.text = text;
        this.thread = thread;
    }

    @Override
    public char charAt(int i) {
        if ((++looks & LOOKS_BETWEEN_INTERRUPTS - 1) == 0) {
            if (looks > MOST_LOOKS + (long) text.length() * 100) {
                throw new Fault("regex", "the pattern takes too long on this text: it tries the same parts again and again, as (a+)+ does");
            }
            // Raises an interrupt that is pending.
            thread.scheduler.interruptible(thread);
        }
        return text.charAt(i);
    }

    /// Whether it matches.
    static boolean patiently(BooleanSupplier search) {
        try {
            return search.getAsBoolean();
        } catch (StackOverflowError _) {
            throw new Fault("regex", "the pattern needs too much stack on this text; avoid groups that repeat, as (a|b)*");
        }
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return text.subSequence(from, to);
    }

    @Override
    public String toString() {
        return text;
    }
}
