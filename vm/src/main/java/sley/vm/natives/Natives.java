package sley.vm.natives;

import java.util.Optional;
import sley.vm.thread.GreenThread;
import sley.vm.thread.Outcome;

/// The natives by name: the one place where a native is looked up. The prelude declares their types in Sley. Functions of C libraries have names `ffi:LIBRARY:SYMBOL`.
public final class Natives {
    private Natives() {}

    public static Optional<NativeBody> find(String name) {
        if (name.startsWith("ffi:")) {
            return Optional.of(new ForeignFunction(name));
        }
        int dot = name.indexOf('.');
        NativeBody body = switch (dot < 0 ? "" : name.substring(0, dot)) {
            case "string" -> StringNatives.find(name);
            case "list" -> ListNatives.find(name);
            case "map", "set" -> TableNatives.find(name);
            case "int", "float", "duration", "range", "bytes" -> NumberNatives.find(name);
            case "chan", "thread", "threadLocal", "atomic", "error" -> ThreadNatives.find(name);
            case "math", "rand" -> MathNatives.find(name);
            case "json" -> JsonNatives.find(name);
            case "hash", "regex", "text" -> TextNatives.find(name);
            case "time" -> TimeNatives.find(name);
            case "http" -> HttpNatives.find(name);
            case "os", "io", "net" -> OsNatives.find(name);
            default -> null;
        };
        if (body == null) {
            body = CoreNatives.find(name);
        }
        if (body == null) {
            body = FileNatives.find(name);
        }
        if (body == null) {
            body = ProcessNatives.find(name);
        }
        return Optional.ofNullable(body != null ? body : SocketNatives.find(name));
    }

    /// Whether the native is certain never to block its kernel thread. Whoever looks at all threads takes one in a blocking call for stopped and reads its frames; so tier 2, whose
    /// frames cannot be read, calls only natives of which this is true.
    public static boolean neverBlocks(String name) {
        int dot = name.indexOf('.');
        return switch (dot < 0 ? name : name.substring(0, dot)) {
            case "string", "list", "map", "set", "int", "float", "duration", "range", "bytes", "chan", "thread", "threadLocal", "atomic", "error", "math", "rand", "assert", "parseInt",
                    "parseFloat", "fromCode", "mutex", "clock", "threadId" -> true;
            default -> false;
        };
    }

    // ---- Results, for the bodies

    static int result(GreenThread thread, long value) {
        thread.valueP = value;
        return Outcome.READY;
    }

    static int result(GreenThread thread, boolean value) {
        thread.valueP = value ? 1 : 0;
        return Outcome.READY;
    }

    static int result(GreenThread thread, double value) {
        thread.valueP = Double.doubleToRawLongBits(value);
        return Outcome.READY;
    }

    static int result(GreenThread thread, Object value) {
        thread.valueR = value;
        return Outcome.READY;
    }

    static int unit(GreenThread thread) {
        thread.valueP = 0;
        return Outcome.READY;
    }
}
