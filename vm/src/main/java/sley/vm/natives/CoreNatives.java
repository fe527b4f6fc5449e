package sley.vm.natives;

import static sley.vm.natives.Natives.result;
import static sley.vm.natives.Natives.unit;

import java.math.BigInteger;
import java.util.regex.Pattern;
import sley.vm.chan.Mutex;
import sley.vm.thread.Fault;
import sley.vm.value.Atomic;
import sley.vm.value.ErrorValue;
import sley.vm.value.RefList;
import sley.vm.value.Shape;
import sley.vm.value.Strings;
import sley.vm.value.ThreadLocalKey;

/// Free functions that never wait.
final class CoreNatives {
    private static final Pattern INT = Pattern.compile("[+-]?[0-9]{1,40}");
    private static final Pattern FLOAT = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    private CoreNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "print" -> (t, site, _, _, r, rb) -> {
                t.valueP = 0;
                return site.program().host.out().println(t, (String) r[rb]);
            };
            case "eprint" -> (t, site, _, _, r, rb) -> {
                t.valueP = 0;
                return site.program().host.err().println(t, (String) r[rb]);
            };
            case "exit" -> (t, _, p, pb, _, _) -> {
                t.scheduler.exit(t, (int) p[pb]);
                return unit(t);
            };
            case "error" -> (t, _, _, _, r, rb) -> result(t, new ErrorValue((String) r[rb + 1], (String) r[rb]));
            case "assert" -> (t, _, p, pb, r, rb) -> {
                if (p[pb] == 0) {
                    throw new Fault("assert", (String) r[rb]);
                }
                return unit(t);
            };
            case "parseInt" -> (t, _, _, _, r, rb) -> result(t, parseInt(((String) r[rb]).strip()));
            case "parseFloat" -> (t, _, _, _, r, rb) -> result(t, parseFloat(((String) r[rb]).strip()));
            case "fromCode" -> (t, _, p, pb, _, _) -> {
                if (p[pb] < 0 || p[pb] > Character.MAX_CODE_POINT || p[pb] >= Character.MIN_SURROGATE && p[pb] <= Character.MAX_SURROGATE) {
                    throw new Fault("index", p[pb] + " is not the code of a character");
                }
                return result(t, Strings.of((int) p[pb]));
            };
            case "mutex" -> (t, _, _, _, _, _) -> result(t, new Mutex());
            case "atomic" -> (t, _, p, pb, _, _) -> result(t, new Atomic(p[pb]));
            case "threadLocal" -> (t, site, p, pb, r, rb) -> {
                Shape shape = site.parameters()[0];
                return result(t, new ThreadLocalKey(shape.primitive(), shape.primitive() ? (Object) p[pb] : r[rb]));
            };
            case "now" -> (t, _, _, _, _, _) -> result(t, t.scheduler.wallClock());
            case "clock" -> (t, _, _, _, _, _) -> result(t, t.scheduler.clock());
            case "threadId" -> (t, _, _, _, _, _) -> result(t, t.id);
            case "carrierId" -> (t, _, _, _, _, _) -> result(t, (long) t.scheduler.carrierId(t));
            case "osThreadId" -> (t, _, _, _, _, _) -> result(t, t.scheduler.osThreadId(t));
            case "carriers" -> (t, _, _, _, _, _) -> result(t, (long) t.scheduler.carriers());
            case "signals" -> (t, site, _, _, _, _) -> result(t, site.program().host.signals().channel());
            case "errno" -> (t, _, _, _, _, _) -> result(t, (long) t.seldom().errno);
            case "model" -> (t, _, _, _, _, _) -> result(t, t.scheduler.model());
            case "env" -> (t, site, _, _, r, rb) -> {
                site.program().host.permissions().env((String) r[rb]);
                return result(t, site.program().host.environment().get((String) r[rb]));
            };
            case "get_args" -> (t, site, _, _, _, _) -> {
                Object[] arguments = site.program().host.arguments().toArray();
                return result(t, new RefList(arguments, arguments.length));
            };
            case "get_stdin" -> (t, site, _, _, _, _) -> result(t, site.program().host.input());
            case "get_stdout" -> (t, site, _, _, _, _) -> result(t, site.program().host.out());
            case "get_stderr" -> (t, site, _, _, _, _) -> result(t, site.program().host.err());
            default -> null;
        };
    }

    private static Object parseInt(String text) {
        if (!INT.matcher(text).matches()) {
            return null;
        }
        var value = new BigInteger(text);
        return value.bitLength() > 63 ? null : (Object) value.longValue();
    }

    private static Object parseFloat(String text) {
        return switch (text) {
            case "nan" -> Double.doubleToRawLongBits(Double.NaN);
            case "inf", "+inf" -> Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);
            case "-inf" -> Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY);
            default -> FLOAT.matcher(text).matches() ? (Object) Double.doubleToRawLongBits(Double.parseDouble(text)) : null;
        };
    }
}
