package sley.vm.natives;

import java.util.concurrent.ThreadLocalRandom;
import static sley.vm.natives.Natives.result;

import java.security.SecureRandom;
import java.util.function.DoubleUnaryOperator;
import sley.vm.thread.Fault;
import sley.vm.value.Bytes;

/// Functions of the modules `math` and `rand`.
final class MathNatives {
    private static final int MOST_SECRET = 1 << 20;

    private MathNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "math.sin" -> of(Math::sin);
            case "math.cos" -> of(Math::cos);
            case "math.tan" -> of(Math::tan);
            case "math.asin" -> of(Math::asin);
            case "math.acos" -> of(Math::acos);
            case "math.atan" -> of(Math::atan);
            case "math.sinh" -> of(Math::sinh);
            case "math.cosh" -> of(Math::cosh);
            case "math.tanh" -> of(Math::tanh);
            case "math.exp" -> of(Math::exp);
            case "math.log" -> of(Math::log);
            case "math.log10" -> of(Math::log10);
            case "math.cbrt" -> of(Math::cbrt);
            case "math.atan2" -> (t, _, p, pb, _, _) -> result(t, Math.atan2(number(p, pb), number(p, pb + 1)));
            case "math.pow" -> (t, _, p, pb, _, _) -> result(t, Math.pow(number(p, pb), number(p, pb + 1)));
            case "math.hypot" -> (t, _, p, pb, _, _) -> result(t, Math.hypot(number(p, pb), number(p, pb + 1)));
            // A float lies in its register as its bits.
            case "math.bits", "math.fromBits" -> (t, _, p, pb, _, _) -> result(t, p[pb]);
            case "rand._entropy" -> (t, _, _, _, _, _) -> result(t, ThreadLocalRandom.current().nextLong());
            case "rand.secret" -> (t, _, p, pb, _, _) -> {
                if (p[pb] < 0 || p[pb] > MOST_SECRET) {
                    throw new Fault("value", "secret of " + p[pb] + " bytes: from 0 to " + MOST_SECRET);
                }
                byte[] bytes = new byte[(int) p[pb]];
                new SecureRandom().nextBytes(bytes);
                return result(t, new Bytes(bytes, bytes.length));
            };
            default -> null;
        };
    }

    private static double number(long[] p, int i) {
        return Double.longBitsToDouble(p[i]);
    }

    private static NativeBody of(DoubleUnaryOperator function) {
        return (t, _, p, pb, _, _) -> result(t, function.applyAsDouble(number(p, pb)));
    }
}
