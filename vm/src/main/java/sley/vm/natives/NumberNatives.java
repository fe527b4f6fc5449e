package sley.vm.natives;

import static sley.vm.natives.Natives.result;
import static sley.vm.natives.Natives.unit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import sley.vm.thread.Fault;
import sley.vm.value.Bytes;
import sley.vm.value.LongList;
import sley.vm.value.Range;
import sley.vm.value.Text;

/// Methods of numbers, durations, ranges and bytes.
final class NumberNatives {
    private static final int MOST_DIGITS = 1000;

    private NumberNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "int.hex" -> (t, _, p, pb, _, _) -> result(t, Long.toHexString(p[pb]));
            case "float.fixed" -> (t, _, p, pb, _, _) -> result(t, fixed(real(p[pb]), p[pb + 1]));
            case "float.floor" -> (t, _, p, pb, _, _) -> result(t, Math.floor(real(p[pb])));
            case "float.ceil" -> (t, _, p, pb, _, _) -> result(t, Math.ceil(real(p[pb])));
            case "float.round" -> (t, _, p, pb, _, _) -> result(t, round(real(p[pb])));
            case "float.sqrt" -> (t, _, p, pb, _, _) -> result(t, Math.sqrt(real(p[pb])));
            case "float.abs" -> (t, _, p, pb, _, _) -> result(t, Math.abs(real(p[pb])));
            case "duration.seconds" -> (t, _, p, pb, _, _) -> result(t, p[pb] / 1e9);
            case "duration.millis" -> (t, _, p, pb, _, _) -> result(t, p[pb] / 1_000_000);
            case "duration.nanos" -> (t, _, p, pb, _, _) -> result(t, p[pb]);
            case "duration.ratio" -> (t, _, p, pb, _, _) -> result(t, (double) p[pb] / (double) p[pb + 1]);
            case "duration.scale" -> (t, _, p, pb, _, _) -> result(t, nanos(p[pb] * real(p[pb + 1])));
            case "duration.scaled" -> (t, _, p, pb, _, _) -> result(t, nanos(real(p[pb]) * p[pb + 1]));
            case "duration.divide" -> (t, _, p, pb, _, _) -> result(t, nanos(p[pb] / real(p[pb + 1])));
            case "range.new" -> (t, _, p, pb, _, _) -> result(t, new Range(p[pb], p[pb + 1], p[pb + 2] != 0, p[pb + 3]));
            case "range.from" -> (t, _, _, _, r, rb) -> result(t, ((Range) r[rb]).from());
            case "range.step" -> (t, _, _, _, r, rb) -> result(t, ((Range) r[rb]).step());
            case "range.len" -> (t, _, _, _, r, rb) -> result(t, ((Range) r[rb]).length());
            case "range.contains" -> (t, _, p, pb, r, rb) -> result(t, ((Range) r[rb]).contains(p[pb]));
            case "range.slice" -> (t, _, _, _, r, rb) -> result(t, slice((Range) r[rb], (Range) r[rb + 1]));
            case "bytes.len" -> (t, _, _, _, r, rb) -> result(t, (long) ((Bytes) r[rb]).size());
            case "bytes.push" -> (t, _, p, pb, r, rb) -> {
                ((Bytes) r[rb]).push(p[pb]);
                return unit(t);
            };
            case "bytes.append" -> (t, _, _, _, r, rb) -> {
                var more = (Bytes) r[rb + 1];
                ((Bytes) r[rb]).append(more.items(), 0, more.size());
                return unit(t);
            };
            case "bytes.slice" -> (t, _, _, _, r, rb) -> {
                var bytes = (Bytes) r[rb];
                var range = (Range) r[rb + 1];
                StringNatives.checkSlice(range, bytes.size(), "bytes");
                return result(t, bytes.slice((int) range.from(), (int) StringNatives.end(range)));
            };
            case "bytes.text" -> (t, _, _, _, r, rb) -> result(t, ((Bytes) r[rb]).text());
            case "bytes.from" -> (t, _, _, _, r, rb) -> {
                var list = (LongList) r[rb];
                var bytes = new Bytes(new byte[list.size()], 0);
                for (int i = 0; i < list.size(); i++) {
                    bytes.push(list.get(i));
                }
                return result(t, bytes);
            };
            default -> null;
        };
    }

    private static double real(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static long nanos(double value) {
        if (!(value >= -0x1p63 && value < 0x1p63)) {
            throw new Fault("arith", "the duration is out of range");
        }
        return (long) value;
    }

    /// Half away from zero, as people round.
    private static double round(double value) {
        double size = Math.abs(value);
        double whole = Math.floor(size);
        // The difference is exact; a half that is added first may round up by itself.
        return Math.copySign(size - whole >= 0.5 ? whole + 1 : whole, value);
    }

    private static String fixed(double value, long digits) {
        if (digits < 0 || digits > MOST_DIGITS) {
            throw new Fault("index", "a number cannot have " + digits + " digits");
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Text.ofFloat(value);
        }
        String text = new BigDecimal(Math.abs(value)).setScale((int) digits, RoundingMode.HALF_EVEN).toPlainString();
        // The sign stays where only zeros are left, as in `-0.0`.
        return Math.copySign(1, value) < 0 ? "-" + text : text;
    }

    private static Range slice(Range range, Range part) {
        StringNatives.checkSlice(part, (int) Math.min(range.length(), Integer.MAX_VALUE), "range");
        return new Range(range.from() + part.from() * range.step(), range.from() + StringNatives.end(part) * range.step(), false, range.step());
    }
}
